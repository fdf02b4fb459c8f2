package weft.core;

import weft.Context;

/**
 * A resumption of a virtual thread that a coroutine or callback started without a scheduler of its
 * own, by {@code Thread.startVirtualThread} for example. It runs on the loop but is no task.
 */
final class InheritedThread implements Mountable {
    private final Scheduler scheduler;
    private final LoopThread parent;
    private final Runnable continuation;

    InheritedThread(Scheduler scheduler, LoopThread parent, Runnable continuation) {
        this.scheduler = scheduler;
        this.parent = parent;
        this.continuation = continuation;
    }

    @Override
    public void run() {
        scheduler.mount(null, parent.startContext());
        continuation.run();
        scheduler.unmount();
    }

    @Override
    public Context context() {
        return parent.startContext();
    }

    @Override
    public String toString() {
        return "<virtual thread started by " + parent + ">";
    }
}
