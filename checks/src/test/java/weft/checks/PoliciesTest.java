package weft.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.EventLoopPolicies;
import weft.EventLoopPolicy;
import weft.ProviderEventLoopPolicy;
import weft.Runner;
import weft.epoll.EpollEventLoopPolicy;
import weft.epoll.PollEventLoopPolicy;
import weft.epoll.Trigger;
import weft.iocp.WindowsProactorEventLoopPolicy;
import weft.iouring.IoUringEventLoopPolicy;
import weft.iouring.IoUringEventLoopProvider;
import weft.policy.DefaultEventLoopPolicy;
import weft.policy.LoopCatalog;
import weft.policy.LoopEntry;
import weft.select.SelectorEventLoopPolicy;
import weft.select.WindowsSelectorEventLoopPolicy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;

/** How a program chooses its loops, over all modules. */
class PoliciesTest {
    @AfterEach
    void backToTheDefault() {
        EventLoopPolicies.set(null);
    }

    private static String nameOf(AbstractEventLoop loop) {
        return loop.toString().split(" ", 3)[1];
    }

    private static String loopOfRun() {
        return Asyncio.run(() -> nameOf(Asyncio.getRunningLoop()));
    }

    private static <T> T inNewThread(java.util.concurrent.Callable<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = new Thread(task);
        thread.start();
        thread.join();
        return task.get();
    }

    @Test
    void thePolicySetIsTheOneInForceUntilItIsReplaced() {
        EventLoopPolicy first = EventLoopPolicies.get();
        assertInstanceOf(DefaultEventLoopPolicy.class, first);
        assertSame(first, EventLoopPolicies.get());
        EventLoopPolicy selectors = new SelectorEventLoopPolicy();
        EventLoopPolicies.set(selectors);
        assertSame(selectors, EventLoopPolicies.get());
        assertEquals("select", loopOfRun());
        EventLoopPolicies.set(new PollEventLoopPolicy());
        assertEquals("poll", loopOfRun());
        EventLoopPolicies.set(null);
        assertInstanceOf(DefaultEventLoopPolicy.class, EventLoopPolicies.get());
        assertNotSame(first, EventLoopPolicies.get());
    }

    @Test
    void everyPolicyMakesItsOwnLoops() {
        Map<String, EventLoopPolicy> policies =
                Map.of(
                        "select", new SelectorEventLoopPolicy(),
                        "epoll", new EpollEventLoopPolicy(),
                        "epoll-et", new EpollEventLoopPolicy(Trigger.EDGE),
                        "poll", new PollEventLoopPolicy());
        policies.forEach(
                (name, policy) -> {
                    EventLoopPolicies.set(policy);
                    assertEquals(name, loopOfRun());
                });
        EventLoopPolicies.set(new WindowsSelectorEventLoopPolicy());
        assertEquals("select", loopOfRun());
        IllegalStateException refusal =
                assertThrows(
                        IllegalStateException.class,
                        () -> new WindowsProactorEventLoopPolicy().newEventLoop());
        assertTrue(refusal.getMessage().contains("Windows"), refusal.getMessage());
    }

    @Test
    void ioUringIsInstalledAsUvloopIs() {
        IoUringEventLoopPolicy.install();
        assertInstanceOf(IoUringEventLoopPolicy.class, EventLoopPolicies.get());
        if (new IoUringEventLoopProvider().availability().usable()) {
            assertEquals("io_uring", loopOfRun());
        } else {
            assertThrows(IllegalStateException.class, PoliciesTest::loopOfRun);
        }
    }

    @Test
    void ioUringRunsACoroutineWhateverThePolicy() {
        EventLoopPolicies.set(new SelectorEventLoopPolicy());
        if (new IoUringEventLoopProvider().availability().usable()) {
            String loop = IoUringEventLoopPolicy.run(() -> nameOf(Asyncio.getRunningLoop()));
            assertEquals("io_uring", loop);
        } else {
            assertThrows(IllegalStateException.class, () -> IoUringEventLoopPolicy.run(() -> 1));
        }
        assertEquals("select", loopOfRun());
    }

    @Test
    void theDefaultPrefersIoUringThenEpollThenSelect() {
        List<LoopEntry> loops = LoopCatalog.load().entries();
        List<String> defaults =
                loops.stream()
                        .filter(loop -> loop.priority() >= 0)
                        .map(LoopEntry::name)
                        .filter(name -> !name.equals("iocp"))
                        .toList();
        assertEquals(List.of("io_uring", "epoll", "select"), defaults);
        List<String> others =
                loops.stream().filter(loop -> loop.priority() < 0).map(LoopEntry::name).toList();
        assertTrue(others.containsAll(List.of("epoll-et", "poll")), others::toString);
    }

    @Test
    void everyThreadHasALoopOfItsOwn() throws Exception {
        EventLoopPolicies.set(new EpollEventLoopPolicy());
        try (AbstractEventLoop here = Asyncio.newEventLoop()) {
            Asyncio.setEventLoop(here);
            assertSame(here, Asyncio.getEventLoop());
            String refusal =
                    inNewThread(
                            () ->
                                    assertThrows(IllegalStateException.class, Asyncio::getEventLoop)
                                            .getMessage());
            assertTrue(refusal.contains("setEventLoop(newEventLoop())"), refusal);
            inNewThread(
                    () -> {
                        try (AbstractEventLoop there = Asyncio.newEventLoop()) {
                            Asyncio.setEventLoop(there);
                            assertSame(there, Asyncio.getEventLoop());
                            return there.runUntilComplete(() -> "ran");
                        }
                    });
            assertSame(here, Asyncio.getEventLoop());
            Asyncio.setEventLoop(null);
        }
    }

    @Test
    void aRunnerTakesTheLoopsOfItsFactory() throws Exception {
        EventLoopPolicies.set(new SelectorEventLoopPolicy());
        ProviderEventLoopPolicy edges = new EpollEventLoopPolicy(Trigger.EDGE);
        try (Runner runner = new Runner(null, edges::newEventLoop)) {
            assertEquals("epoll-et", nameOf(runner.getLoop()));
            assertEquals("epoll-et", runner.<String>run(() -> nameOf(Asyncio.getRunningLoop())));
            String elsewhere = inNewThread(PoliciesTest::loopOfRun);
            assertEquals("select", elsewhere);
        }
    }

    /** Overrides everything there is to override. */
    private static final class Recording extends DefaultEventLoopPolicy {
        final List<String> calls = new ArrayList<>();

        @Override
        public AbstractEventLoop getEventLoop() {
            calls.add("get");
            return super.getEventLoop();
        }

        @Override
        public void setEventLoop(AbstractEventLoop loop) {
            calls.add("set");
            super.setEventLoop(loop);
        }

        @Override
        public AbstractEventLoop newEventLoop() {
            calls.add("new");
            AbstractEventLoop loop = new PollEventLoopPolicy().newEventLoop();
            loop.setDebug(true);
            return loop;
        }
    }

    @Test
    void theDefaultPolicyCanBeSubclassedWithAnyMethodOverridden() {
        Recording policy = new Recording();
        EventLoopPolicies.set(policy);
        AbstractEventLoop loop = Asyncio.newEventLoop();
        Asyncio.setEventLoop(loop);
        assertSame(loop, Asyncio.getEventLoop());
        assertTrue(loop.getDebug());
        loop.close();
        assertEquals(List.of("new", "set", "get"), policy.calls);
        assertEquals("poll", loopOfRun());
        assertEquals("new", policy.calls.get(3));
        Asyncio.setEventLoop(null);
    }
}
