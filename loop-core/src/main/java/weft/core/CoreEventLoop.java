package weft.core;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.Connection;
import weft.ConnectionOptions;
import weft.Context;
import weft.Coroutine;
import weft.ExceptionContext;
import weft.ExceptionHandler;
import weft.Future;
import weft.Handle;
import weft.Server;
import weft.ServerOptions;
import weft.StreamProtocol;
import weft.Task;
import weft.TaskFactory;
import weft.TaskOptions;
import weft.TimerHandle;
import weft.spi.Backend;
import weft.spi.ContextFree;
import weft.spi.RunningLoop;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The event loop over a {@link Backend}: the public contract, on top of the {@link Scheduler}. */
final class CoreEventLoop extends AbstractEventLoop implements LoopInternals {
    // How long close() lets cancelled coroutines run their finally blocks.
    private static final long CLOSE_DRAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final Backend backend;
    private final FailureReports reports = new FailureReports(this);
    private final Scheduler scheduler;
    private final TaskList tasks;
    private final DefaultExecutor defaultExecutor = new DefaultExecutor(this);
    private final StreamResources streamResources = new StreamResources();
    private final SignalHandlers signals = new SignalHandlers(this::onSignal);
    private final WeakReference<CoreEventLoop> registration;
    private final AtomicBoolean watched = new AtomicBoolean();
    private volatile @Nullable Unclosed unclosed;
    private @Nullable TaskFactory taskFactory;

    CoreEventLoop(Backend backend) {
        this.backend = Objects.requireNonNull(backend, "backend");
        this.scheduler = new Scheduler(this, backend, reports);
        this.tasks = scheduler.tasks;
        this.registration = LoopRegistry.add(this);
        watchUnclosed();
    }

    // Lifecycle

    @Override
    public void runForever() {
        scheduler.run();
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Future<T> future) {
        scheduler.requireRunnable();
        if (future.getLoop() != this) {
            throw new IllegalArgumentException(future + " belongs to another loop");
        }
        Consumer<Future<?>> stopWhenDone = done -> stop();
        future.addDoneCallback(stopWhenDone);
        try {
            scheduler.run();
        } finally {
            future.removeDoneCallback(stopWhenDone);
        }
        if (!future.done()) {
            throw new IllegalStateException(
                    "event loop stopped before Future completed: " + future);
        }
        return future.result();
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Coroutine<T> coroutine) {
        scheduler.requireRunnable();
        Task<T> task = createTask(coroutine);
        try {
            return runUntilComplete(task);
        } catch (Throwable problem) {
            if (task.done() && !task.cancelled()) {
                task.exception(); // nobody else has the task, to ask it for what ended the run
            }
            throw problem;
        }
    }

    @Override
    public void stop() {
        scheduler.stop();
    }

    @Override
    public boolean isRunning() {
        return scheduler.isRunning();
    }

    @Override
    public boolean isClosed() {
        return scheduler.isClosed();
    }

    @Override
    public void close() {
        if (isRunning()) {
            throw new IllegalStateException("cannot close a running event loop: " + this);
        }
        if (isClosed()) {
            return;
        }
        try {
            endCoroutines();
        } finally {
            release();
        }
    }

    private void release() {
        signals.removeAll();
        defaultExecutor.close();
        reportUnretrieved();
        scheduler.close();
        LoopRegistry.remove(registration);
        Unclosed watch = unclosed;
        if (watch != null) {
            watch.forgive();
        }
    }

    private void watchUnclosed() {
        if (reports.isDebug() && watched.compareAndSet(false, true)) {
            unclosed = Unclosed.watch(this, "event loop " + this);
        }
    }

    /** Returns what runs the loop. For inspection. */
    Scheduler scheduler() {
        return scheduler;
    }

