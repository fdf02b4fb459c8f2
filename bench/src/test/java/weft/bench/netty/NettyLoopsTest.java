package weft.bench.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import weft.Asyncio;
import weft.EventLoopPolicies;
import weft.ProviderEventLoopPolicy;
import weft.linux.Errno;
import weft.policy.LoopCatalog;
import weft.policy.LoopEntry;
import weft.spi.Availability;
import weft.spi.Backend;
import weft.spi.BackendProvider;
import weft.spi.Capability;
import weft.spi.Descriptor;
import weft.spi.Operation;
import weft.spi.WatchEndpoint;
import weft.spi.WatchEvents;
import weft.testkit.BackendDriver;
import weft.testkit.LeakCheck;

import java.io.IOException;
import java.net.BindException;
import java.nio.channels.NotYetConnectedException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is true of these loops and need not be of others. */
@ExtendWith(LeakCheck.class)
class NettyLoopsTest {
    static List<BackendProvider> providers() {
        return List.of(new NettyEpollEventLoopProvider(), new NettyIoUringEventLoopProvider());
    }

    @AfterEach
    void resetPolicy() {
        EventLoopPolicies.set(null);
    }

    @Test
    void thePolicyFindsThemAndNeverChoosesThemByItself() {
        Map<String, LoopEntry> found =
                LoopCatalog.load().entries().stream()
                        .filter(loop -> loop.name().startsWith("netty-"))
                        .collect(Collectors.toMap(LoopEntry::name, loop -> loop));
        assertEquals(Set.of("netty-epoll", "netty-io_uring"), found.keySet());
        for (LoopEntry loop : found.values()) {
            assertFalse(loop.chosen(), loop.name());
            assertTrue(loop.availability().usable(), loop.name());
            String reason = loop.availability().reason();
            assertTrue(reason.startsWith("Netty's transport on Linux "), reason);
        }
        providers().forEach(provider -> assertEquals(-1, provider.priority()));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void coroutinesRunOnThem(BackendProvider provider) {
        EventLoopPolicies.set(new ProviderEventLoopPolicy(provider) {});
        String loop =
                Asyncio.run(() -> Asyncio.createTask(() -> "" + Asyncio.getRunningLoop()).await());
        assertTrue(loop.contains(" " + provider.name() + " "), loop);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void whatAReceiverThrowsComesOutOfThePoll(BackendProvider provider) throws IOException {
        RuntimeException thrown = new IllegalArgumentException("of the receiver");
        FileDescriptor[] pipe = FileDescriptor.pipe();
        Descriptor writing = new Descriptor.OfNumber(pipe[1].intValue());
        try (Backend backend = provider.newBackend()) {
            WatchEndpoint watch = backend.watch(writing, WatchEndpoint.WRITE, new Throwing(thrown));
            assertSame(
                    thrown, assertThrows(IllegalArgumentException.class, () -> backend.poll(-1)));
            watch.close();
            while (backend.poll(0) == 0) {
                Thread.onSpinWait();
            }
        }
        pipe[0].close();
        pipe[1].close();
    }

    private record Throwing(RuntimeException thrown) implements WatchEvents {
        @Override
        public void onReady(int operations) {
            throw thrown;
        }

        @Override
        public void onFailure(Operation operation, IOException cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void onClosed() {}
    }

    @Test
    void ioUringSaysWhatItHasNot() throws IOException {
        BackendDriver driver = new BackendDriver(new NettyIoUringEventLoopProvider().newBackend());
        Descriptor any = new Descriptor.OfNumber(0);
        for (Capability absent : List.of(Capability.PIPE, Capability.SOCKET_CALLS)) {
            assertFalse(driver.backend().capabilities().contains(absent));
        }
        UnsupportedOperationException pipe =
                assertThrows(
                        UnsupportedOperationException.class, () -> driver.backend().adoptPipe(any));
        assertTrue(pipe.getMessage().contains("PIPE"), pipe.getMessage());
        driver.close();
    }

    @Test
    void nettysExceptionsBecomeTheJdks() {
        IOException inUse = Errors.newIOException("bind", -Errno.EADDRINUSE);
        assertInstanceOf(BindException.class, NettyErrors.translate(inUse, "bind"));
        Exception wrapped = new IllegalStateException("failed", inUse);
        assertInstanceOf(BindException.class, NettyErrors.translate(wrapped, "bind"));
        IOException unconnected = NettyErrors.translate(new NotYetConnectedException(), "send");
        assertTrue(unconnected.getMessage().contains("ENOTCONN"), unconnected.getMessage());
        IOException plain = new IOException("as it is");
        assertSame(plain, NettyErrors.translate(plain, "send"));
        IOException strange = NettyErrors.translate(new IllegalStateException("odd"), "open");
        assertTrue(strange.getMessage().startsWith("open: "), strange.getMessage());
    }

    @Test
    void aLibraryThatDoesNotLoadIsTheReason() {
        Availability refused =
                NettyLoops.availability(
                        "netty-epoll",
                        () -> {
                            throw new UnsatisfiedLinkError("no netty_transport_native_epoll");
                        });
        assertFalse(refused.usable());
        assertTrue(refused.reason().contains("no netty_transport"), refused.reason());
        assertTrue(refused.remedy().contains("netty-transport-native"), refused.remedy());
        Availability full =
                NettyLoops.availability(
                        "netty-epoll",
                        () -> {
                            throw new IOException("too many open files");
                        });
        assertEquals("too many open files", full.reason());
    }
}
