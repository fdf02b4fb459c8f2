package weft;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Keeps one loop for each thread, and leaves it to subclasses to make them. The asyncio counterpart
 * is {@code BaseDefaultEventLoopPolicy}. As there through Python 3.13, {@link #getEventLoop} makes
 * a loop on the main thread if none was set there.
 */
public abstract class BaseEventLoopPolicy implements EventLoopPolicy {
    private static final class Slot {
        @Nullable AbstractEventLoop loop;
        boolean setCalled;
    }

    private final ThreadLocal<Slot> slots = ThreadLocal.withInitial(Slot::new);

    /** Creates a policy. */
    protected BaseEventLoopPolicy() {}

    @Override
    public AbstractEventLoop getEventLoop() {
        Slot slot = slots.get();
        if (slot.loop == null && !slot.setCalled && MainThread.isCurrent()) {
            setEventLoop(newEventLoop());
        }
        if (slot.loop == null) {
            throw new IllegalStateException(
                    "there is no current event loop in thread '"
                            + Thread.currentThread().getName()
                            + "': call setEventLoop(newEventLoop()) or use Asyncio.run()");
        }
        return Objects.requireNonNull(slot.loop);
    }

    @Override
    public void setEventLoop(@Nullable AbstractEventLoop loop) {
        Slot slot = slots.get();
        slot.setCalled = true;
        slot.loop = loop;
    }
}
