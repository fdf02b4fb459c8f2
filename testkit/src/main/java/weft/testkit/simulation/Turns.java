package weft.testkit.simulation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets exactly one of the loops on a network go on at a time, and moves the clock when none can.
 *
 * <p>A loop that polls gives its turn up. When as many loops wait as the simulation has, the next
 * turn goes to one that has something to do; if there is none, the clock jumps to the first
 * deadline or arrival. With one loop that is always the one which polls, so nothing ever waits.
 * Between turns the network needs no lock, since whoever has the turn is alone.
 */
final class Turns {
    private final SimulatedNetwork network;
    private final List<SimulatedBackend> waiting = new ArrayList<>();
    private int expected;
    private @Nullable SimulatedBackend chosen;

    Turns(SimulatedNetwork network) {
        this.network = network;
        this.expected = network.settings.loops;
    }

    /** Returns when it is the backend's turn: something is ready, it was woken, or time is up. */
    void await(SimulatedBackend backend) {
        // Published before the first look at the wake-up flag, so that no wake-up is missed.
        backend.waiter = Thread.currentThread();
        boolean interrupted = false;
        try {
            synchronized (this) {
                waiting.add(backend);
            }
            while (!isTurnOf(backend)) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    interrupted = true;
                    backend.wakeup(); // as of a selector, an interrupt ends the poll
                }
            }
        } finally {
            backend.waiter = null;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized boolean isTurnOf(SimulatedBackend backend) {
        choose();
        if (chosen != backend) {
            return false;
        }
        chosen = null;
        waiting.remove(backend);
        return true;
    }

    /** Takes a backend that is closed out of the round. */
    synchronized void retire() {
        if (expected > 1) {
            expected--;
            choose();
        }
    }

    private void choose() {
        if (chosen != null || waiting.size() < expected || waiting.isEmpty()) {
            return;
        }
        List<SimulatedBackend> ready = ready();
        if (ready.isEmpty()) {
            long next = SimulatedSocket.NEVER;
            for (SimulatedBackend backend : waiting) {
                next = Math.min(next, backend.nextTurnNanos());
            }
            if (next == SimulatedSocket.NEVER) {
                onDeadlock();
                return;
            }
            network.advanceTo(next);
            ready = ready();
        }
        int pick = ready.size() == 1 ? 0 : network.random().nextInt(ready.size());
        chosen = ready.get(pick);
        LockSupport.unpark(chosen.waiter);
    }

    private List<SimulatedBackend> ready() {
        List<SimulatedBackend> ready = new ArrayList<>(1);
        for (SimulatedBackend backend : waiting) {
            if (backend.isWoken() || backend.nextTurnNanos() <= network.nowNanos()) {
                ready.add(backend);
            }
        }
        return ready;
    }

    private void onDeadlock() {
        if (network.settings.failOnDeadlock) {
            waiting.clear();
            throw new IllegalStateException(
                    "deadlock: nothing can ever happen: no timer, no operation in flight that could"
                            + " end, no wake-up pending, at "
                            + network.nowNanos()
                            + " ns of the "
                            + network.settings);
        }
    }
}
