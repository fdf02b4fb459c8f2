package weft.core;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The threads that run before anything that is queued, as soon as the one that runs now suspends.
 * The last one pushed goes first.
 */
final class NextThreads {
    private final Deque<Mountable> threads = new ArrayDeque<>();

    void push(Mountable thread) {
        threads.push(thread);
    }

    /** Takes the last one back, when the thread that runs now could not suspend. */
    void retract(Mountable thread) {
        Mountable last = threads.pop();
        assert last == thread;
    }

    /** Runs them all, and those they push. Platform thread, with nothing mounted. */
    void run() {
        while (!threads.isEmpty()) {
            threads.pop().run();
        }
    }
}
