package dev.florin.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private final List<List<Integer>> sent = new ArrayList<>();

    @Test
    void sendsTogetherWhatHasComeTogetherAndTheRestWhenItIsClosed() {
        Mailbox<Integer> mailbox = new Mailbox<>(1000, sent::add, _ -> true);
        List<Integer> all = IntStream.range(0, 600).boxed().toList();
        all.forEach(n -> assertTrue(mailbox.offer(n)));
        mailbox.close();
        mailbox.empty();
        assertEquals(List.of(250, 250, 100), sent.stream().map(List::size).toList());
        assertEquals(all, sent.stream().flatMap(List::stream).toList());
    }

    @Test
    void isBounded() {
        Mailbox<Integer> mailbox = new Mailbox<>(1, sent::add, _ -> true);
        assertTrue(mailbox.offer(1));
        assertFalse(mailbox.offer(2));
    }

    @Test
    void saysOnceThatSomethingWasLost() {
        Mailbox<Integer> mailbox = new Mailbox<>(
                3,
                batch -> {
                    if (batch.contains(0)) {
                        throw new IllegalStateException("away");
                    }
                    sent.add(batch);
                },
                n -> n < 50);
        mailbox.confess(99);
        mailbox.lost(70);
        mailbox.confess(99);
        mailbox.lost(7);
        mailbox.confess(-1);
        mailbox.confess(99);
        mailbox.offer(1);
        mailbox.offer(2);
        assertFalse(mailbox.offer(3));
        // There is no room for it either: it has to come later.
        mailbox.confess(99);
        mailbox.close();
        mailbox.empty();
        mailbox.confess(-2);
        mailbox.empty();
        assertEquals(List.of(List.of(-1, 1, 2), List.of(-2)), sent);
        mailbox.offer(0);
        mailbox.empty();
        mailbox.confess(-3);
        mailbox.empty();
        assertEquals(List.of(-3), sent.getLast());
    }

    @Test
    void goesOnAfterAFailure() {
        Mailbox<Integer> mailbox = new Mailbox<>(
                1000,
                batch -> {
                    if (batch.contains(0)) {
                        throw new IllegalStateException("away");
                    }
                    sent.add(batch);
                },
                _ -> true);
        IntStream.range(0, 300).forEach(mailbox::offer);
        mailbox.close();
        mailbox.empty();
        assertEquals(List.of(IntStream.range(250, 300).boxed().toList()), sent);
    }
}
