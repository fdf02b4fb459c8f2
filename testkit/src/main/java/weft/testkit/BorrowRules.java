package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import weft.spi.Capability;
import weft.spi.Descriptor;
import weft.spi.ListenerEndpoint;
import weft.spi.Operation;
import weft.spi.WatchEndpoint;
import weft.spi.WatchEvents;

import java.io.IOException;
import java.net.StandardProtocolFamily;

/** What may be watched and borrowed, and that a refusal leaves nothing behind. */
interface BorrowRules extends BackendFixture {
    /** A blocking socket is refused before a call on it can stop the loop, and is not touched. */
    @Test
    default void blockingSocketsAreNotBorrowed() throws IOException {
        Assumptions.assumeTrue(has(Capability.SOCKET_CALLS), "no calls on sockets");
        BackendContract.OutsidePair pair = openBlockingSocketPair().orElse(null);
        Assumptions.assumeTrue(pair != null, "no descriptor blocks here");
        try (pair) {
            IllegalArgumentException refusal =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> backend().borrowSocket(pair.descriptor()));
            BackendFixture.assertNames("blocking", refusal);
            assertTrue(pair.isDescriptorOpen());
        }
    }

    /** After a watch for unknown operations was refused, a right one of the descriptor works. */
    @Test
    default void aRefusedWatchLeavesNothingBehind() throws IOException {
        Assumptions.assumeTrue(has(Capability.WATCH), "no watch");
        try (BackendContract.OutsidePair pair = openSocketPair()) {
            for (int operations : new int[] {4, WatchEndpoint.READ | 1 << 20, -1}) {
                IllegalArgumentException refusal =
                        assertThrows(
                                IllegalArgumentException.class,
                                () -> backend().watch(pair.descriptor(), operations, nobody()));
                BackendFixture.assertNames(String.valueOf(operations), refusal);
            }
            pair.write("x", driver());
            WatchRecorder watch =
                    new WatchRecorder(driver(), pair.descriptor(), WatchEndpoint.READ);
            driver().pollUntil("a report", () -> watch.reports() > 0);
            assertThrows(IllegalArgumentException.class, () -> watch.endpoint().watch(8));
            int before = watch.reports();
            driver().pollUntil("the next report", () -> watch.reports() > before);
            assertEquals(WatchEndpoint.READ, watch.lastReady());
            driver().close(watch);
        }
    }

    /** What a stream owns can be neither watched nor borrowed until the stream is closed. */
    @Test
    default void descriptorsOfStreamsAreNotLent() throws IOException {
        Assumptions.assumeTrue(has(Capability.WATCH), "no watch");
        BackendDriver.Pair pair = driver().connect();
        assertOwned(pair.client().endpoint().descriptor());
        assertOwned(pair.server().endpoint().descriptor());
        pair.server().endpoint().startReceive();
        assertOwned(pair.server().endpoint().descriptor());
        pair.client().sendAll("undisturbed");
        pair.server().pollUntilReceived(11);
        assertEquals("undisturbed", pair.server().text());
        driver().close(pair.client(), pair.server());
        ListenerEndpoint listener = backend().openListener(StandardProtocolFamily.INET);
        ListenerRecorder recorder = new ListenerRecorder(driver(), listener);
        listener.attach(recorder);
        assertOwned(listener.descriptor());
        driver().close(recorder);
    }

    /** What was adopted is owned by whatever name it is known; closed, its name is free again. */
    @Test
    default void descriptorsOfAdoptedStreamsAreNotLent() throws IOException {
        Assumptions.assumeTrue(has(Capability.WATCH) && has(Capability.ADOPT), "no watch");
        try (BackendContract.OutsidePair pair = openSocketPair()) {
            StreamRecorder stream = driver().record(backend().adoptStream(pair.descriptor()));
            assertOwned(pair.descriptor());
            assertOwned(stream.endpoint().descriptor());
            driver().close(stream);
        }
        for (int i = 0; i < 3; i++) { // one of them gets the number, if there are numbers
            try (BackendContract.OutsidePair pair = openSocketPair()) {
                WatchRecorder watch =
                        new WatchRecorder(driver(), pair.descriptor(), WatchEndpoint.WRITE);
                driver().pollUntil("writability", () -> watch.reports() > 0);
                driver().close(watch);
            }
        }
    }

    private void assertOwned(Descriptor descriptor) {
        IllegalStateException refusal =
                assertThrows(
                        IllegalStateException.class,
                        () -> backend().watch(descriptor, WatchEndpoint.READ, nobody()));
        BackendFixture.assertNames("used by a transport", refusal);
        if (has(Capability.SOCKET_CALLS)) {
            refusal =
                    assertThrows(
                            IllegalStateException.class, () -> backend().borrowSocket(descriptor));
            BackendFixture.assertNames("used by a transport", refusal);
        }
    }

    private static WatchEvents nobody() {
        return new WatchEvents() {
            @Override
            public void onReady(int operations) {
                throw new AssertionError("a watch that was refused reports " + operations);
            }

            @Override
            public void onFailure(Operation operation, IOException cause) {
                throw new AssertionError("a watch that was refused fails", cause);
            }

            @Override
            public void onClosed() {
                throw new AssertionError("a watch that was refused is closed");
            }
        };
    }
}
