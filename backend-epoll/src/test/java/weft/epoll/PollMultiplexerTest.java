package weft.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import weft.readiness.ReadinessBackend;
import weft.testkit.BackendDriver;
import weft.testkit.LeakCheck;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A wait hands the kernel what is watched, and not what was watched once. */
@ExtendWith(LeakCheck.class)
class PollMultiplexerTest {
    private static final int CONNECTIONS = 50;

    private final List<BackendDriver.Pair> pairs = new ArrayList<>();
    private PollMultiplexer multiplexer;
    private BackendDriver driver;

    @BeforeEach
    void open() throws IOException {
        EpollFacility facility =
                new EpollFacility(
                        "poll", (libc, arena) -> multiplexer = new PollMultiplexer(libc, arena));
        driver = new BackendDriver(new ReadinessBackend(facility));
        assertNotNull(multiplexer);
        for (int i = 0; i < CONNECTIONS; i++) {
            BackendDriver.Pair pair = driver.connect();
            pair.server().endpoint().startReceive();
            pairs.add(pair);
        }
        driver.poll(0);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void thoseWhoWentAreWaitedForNoMore() throws IOException {
        assertTrue(multiplexer.elements() > CONNECTIONS, "too few to learn from");
        BackendDriver.Pair last = pairs.getLast();
        for (BackendDriver.Pair pair : pairs.subList(0, CONNECTIONS - 1)) {
            driver.close(pair.client(), pair.server());
        }
        // The survivor was added last, so it is one of those that had to move.
        assertTrue(multiplexer.elements() <= 3, () -> multiplexer.elements() + " elements");
        assertReceives(last);
        driver.close(last.client(), last.server());
        assertEquals(1, multiplexer.elements(), "the eventfd alone");
    }

    /** Whoever is closed, and in whatever order: the others go on. */
    @Test
    void thoseWhoMoveAreStillHeard() throws IOException {
        Collections.shuffle(pairs, new Random(7));
        while (pairs.size() > 10) {
            BackendDriver.Pair gone = pairs.removeLast();
            driver.close(gone.client(), gone.server());
            assertReceives(pairs.getFirst());
            assertReceives(pairs.get(pairs.size() / 2));
        }
        for (BackendDriver.Pair pair : pairs) {
            driver.close(pair.client(), pair.server());
        }
    }

    /** All ends arrive in one wait, and each server closes while the others are being told. */
    @Test
    void closingWhileBeingToldLosesNobody() throws IOException {
        for (BackendDriver.Pair pair : pairs) {
            pair.server().react(event -> closeAtEnd(pair, event));
        }
        for (BackendDriver.Pair pair : pairs) {
            pair.client().endpoint().close();
        }
        driver.pollUntil(
                "all ends", () -> pairs.stream().allMatch(pair -> pair.server().isClosed()));
        assertEquals(1, multiplexer.elements());
    }

    private static void closeAtEnd(BackendDriver.Pair pair, String event) {
        if (event.startsWith("end")) {
            pair.server().endpoint().close();
        }
    }

    private void assertReceives(BackendDriver.Pair pair) throws IOException {
        int before = pair.server().text().length();
        pair.client().sendAll("here");
        pair.server().pollUntilReceived(before + 4);
        assertTrue(pair.server().text().endsWith("here"));
    }
}
