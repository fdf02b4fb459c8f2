package weft.iouring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import weft.linux.Errno;
import weft.linux.LibC;
import weft.testkit.LeakCheck;

import java.util.concurrent.atomic.AtomicReference;

@ExtendWith(LeakCheck.class)
class RingTest {
    private static final int SUBMISSIONS = 4;
    private static final int COMPLETIONS = 8;

    private Ring ring;

    @BeforeEach
    void open() throws Exception {
        ring = new Ring(new LibC(), SUBMISSIONS, COMPLETIONS);
    }

    @AfterEach
    void close() {
        ring.close();
    }

    private void submitNop(long userData) {
        ring.submit(Abi.IORING_OP_NOP, -1, 0, 0, 0, 0, 0, userData);
    }

    /** Takes the oldest completion and returns its user data. */
    private long take() {
        long userData = ring.userData(ring.oldest());
        ring.advance();
        return userData;
    }

    @Test
    void wrapsAroundWithEverythingInOrder() throws Exception {
        long next = 0;
        long expected = 0;
        for (int round = 0; round < 5_000; round++) {
            for (int i = 0; i <= round % SUBMISSIONS; i++) {
                submitNop(next++);
            }
            ring.await(0);
            while (ring.ready() > 0) {
                assertEquals(expected++, take());
            }
        }
        assertEquals(next, expected);
    }

    @Test
    void moreSubmissionsThanFitAreFlushed() throws Exception {
        for (int i = 0; i < COMPLETIONS; i++) {
            submitNop(i);
        }
        assertEquals(1, ring.enters(), "a full ring is flushed by the next submission");
        assertEquals(SUBMISSIONS, ring.queued());
        assertEquals(COMPLETIONS, ring.await(-1));
    }

    @Test
    void overflowingCompletionsAreKept() throws Exception {
        int count = 1_000;
        for (int i = 0; i < count; i++) {
            submitNop(i);
        }
        int seen = 0;
        while (seen < count) {
            int ready = ring.await(-1);
            assertTrue(ready > 0 && ready <= COMPLETIONS, () -> ready + " ready");
            for (int i = 0; i < ready; i++) {
                assertEquals(seen++, take());
            }
        }
        assertEquals(0, ring.await(0));
        assertEquals(0, ring.dropped());
    }

    @Test
    void oneSystemCallSubmitsAndWaits() throws Exception {
        submitNop(1);
        submitNop(2);
        assertEquals(2, ring.await(-1));
        assertEquals(1, ring.enters());
    }

    @Test
    void nothingToDoCostsNoSystemCall() throws Exception {
        submitNop(1);
        ring.await(-1);
        long before = ring.enters();
        assertEquals(1, ring.await(-1), "a completion is there already");
        take();
        assertEquals(0, ring.await(0));
        assertEquals(before, ring.enters());
    }

    @Test
    void timeoutsAreKeptInNanoseconds() throws Exception {
        for (long timeout : new long[] {1, 300_000, 20_000_000}) {
            long start = System.nanoTime();
            assertEquals(0, ring.await(timeout));
            long took = System.nanoTime() - start;
            assertTrue(took >= timeout, () -> timeout + " ns took " + took);
        }
    }

    @Test
    void failedOperationAnswersWithItsErrorNumber() throws Exception {
        ring.submit(Abi.IORING_OP_RECV, -1, 0, 0, 0, 0, 0, 7);
        assertEquals(1, ring.await(-1));
        assertEquals(-Errno.EBADF, ring.result(ring.oldest()));
        assertEquals(7, take());
    }

    @Test
    void anotherThreadIsRefused() throws Exception {
        submitNop(1);
        ring.await(-1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread other =
                new Thread(
                        () -> {
                            submitNop(2);
                            failure.set(
                                    assertThrows(IllegalStateException.class, () -> ring.await(0)));
                        });
        other.start();
        other.join();
        assertTrue(failure.get() != null, "the other thread was let in");
        String message = String.valueOf(failure.get().getMessage());
        assertTrue(message.contains("belongs to the thread"), message);
    }

    @Test
    void ringBelongsToTheThreadThatEntersItFirst() throws Exception {
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread other =
                new Thread(
                        () -> {
                            try {
                                submitNop(3);
                                outcome.set(ring.await(-1));
                            } catch (Exception e) {
                                outcome.set(e);
                            }
                        });
        other.start();
        other.join();
        assertEquals(1, outcome.get(), "a ring made here and used there");
    }
}