    /** Cancels what is left, gives it a bounded time, and names what outlives it. */
    private void endCoroutines() {
        scheduler.registerStarted();
        if (tasks.isEmpty()) {
            return;
        }
        for (Task<?> task : tasks.toSet()) {
            reports.report(
                    new ExceptionContext("Task was destroyed but it is pending!")
                            .with("task", task));
            task.cancel();
        }
        if (scheduler.isOwnedByCaller() && RunningLoop.current() == null) {
            scheduler.drain(tasks::isEmpty, CLOSE_DRAIN_NANOS);
        }
        for (Task<?> task : tasks.toSet()) {
            reports.report(
                    new ExceptionContext(
                                    "Task outlived its loop: it did not end within "
                                            + Duration.ofNanos(CLOSE_DRAIN_NANOS)
                                            + " of being cancelled")
                            .with("task", task));
        }
    }

    // Scheduling

    @Override
    public Handle callSoon(Runnable callback) {
        return callSoon(callback, scheduler.copyCurrentContext());
    }

    @Override
    public Handle callSoon(Runnable callback, Context context) {
        checkUsable("callSoon");
        CallbackHandle handle = new CallbackHandle(traced(callback), present(context));
        scheduler.enqueue(handle);
        return handle;
    }

    @Override
    public Handle callSoonThreadsafe(Runnable callback) {
        return callSoonThreadsafe(callback, scheduler.copyCurrentContext());
    }

    @Override
    public Handle callSoonThreadsafe(Runnable callback, Context context) {
        CallbackHandle handle = new CallbackHandle(traced(callback), present(context));
        if (scheduler.isClosed() || !scheduler.enqueueOnceThreadsafe(handle)) {
            throw new IllegalStateException("the event loop is closed: " + this);
        }
        return handle;
    }

    @Override
    public TimerHandle callLater(Duration delay, Runnable callback) {
        Objects.requireNonNull(delay, "delay");
        return callAt(Clocks.after(time(), delay), callback);
    }

    @Override
    public TimerHandle callAt(long whenNanos, Runnable callback) {
        Context context =
                callback instanceof ContextFree
                        ? scheduler.currentContext()
                        : scheduler.copyCurrentContext();
        return callAt(whenNanos, callback, context);
    }

    @Override
    public TimerHandle callAt(long whenNanos, Runnable callback, Context context) {
        checkUsable("callAt");
        return scheduler.addTimer(whenNanos, traced(callback), present(context));
    }

    /** Refuses to run in no context, which would fail only once it runs. */
    private static Context present(Context context) {
        return Objects.requireNonNull(context, "context");
    }

    private Runnable traced(Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        return reports.isDebug() ? TracedCallback.of(callback) : callback;
    }

    @Override
    public long time() {
        return backend.nanoTime();
    }

    // Tasks

    @Override
    public <T extends @Nullable Object> Task<T> createTask(
            Coroutine<T> coroutine, TaskOptions options) {
        TaskFactory factory = taskFactory;
        return factory == null
                ? newTask(coroutine, options)
                : factory.createTask(this, coroutine, options);
    }

    @Override
    public void setTaskFactory(@Nullable TaskFactory factory) {
        taskFactory = factory;
    }

    @Override
    public @Nullable TaskFactory getTaskFactory() {
        return taskFactory;
    }

    @Override
    public <T extends @Nullable Object> Task<T> newTask(
            Coroutine<T> coroutine, TaskOptions options) {
        checkUsable("createTask");
        Context context = options.context();
        CoroutineTask<T> task =
                new CoroutineTask<>(
                        scheduler,
                        coroutine,
                        options.name(),
                        context == null ? scheduler.copyCurrentContext() : context);
        task.register();
        if (options.eagerStart() && RunningLoop.confinement() instanceof Suspendable parent) {
            task.thread().startEagerly(parent);
        } else {
            task.thread().start();
        }
        return task;
    }

    @Override
    public Set<Task<?>> allTasks() {
        return tasks.toSet();
    }

    // Executors

    @Override
    public <T extends @Nullable Object> Future<T> runInExecutor(
            @Nullable Executor executor, Callable<T> function) {
        checkUsable("runInExecutor");
        return defaultExecutor.run(executor, Objects.requireNonNull(function, "function"));
    }

    @Override
    public void setDefaultExecutor(ExecutorService executor) {
        checkUsable("setDefaultExecutor");
        defaultExecutor.replace(Objects.requireNonNull(executor, "executor"));
    }

