package weft;

import org.jspecify.annotations.Nullable;

/**
 * Ties a lock or a queue to the loop on which somebody first had to wait for it. As in asyncio, one
 * that never makes anybody wait may be used on one loop after the other.
 */
final class LoopBinding {
    private final Object owner;
    private @Nullable AbstractEventLoop loop;

    /**
     * Creates a binding to no loop yet.
     *
     * @param owner what is bound, to be named in errors
     */
    LoopBinding(Object owner) {
        this.owner = owner;
    }

    /** Returns the task's loop, after checking that it is the one. */
    AbstractEventLoop loopOf(Task<?> task) {
        AbstractEventLoop running = task.getLoop();
        if (loop == null) {
            loop = running;
        } else if (loop != running) {
            throw new IllegalStateException(owner + " is bound to a different event loop");
        }
        return running;
    }
}
