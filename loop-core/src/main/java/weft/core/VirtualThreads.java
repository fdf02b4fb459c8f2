package weft.core;

import org.jspecify.annotations.Nullable;

import weft.spi.LoopConfined;
import weft.spi.RunningLoop;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;

/**
 * Creates virtual threads that a loop schedules. Everything here that is not public API of the JDK
 * is in this class, to be replaced as a whole once a custom scheduler is public.
 *
 * <p>Facts, from JDK 21 to 25 (java.lang.VirtualThread, java.lang.ThreadBuilders):
 *
 * <ul>
 *   <li>A virtual thread hands its continuation, always the same {@code Runnable}, to the {@code
 *       Executor} it was created with whenever it may run: when started, unparked, unblocked, or
 *       after a yield. That may happen on any thread.
 *   <li>The continuation must be run on a platform thread with nothing mounted, and returns when
 *       the virtual thread parks, yields, blocks or ends.
 *   <li>A virtual thread created by another one without a scheduler of its own inherits the
 *       creator's, so that an executor sees continuations of threads it does not know.
 *   <li>An exception thrown by the executor surfaces in whoever unparked the thread, which may be
 *       the JDK's poller: it must never throw.
 * </ul>
 */
final class VirtualThreads {
    private static final @Nullable MethodHandle NEW_THREAD;
    private static final @Nullable MethodHandle SCHEDULER;
    private static final int NO_INHERIT_THREAD_LOCALS;
    private static final @Nullable String PROBLEM;

    static {
        MethodHandle newThread = null;
        MethodHandle scheduler = null;
        int characteristics = 0;
        String problem = null;
        try {
            Class<?> builders = Class.forName("java.lang.ThreadBuilders");
            Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
            MethodHandles.Lookup own = MethodHandles.lookup();
            MethodHandles.Lookup inThread = MethodHandles.privateLookupIn(Thread.class, own);
            characteristics =
                    (int)
                            inThread.findStaticVarHandle(
                                            Thread.class, "NO_INHERIT_THREAD_LOCALS", int.class)
                                    .get();
            newThread =
                    MethodHandles.privateLookupIn(builders, own)
                            .findStatic(
                                    builders,
                                    "newVirtualThread",
                                    MethodType.methodType(
                                            Thread.class,
                                            Executor.class,
                                            String.class,
                                            int.class,
                                            Runnable.class));
            scheduler =
                    MethodHandles.privateLookupIn(virtualThread, own)
                            .findGetter(virtualThread, "scheduler", Executor.class)
                            .asType(MethodType.methodType(Executor.class, Thread.class));
        } catch (IllegalAccessException e) {
            problem = "coroutines need the JVM flag " + requiredFlag();
        } catch (ReflectiveOperationException e) {
            problem =
                    "coroutines do not work on this JVM ("
                            + System.getProperty("java.vm.name")
                            + " "
                            + System.getProperty("java.vm.version")
                            + "), whose virtual threads are built differently: "
                            + e;
        }
        NEW_THREAD = newThread;
        SCHEDULER = scheduler;
        NO_INHERIT_THREAD_LOCALS = characteristics;
        PROBLEM = problem;
        if (problem == null) {
            RunningLoop.resolveVirtualThreadsWith(VirtualThreads::confinementOf);
        }
    }

    private VirtualThreads() {}

    /** Returns the flag that opens the JDK to this class, as this launch needs it. */
    static String requiredFlag() {
        Module module = VirtualThreads.class.getModule();
        return "--add-opens java.base/java.lang="
                + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
    }

    /** Returns why coroutines do not work, or null if they do. */
    static @Nullable String problem() {
        return PROBLEM;
    }

    /** Throws, with the flag in the message, if coroutines do not work. */
    static void requireAvailable() {
        if (PROBLEM != null) {
            throw unavailable();
        }
    }

    /** Creates a thread whose continuation goes to the scheduler each time it may run. */
    static Thread unstarted(Executor scheduler, String name, Runnable body) {
        if (NEW_THREAD == null) {
            throw unavailable();
        }
        try {
            return (Thread) NEW_THREAD.invokeExact(scheduler, name, NO_INHERIT_THREAD_LOCALS, body);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot create a virtual thread", e);
        }
    }

    /** Returns what a virtual thread is to its loop, or null if it belongs to none. */
    static @Nullable LoopConfined confinementOf(Thread thread) {
        Executor scheduler = schedulerOf(thread);
        if (scheduler instanceof LoopThread owner) {
            return owner.confinementOf(thread);
        }
        return scheduler instanceof StrandThread strand ? strand.confinementOf(thread) : null;
    }

    /** Returns what a virtual thread hands its continuation to. */
    static Executor schedulerOf(Thread thread) {
        if (SCHEDULER == null) {
            throw unavailable();
        }
        try {
            return (Executor) SCHEDULER.invokeExact(thread);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot read a virtual thread's scheduler", e);
        }
    }

    private static IllegalStateException unavailable() {
        return new IllegalStateException(PROBLEM);
    }
}
