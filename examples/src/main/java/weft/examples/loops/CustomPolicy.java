package weft.examples.loops;

import static weft.Asyncio.createTask;
import static weft.Asyncio.run;

import weft.AbstractEventLoop;
import weft.BaseEventLoopPolicy;
import weft.EventLoopPolicies;
import weft.EventLoopPolicy;

/**
 * A policy decides which loop a program gets. This one counts the loops that another makes; one
 * that names a backend, such as {@code new IoUringEventLoopPolicy()}, is set the same way, and then
 * the rest of a program stays as it is.
 */
public final class CustomPolicy {
    private CustomPolicy() {}

    private static final class CountingPolicy extends BaseEventLoopPolicy {
        private final EventLoopPolicy maker;
        private int count;

        CountingPolicy(EventLoopPolicy maker) {
            this.maker = maker;
        }

        @Override
        public AbstractEventLoop newEventLoop() {
            count++;
            System.out.println("making loop " + count);
            return maker.newEventLoop();
        }
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        EventLoopPolicy original = EventLoopPolicies.get();
        EventLoopPolicies.set(new CountingPolicy(original));
        try {
            System.out.println(run(() -> createTask(() -> 1).await() + 1));
            System.out.println(run(() -> createTask(() -> 3).await() + 1));
        } finally {
            EventLoopPolicies.set(original);
        }
    }
}
