package weft.spi;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.Context;
import weft.Task;

/** Answers for a virtual thread that runs on an event loop, or as the strand of another thread. */
public interface LoopConfined {
    /**
     * Returns the loop that the thread runs on.
     *
     * @return the loop, or null for a strand above a thread that runs none
     */
    @Nullable AbstractEventLoop loop();

    /**
     * Returns the task whose coroutine the thread is.
     *
     * @return the task, or null if the thread runs callbacks or is no coroutine
     */
    @Nullable Task<?> task();

    /**
     * Returns the context the thread runs in now.
     *
     * @return the context
     */
    Context context();

    /**
     * Replaces the context the thread runs in.
     *
     * @param context the new one
     */
    void enterContext(Context context);
}