    @Override
    public void shutdownDefaultExecutor(@Nullable Duration timeout) {
        checkUsable("shutdownDefaultExecutor");
        if (RunningLoop.currentTask() == null) {
            throw new IllegalStateException(
                    "shutdownDefaultExecutor outside a coroutine, which it suspends");
        }
        if (!defaultExecutor.shutdown(timeout).await()) {
            warn("The executor did not finish joining its threads within " + timeout);
        }
    }

    @Override
    public ThreadFactory threadFactory() {
        requireThreads();
        return function -> {
            Objects.requireNonNull(function, "function");
            return ThreadTask.create(scheduler, function, "weft-thread-", true, () -> {})
                    .thread()
                    .thread();
        };
    }

    @Override
    public ExecutorService coroutineExecutor() {
        requireThreads();
        return new CoroutineExecutor(
                scheduler,
                (function, onEnd) ->
                        ThreadTask.create(scheduler, function, "weft-coroutine-", false, onEnd));
    }

    private void requireThreads() {
        scheduler.requireOpen();
        VirtualThreads.requireAvailable();
    }

    // Connections

    @Override
    public <P extends StreamProtocol> Future<Connection<P>> createConnectionAsync(
            Supplier<P> protocolFactory, String host, int port, ConnectionOptions options) {
        checkUsable("createConnection");
        return Connector.connect(this, protocolFactory, host, port, options);
    }

    @Override
    public Future<Server> createServerAsync(
            Supplier<? extends StreamProtocol> protocolFactory,
            @Nullable String host,
            int port,
            ServerOptions options) {
        checkUsable("createServer");
        return ServerOpener.open(this, protocolFactory, host, port, options);
    }

    // Signals

    @Override
    public void addSignalHandler(String signal, Runnable callback) {
        checkUsable("addSignalHandler");
        signals.add(
                signal,
                Objects.requireNonNull(callback, "callback"),
                scheduler.copyCurrentContext());
    }

    @Override
    public boolean removeSignalHandler(String signal) {
        return signals.remove(signal);
    }

    /** Called on a thread of the JVM's. */
    private void onSignal(CallbackHandle handle) {
        scheduler.enqueueThreadsafe(handle); // a closed loop has given the signal back
    }

    // Errors and debug

    @Override
    public @Nullable ExceptionHandler getExceptionHandler() {
        return reports.handler();
    }

    @Override
    public void setExceptionHandler(@Nullable ExceptionHandler handler) {
        reports.setHandler(handler);
    }

    @Override
    public void defaultExceptionHandler(ExceptionContext context) {
        reports.log(context);
    }

    @Override
    public void callExceptionHandler(ExceptionContext context) {
        reports.report(context);
    }

    @Override
    public boolean getDebug() {
        return reports.isDebug();
    }

    @Override
    public void setDebug(boolean enabled) {
        reports.setDebug(enabled);
        watchUnclosed();
    }

    @Override
    public Duration getSlowCallbackDuration() {
        return reports.slowCallbackDuration();
    }

    @Override
    public void setSlowCallbackDuration(Duration duration) {
        reports.setSlowCallbackDuration(duration);
    }

    private void checkUsable(String method) {
        scheduler.requireOpen();
        scheduler.checkThread(method);
    }

    // What transports need

    @Override
    public AbstractEventLoop loop() {
        return this;
    }

    @Override
    public Backend backend() {
        return backend;
    }

    @Override
    public StreamResources streamResources() {
        return streamResources;
    }

    @Override
    public void enqueue(Ready entry) {
        scheduler.enqueue(entry);
    }

    @Override
    public void flushBeforePoll(Flushable output) {
        scheduler.flushBeforePoll(output);
    }

    @Override
    public void report(ExceptionContext context) {
        scheduler.enqueue(new CallbackHandle(() -> reports.report(context), new Context()));
    }

    @Override
    public void warn(String message) {
        scheduler.enqueue(new CallbackHandle(() -> reports.warn(message), new Context()));
    }

    @Override
    public String toString() {
        return "<weft "
                + backend.name()
                + " loop running="
                + isRunning()
                + " closed="
                + isClosed()
                + " debug="
                + getDebug()
                + ">";
    }
}
