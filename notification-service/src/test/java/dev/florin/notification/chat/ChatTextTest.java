package dev.florin.notification.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<script>alert(1)</script>hi | hi",
                "<img src=x onerror=alert(1)> | ''",
                "<b onclick='x()'>bold</b> | <b>bold</b>",
                "<a href='https://evil.example'>my bank</a> | my bank",
                "<b>left open | <b>left open</b>",
                "1 < 2 & 3 > 2 | 1 &lt; 2 &amp; 3 &gt; 2",
                "&lt;script&gt; | &lt;script&gt;",
                "<svg><style><img src=x onerror=alert(1)></style></svg> | ''",
            })
    void whatIsShownIsSafeInAPage(String written, String html) {
        assertEquals(html, ChatText.of(written).html());
    }

    @Test
    void whatWasWrittenIsNotLost() {
        assertEquals("a <b then c", ChatText.of("a <b then c").plain());
        assertNull(ChatText.of("lunch at noon").plain());
    }
}
