package weft.core;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.Context;
import weft.spi.Backend;
import weft.spi.RunningLoop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;

/**
 * Runs the iterations of one loop: what waits, what is ready, and on which thread it runs.
 *
 * <pre>
 *   begin      flush output, take the inbox in, compute the timeout
 *   poll       the backend queues entries for what completed
 *   timers     due ones are queued behind them
 *   batch      exactly the entries queued by now run; what they queue waits for the next iteration
 * </pre>
 *
 * <p>Entries are of two sorts. Callbacks run on the callback thread, a virtual one (see {@link
 * Callbacks}); {@link Mountable}s are virtual threads themselves and can only be run from the bare
 * platform thread. The two threads pass one baton to and fro, and whoever finishes a batch begins
 * the next iteration, so that a run of entries of one sort never switches. Without virtual threads
 * everything runs on the platform thread, and only coroutines are missing.
 */
final class Scheduler {
    // A longer sleep is cut up, so that clocks and timeouts stay far from overflow, as in CPython.
    private static final long MAX_SLEEP_NANOS = 24L * 3600 * 1_000_000_000;

    // How often closing looks whether the coroutines have ended.
    private static final long DRAIN_TICK_NANOS = 1_000_000;

    final TaskList tasks = new TaskList();
    final NextThreads nextThreads = new NextThreads();

    private final AbstractEventLoop loop;
    private final Backend backend;
    private final FailureReports reports;
    private final EntryWatch watch;
    private final ReadyQueue ready = new ReadyQueue();
    private final TimerQueue timers = new TimerQueue();
    private final Inbox inbox = new Inbox();
    private final SleepState sleep = new SleepState();
    private final HeldMonitors heldMonitors = new HeldMonitors();
    private final OutputFlushes output = new OutputFlushes();
    private final Callbacks callbacks;

    private volatile @Nullable Thread owner;
    private volatile boolean running;
    private volatile boolean closed;

    // Written on the loop only. Others may read a stale value, but not one that equals themselves.
    private @Nullable Thread mountedThread;
    private boolean inheritedMounted;

    private boolean stopping;
    private boolean batchStarted;
    private Context currentContext = new Context();
    private @Nullable Throwable fatal;

    Scheduler(AbstractEventLoop loop, Backend backend, FailureReports reports) {
        this.loop = loop;
        this.backend = backend;
        this.reports = reports;
        this.watch = new EntryWatch(reports, this::enqueue, this::mountedFrames);
        this.callbacks = new Callbacks(this, ready, watch, reports, backend);
    }

    // Queueing

    AbstractEventLoop loop() {
        return loop;
    }

    /**
     * Queues an entry for the next batch. Loop thread. What other threads had queued before goes
     * first, so that all see one order, as with CPython's single queue.
     */
    void enqueue(Ready entry) {
        if (!inbox.isEmpty()) {
            inbox.drain(ready::add);
        }
        ready.add(entry);
    }

    /** Queues an entry from any thread, and wakes the loop. False if the loop is closed. */
    boolean enqueueThreadsafe(Ready entry) {
        if (isOnLoop()) {
            enqueue(entry);
            return true;
        }
        return wakeAfter(inbox.push(entry));
    }

    /** Queues a handle that is queued only once in its life, as {@link #enqueueThreadsafe} does. */
    boolean enqueueOnceThreadsafe(CallbackHandle handle) {
        if (isOnLoop()) {
            enqueue(handle);
            return true;
        }
        return wakeAfter(inbox.pushOnce(handle));
    }

    private boolean wakeAfter(Inbox.Pushed pushed) {
        if (pushed == Inbox.Pushed.FIRST && sleep.claimWakeup()) {
            backend.wakeup();
        }
        return pushed != Inbox.Pushed.REFUSED;
    }

    /** Queues a thread that was just started. Loop side, maybe before the loop ever ran. */
    void enqueueStarted(LoopThread thread) {
        if (thread.isSuspendedForOther()) {
            return; // an eager start runs it without the queue
        }
        if (closed) {
            resumeLate(thread);
        } else {
            enqueue(thread);
        }
    }

    /** Queues the resumption of a thread. Any thread; never throws, never drops. */
    void resume(Mountable thread) {
        if (closed || !enqueueThreadsafe(thread)) {
            resumeLate(thread);
        }
    }

    TimerEntry addTimer(long whenNanos, Runnable callback, Context context) {
        return timers.add(whenNanos, callback, context);
    }

    void flushBeforePoll(Flushable flushable) {
        output.add(flushable);
    }

    // State

    boolean isRunning() {
        return running;
    }

    @Nullable Thread owner() {
        return owner;
    }

    boolean isClosed() {
        return closed;
    }

