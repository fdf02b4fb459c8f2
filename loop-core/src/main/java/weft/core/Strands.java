package weft.core;

import weft.spi.Strand;

import java.util.concurrent.Executor;

/** Knows which strand runs on the calling thread. */
final class Strands {
    private static final ThreadLocal<Ground> OF_THREAD =
            ThreadLocal.withInitial(Strands::newGround);

    private Strands() {}

    static Strand current() {
        Thread thread = Thread.currentThread();
        if (thread.isVirtual()) {
            Executor scheduler = VirtualThreads.schedulerOf(thread);
            if (scheduler instanceof StrandThread strand && strand.thread() == thread) {
                return strand;
            }
            if (scheduler instanceof LoopThread owner && owner.thread() == thread) {
                return owner;
            }
        }
        return OF_THREAD.get();
    }

    private static Ground newGround() {
        Thread thread = Thread.currentThread();
        return thread.isVirtual() ? new VirtualGround(thread) : new PlatformGround(thread);
    }
}
