package dev.florin.notification.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class PushCipherTest {
    private static byte[] bytes(String base64) {
        return Base64.getUrlDecoder().decode(base64);
    }

    /** RFC 8291, section 5 and appendix A. */
    @Test
    void encryptsTheExampleOfTheStandard() throws Exception {
        byte[] own = bytes("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        byte[] browser =
                bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
        byte[] sealed = PushCipher.encrypt(
                "When I grow up, I want to be a watermelon".getBytes(StandardCharsets.UTF_8),
                PushKeys.publicKey(browser),
                bytes("BTBZMqHH6r4Tts7J_aSIgg"),
                new KeyPair(
                        PushKeys.publicKey(own),
                        PushKeys.privateKey(bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))),
                bytes("DGv6ra1nlYgDCS1FRnbzlw"));
        assertEquals(
                "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
                        + "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
                Base64.getUrlEncoder().withoutPadding().encodeToString(sealed));
    }

    @Test
    void whatItEncryptsTheBrowserReads() {
        Browser browser = Browser.fresh();
        byte[] text = "{\"title\":\"höhö\"}".getBytes(StandardCharsets.UTF_8);
        byte[] once = PushCipher.encrypt(text, browser.publicKey(), browser.auth());
        byte[] twice = PushCipher.encrypt(text, browser.publicKey(), browser.auth());
        assertArrayEquals(text, browser.read(once));
        assertArrayEquals(text, browser.read(twice));
        assertEquals(false, java.util.Arrays.equals(once, twice), "never with the same key and salt");
        assertThrows(AssertionError.class, () -> Browser.fresh().read(once));
    }

    @Test
    void aPointBesideTheCurveIsNoKey() {
        byte[] point = PushKeys.point(Browser.fresh().publicKey());
        point[64] ^= 1;
        assertThrows(IllegalArgumentException.class, () -> PushKeys.publicKey(point));
        assertThrows(IllegalArgumentException.class, () -> PushKeys.publicKey(new byte[65]));
        assertThrows(IllegalArgumentException.class, () -> PushKeys.publicKey(new byte[0]));
    }
}