    /** Refuses to wait on a loop that will never resume anybody. */
    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the event loop is closed: " + loop);
        }
    }

    /** Tells whether the calling thread is the loop's: its platform thread or what is mounted. */
    boolean isOnLoop() {
        Thread current = Thread.currentThread();
        if (current == owner || current == mountedThread) {
            return true;
        }
        return inheritedMounted && current.isVirtual() && RunningLoop.current() == loop;
    }

    /** Tells whether the calling thread is the loop's, or could become so. */
    boolean isOwnedByCaller() {
        return owner == null || isOnLoop();
    }

    /** Refuses, in debug mode, what another thread does to the loop. */
    void checkThread(String what) {
        if (reports.isDebug() && !isOwnedByCaller()) {
            throw reports.wrongThread(what);
        }
    }

    boolean isSuspendedInJdkCall(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    Context currentContext() {
        return currentContext;
    }

    void setCurrentContext(Context context) {
        currentContext = context;
    }

    /** Returns a copy of the context of the running entry, or of the calling thread outside one. */
    Context copyCurrentContext() {
        return mountedThread != null && Thread.currentThread() == mountedThread
                ? currentContext.copy()
                : Context.copyContext();
    }

    void stop() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    /** Ends the run at once and has it throw, if the JVM itself is in trouble. */
    boolean stopIfFatal(Throwable problem) {
        if (Failures.isFatal(problem)) {
            fail(problem);
            return true;
        }
        return false;
    }

    /** Ends the run at once and has it throw. */
    void fail(Throwable problem) {
        fatal = problem;
        stopping = true;
    }

    /** Tells whether the run is to end at once. */
    boolean hasFailed() {
        return fatal != null;
    }

    // Running

    /** Throws unless the calling thread may run the loop now. */
    void requireRunnable() {
        requireOpen();
        if (running) {
            throw new IllegalStateException("the event loop is already running: " + loop);
        }
        Thread current = Thread.currentThread();
        Thread first = owner;
        if (first != null && first != current) {
            throw Failures.ownedByOther(first, current);
        }
        RunningLoop.requireNone();
    }

    /** Runs iterations until stopped, at least one. */
    void run() {
        requireRunnable();
        Thread current = Thread.currentThread();
        RunningLoop.enter(loop);
        owner = current;
        running = true;
        heldMonitors.inflate();
        try {
            drive();
        } finally {
            callbacks.end();
            watch.runEnded();
            running = false;
            stopping = false;
            RunningLoop.exit();
        }
        Throwable problem = fatal;
        fatal = null;
        Failures.rethrow(problem);
    }

    private void drive() {
        batchStarted = false;
        while (fatal == null) {
            if (!ready.hasBatch()) {
                if (batchStarted && stopping) {
                    return;
                }
                beginIteration();
            } else if (ready.peek() instanceof Mountable thread) {
                ready.takeFromBatch();
                EntryWatch.Running begun = watch.begin(thread);
                thread.run();
                nextThreads.run();
                watch.endMounted(begun);
            } else {
                callbacks.run();
            }
        }
        ready.endBatch(); // what is left waits for the next run
    }

    /** Polls and decides what this iteration runs. Platform or callback thread; only our code. */
    void beginIteration() {
        batchStarted = true;
        watch.batchEnded();
        output.flush();
        inbox.drain(ready::add);
        long timeoutNanos = timeoutNanos();
        try {
            if (timeoutNanos == 0) {
                backend.poll(0);
            } else {
                sleepFor(timeoutNanos);
            }
        } catch (IOException e) {
            fail(new UncheckedIOException(backend.name() + " backend failed: " + e, e));
            return;
        }
        inbox.drain(ready::add);
        queueDueTimers();
        watch.batchBegins(ready.beginBatch());
    }

    private long timeoutNanos() {
        if (stopping || ready.size() > 0) {
            return 0;
        }
        TimerEntry first = timers.first();
        if (first == null) {
            return -1;
        }
        return Math.clamp(first.whenNanos - backend.nanoTime(), 0, MAX_SLEEP_NANOS);
    }

    private void sleepFor(long timeoutNanos) throws IOException {
        long actualNanos = sleep.fallAsleep(inbox) ? timeoutNanos : 0;
        try {
            backend.poll(actualNanos);
        } finally {
            sleep.awaken();
        }
    }

    private void queueDueTimers() {
        TimerEntry first = timers.first();
        if (first == null) {
            return;
        }
        long now = backend.nanoTime();
        while (first != null && first.whenNanos - now <= 0) {
            ready.add(timers.removeFirst());
            first = timers.first();
        }
    }

    // Mounting

    /** Notes what is about to be mounted. */
    void mount(@Nullable Thread thread, Context context) {
        currentContext = context;
        if (thread == null) {
            inheritedMounted = true;
        } else {
            mountedThread = thread;
        }
    }

    /** Notes that nothing is mounted any more, and returns the context that was current. */
    Context unmount() {
        mountedThread = null;
        inheritedMounted = false;
        return currentContext;
    }

    /** Returns the frames of what runs, as far as a look from another thread tells. */
    StackTraceElement[] mountedFrames() {
        Thread mounted = mountedThread;
        if (mounted != null && VirtualThreads.confinementOf(mounted) instanceof LoopThread seen) {
            return seen.stackTrace(false);
        }
        Thread platform = owner;
        return platform == null ? new StackTraceElement[0] : platform.getStackTrace();
    }

    // Closing

    /** Runs until a condition holds or the time is up. For closing. */
    void drain(BooleanSupplier done, long limitNanos) {
        long deadline = System.nanoTime() + limitNanos;
        while (!done.getAsBoolean() && System.nanoTime() - deadline < 0) {
            addTimer(backend.nanoTime() + DRAIN_TICK_NANOS, this::stop, new Context());
            run();
        }
    }

    /** Makes the tasks of threads known that were started elsewhere and have not had a turn. */
    void registerStarted() {
        inbox.drain(
                entry -> {
                    ready.add(entry);
                    if (entry instanceof CoroutineThread thread) {
                        thread.registerOnce();
                    }
                });
    }

    void close() {
        closed = true;
        inbox.close(this::resumeLate);
        while (ready.size() > 0) {
            resumeLate(ready.remove());
        }
        ready.clear();
        timers.clear();
        output.clear();
        backend.close();
    }

    private void resumeLate(Ready entry) {
        if (entry instanceof Mountable thread) {
            LateResumes.run(
                    () -> {
                        thread.run();
                        nextThreads.run();
                    });
        }
    }
}
