package acme.loop;

import weft.AbstractEventLoop;
import weft.Context;
import weft.Coroutine;
import weft.ExceptionContext;
import weft.Future;
import weft.Handle;
import weft.Task;
import weft.TaskOptions;
import weft.TimerHandle;
import weft.spi.RunningLoop;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A loop with callbacks, timers, futures and tasks, and no transports. */
final class BatonLoop extends AbstractEventLoop {
    final Set<Task<?>> tasks = new LinkedHashSet<>();

    private final BlockingQueue<Entry> ready = new LinkedBlockingQueue<>();
    private final PriorityQueue<Entry> timers = new PriorityQueue<>();
    private long entries;
    private boolean running;
    private boolean stopping;
    private boolean closed;

    /** A callback that is due, now or at its time. */
    private static final class Entry implements TimerHandle, Comparable<Entry> {
        private final Runnable callback;
        private final Context context;
        private final long when;
        private final long number;
        private volatile boolean cancelled;

        Entry(Runnable callback, Context context, long when, long number) {
            this.callback = callback;
            this.context = context;
            this.when = when;
            this.number = number;
        }

        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(when, other.when);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public boolean cancelled() {
            return cancelled;
        }

        @Override
        public Context getContext() {
            return context;
        }

        @Override
        public long when() {
            return when;
        }
    }

    @Override
    public void runForever() {
        RunningLoop.enter(this);
        running = true;
        try {
            while (!stopping) {
                runOnce();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            stopping = false;
            running = false;
            RunningLoop.exit();
        }
    }

    private void runOnce() throws InterruptedException {
        Entry timer = timers.peek();
        long left = timer == null ? Long.MAX_VALUE : timer.when - time();
        Entry first = left <= 0 ? ready.poll() : ready.poll(left, TimeUnit.NANOSECONDS);
        for (timer = timers.peek(); timer != null && timer.when <= time(); timer = timers.peek()) {
            ready.add(timers.poll());
        }
        if (first != null && !first.cancelled) {
            first.context.run(first.callback);
        }
    }

    @Override
    public <T> T runUntilComplete(Future<T> future) {
        future.addDoneCallback(done -> stop());
        runForever();
        return future.result();
    }

    @Override
    public <T> T runUntilComplete(Coroutine<T> coroutine) {
        return runUntilComplete(createTask(coroutine));
    }

    @Override
    public void stop() {
        stopping = true;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public Handle callSoon(Runnable callback) {
        return callSoon(callback, Context.copyContext());
    }

    @Override
    public Handle callSoon(Runnable callback, Context context) {
        Entry entry = new Entry(callback, context, 0, 0);
        ready.add(entry);
        return entry;
    }

    @Override
    public TimerHandle callLater(Duration delay, Runnable callback) {
        Context context = Context.copyContext();
        Entry entry = new Entry(callback, context, time() + delay.toNanos(), entries++);
        timers.add(entry);
        return entry;
    }

    @Override
    public long time() {
        return System.nanoTime();
    }

    @Override
    public <T> Task<T> createTask(Coroutine<T> coroutine, TaskOptions options) {
        BatonTask<T> task = new BatonTask<>(this, coroutine, Context.copyContext());
        tasks.add(task);
        callSoon(task::resume);
        return task;
    }

    @Override
    public Set<Task<?>> allTasks() {
        return Set.copyOf(tasks);
    }

    @Override
    public void shutdownDefaultExecutor(Duration timeout) {}

    @Override
    public void callExceptionHandler(ExceptionContext context) {
        System.out.println("reported: " + context);
    }

    @Override
    public boolean getDebug() {
        return false;
    }

    @Override
    public String toString() {
        return "<acme baton loop>";
    }
}
