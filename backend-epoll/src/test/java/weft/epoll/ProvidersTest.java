package weft.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.EventLoopPolicies;
import weft.EventLoopPolicy;
import weft.ProviderEventLoopPolicy;
import weft.spi.Availability;
import weft.spi.AvailabilityMemory;
import weft.spi.EventLoopProvider;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What the module offers, and what is said where it does not work. */
class ProvidersTest {
    @AfterEach
    void resetPolicy() {
        EventLoopPolicies.set(null);
    }

    @Test
    void theLoopsAreFoundAsServicesAndOnlyEpollIsADefault() {
        Map<String, Integer> priorities = new TreeMap<>();
        for (EventLoopProvider provider : ServiceLoader.load(EventLoopProvider.class)) {
            if (!provider.getClass().getPackageName().equals("weft.epoll")) {
                continue; // the test kit's
            }
            priorities.put(provider.name(), provider.priority());
            assertTrue(provider.availability().usable(), provider.name());
            assertTrue(provider.availability().reason().startsWith("Linux "), provider.name());
        }
        assertEquals(Map.of("epoll", 300, "epoll-et", -1, "poll", -1), priorities);
    }

    @Test
    void whatTheSystemRefusesIsTheReason() {
        Availability refused =
                Loops.ask(
                                "epoll",
                                () -> {
                                    throw new IOException(
                                            "epoll_create1: Too many open files; ulimit -n");
                                })
                        .availability();
        assertFalse(refused.usable());
        assertEquals("epoll_create1: Too many open files; ulimit -n", refused.reason());
    }

    @Test
    void refusedNativeAccessNamesTheFlag() {
        for (Throwable refusal :
                List.of(
                        new IllegalCallerException("Illegal native access"),
                        new UnsatisfiedLinkError("no epoll_ctl"),
                        new ExceptionInInitializerError("bindings"))) {
            Availability refused = ask(refusal);
            assertFalse(refused.usable());
            assertTrue(refused.reason().contains("native"), refused.reason());
            assertTrue(refused.remedy().contains("--enable-native-access="), refused.remedy());
        }
    }

    @Test
    void refusedNativeAccessIsToldInTheWordsOfItsFirstCause() {
        var first = new IllegalCallerException("Illegal native access from: module weft.linux");
        var second = new NoClassDefFoundError("Could not initialize class weft.linux.LibC");
        second.initCause(
                new ExceptionInInitializerError("Exception " + first + " [in thread \"main\"]"));
        for (Error refusal : List.of(new ExceptionInInitializerError(first), second)) {
            Availability refused = ask(refusal);
            assertEquals(
                    "this launch may not call native code"
                            + " (Illegal native access from: module weft.linux)",
                    refused.reason());
        }
    }

    private static Availability ask(Throwable refusal) {
        AvailabilityMemory.Answer answer = Loops.ask("epoll", () -> rethrow(refusal));
        assertTrue(answer.definite(), "flags do not change");
        return answer.availability();
    }

    /** A shortage of descriptors passes, and the loop works then. */
    @Test
    void aShortageIsNotRemembered() {
        AtomicInteger attempts = new AtomicInteger();
        AvailabilityMemory memory =
                new AvailabilityMemory(
                        () ->
                                Loops.ask(
                                        "epoll",
                                        () -> {
                                            if (attempts.incrementAndGet() <= 2) {
                                                throw new IOException("epoll_create1: EMFILE");
                                            }
                                            return Loops.epoll(Trigger.LEVEL);
                                        }));
        assertFalse(memory.get().usable());
        assertFalse(memory.get().usable());
        assertTrue(memory.get().usable());
        assertTrue(memory.get().usable());
        assertEquals(3, attempts.get(), "that it works is remembered");
    }

    @Test
    void theLoopsAreOfLinuxOnly() {
        for (EventLoopProvider provider :
                List.of(
                        new EpollEventLoopProvider(),
                        new EdgeTriggeredEpollEventLoopProvider(),
                        new PollEventLoopProvider())) {
            assertTrue(provider.existsOn("Linux"));
            assertFalse(provider.existsOn("Windows 11"));
            assertFalse(provider.existsOn("Mac OS X"));
        }
    }

    private static weft.spi.Backend rethrow(Throwable refusal) {
        if (refusal instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) refusal;
    }

    @Test
    void thePoliciesMakeTheirLoops() {
        for (EventLoopPolicy policy :
                List.of(
                        new EpollEventLoopPolicy(),
                        new EpollEventLoopPolicy(Trigger.EDGE),
                        new PollEventLoopPolicy())) {
            EventLoopPolicies.set(policy);
            assertEquals(3, Asyncio.run(() -> 1 + Asyncio.createTask(() -> 2).await()));
        }
        assertLoops("epoll", new EpollEventLoopPolicy());
        assertLoops("epoll", new EpollEventLoopPolicy(Trigger.LEVEL));
        assertLoops("epoll-et", new EpollEventLoopPolicy(Trigger.EDGE));
        assertLoops("poll", new PollEventLoopPolicy());
    }

    private static void assertLoops(String backend, ProviderEventLoopPolicy policy) {
        try (AbstractEventLoop loop = policy.newEventLoop()) {
            assertTrue(loop.toString().contains(" " + backend + " "), loop.toString());
        }
    }
}
