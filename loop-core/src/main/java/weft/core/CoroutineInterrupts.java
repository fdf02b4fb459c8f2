package weft.core;

import org.jspecify.annotations.Nullable;

import weft.Context;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Learns of interrupts of coroutines that wait in an await.
 *
 * <p>Such a thread has suspended itself without parking, and no interrupt makes it ready. But
 * {@code Thread.interrupt} tells the selector that the thread has announced to be blocked on (see
 * {@link InterruptListener}). All coroutines of a loop announce the same one, which does not learn
 * who was interrupted; the loop then looks at each of them.
 */
final class CoroutineInterrupts implements Ready {
    /** What a thread has announced, java.lang.Thread's field; null if this JDK has none of it. */
    private static final @Nullable MethodHandle ANNOUNCED = announced();

    private final Scheduler scheduler;
    private final InterruptListener listener = new InterruptListener(this::request);
    private final AtomicBoolean requested = new AtomicBoolean();
    private final Context context = new Context();
    private @Nullable Object own;

    CoroutineInterrupts(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Sees to it that the calling thread, a coroutine's, is looked at once it is interrupted. To be
     * called before each wait: a channel or selector of the user's ends what was announced before.
     */
    void listen(Thread current) {
        Object announced = announcedBy(current);
        if (announced == null || announced != own) {
            listener.listen();
            own = announcedBy(current);
        }
    }

    /** Asks for a look, in the thread that interrupts. */
    private void request() {
        if (!requested.getAndSet(true)) {
            scheduler.enqueueThreadsafe(this);
        }
    }

    /** Wakes those that were interrupted. */
    @Override
    public void run() {
        requested.set(false);
        scheduler.tasks.forEach(CoroutineTask::wakeIfInterrupted);
    }

    @Override
    public Context context() {
        return context;
    }

    private static @Nullable Object announcedBy(Thread thread) {
        if (ANNOUNCED == null) {
            return null;
        }
        try {
            return (Object) ANNOUNCED.invokeExact(thread);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot read what a thread is blocked on", e);
        }
    }

    private static @Nullable MethodHandle announced() {
        try {
            return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                    .findGetter(
                            Thread.class, "nioBlocker", Class.forName("sun.nio.ch.Interruptible"))
                    .asType(MethodType.methodType(Object.class, Thread.class));
        } catch (ReflectiveOperationException e) {
            return null; // then it is announced anew before each wait
        }
    }
}
