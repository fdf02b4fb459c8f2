package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.ContextFree;

/** What a sleeping coroutine waits for, and the callback of its timer: one object for each. */
final class Sleep extends Future<@Nullable Void> implements ContextFree {
    Sleep(AbstractEventLoop loop) {
        super(loop);
    }

    /** Wakes the coroutine, unless it was cancelled before. */
    @Override
    public void run() {
        if (!done()) {
            finish(null);
        }
    }
}
