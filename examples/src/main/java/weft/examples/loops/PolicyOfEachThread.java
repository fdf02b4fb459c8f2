package weft.examples.loops;

import static weft.Asyncio.run;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.BaseEventLoopPolicy;
import weft.EventLoopPolicies;
import weft.EventLoopPolicy;

/**
 * There is one policy for the whole process. One that asks another, which each thread chooses for
 * itself, lets every thread have loops of its own kind, such as those of {@code
 * IoUringEventLoopPolicy} in one and of {@code SelectorEventLoopPolicy} in the other.
 */
public final class PolicyOfEachThread {
    private static final class Policies extends BaseEventLoopPolicy {
        private static final ThreadLocal<@Nullable EventLoopPolicy> CHOSEN = new ThreadLocal<>();

        private final EventLoopPolicy others;

        Policies(EventLoopPolicy others) {
            this.others = others;
        }

        static void choose(EventLoopPolicy policy) {
            CHOSEN.set(policy);
        }

        @Override
        public AbstractEventLoop newEventLoop() {
            EventLoopPolicy own = CHOSEN.get();
            return own == null ? others.newEventLoop() : own.newEventLoop();
        }
    }

    private static final class NamedPolicy extends BaseEventLoopPolicy {
        private final String name;
        private final EventLoopPolicy maker;

        NamedPolicy(String name, EventLoopPolicy maker) {
            this.name = name;
            this.maker = maker;
        }

        @Override
        public AbstractEventLoop newEventLoop() {
            System.out.println("a loop by the " + name + " policy");
            return maker.newEventLoop();
        }
    }

    private PolicyOfEachThread() {}

    private static void work(EventLoopPolicy policy, int number) {
        Policies.choose(policy);
        System.out.println(run(() -> number));
    }

    /**
     * Runs the program.
     *
     * @param args not used
     * @throws InterruptedException if interrupted while a thread works
     */
    public static void main(String[] args) throws InterruptedException {
        EventLoopPolicy original = EventLoopPolicies.get();
        EventLoopPolicies.set(new Policies(original));
        try {
            String[] names = {"first", "second"};
            for (int i = 0; i < names.length; i++) {
                var policy = new NamedPolicy(names[i], original);
                int number = i + 1;
                Thread thread = new Thread(() -> work(policy, number));
                thread.start();
                thread.join();
            }
            System.out.println(run(() -> 3));
        } finally {
            EventLoopPolicies.set(original);
        }
    }
}
