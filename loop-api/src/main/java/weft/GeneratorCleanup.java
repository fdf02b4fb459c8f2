package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.RunningLoop;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Closes a generator that was abandoned half-way: when it is collected, or when its loop shuts
 * down. Otherwise the thread of its body might live for ever, since the JDK by default holds every
 * virtual thread that has begun and not ended.
 */
final class GeneratorCleanup implements Runnable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final GeneratorCore<?, ?, ?> core;
    private final @Nullable AbstractEventLoop loop;
    private final boolean virtual;
    private Cleaner.@Nullable Cleanable cleanable;

    private GeneratorCleanup(GeneratorCore<?, ?, ?> core) {
        this.core = core;
        this.loop = RunningLoop.current();
        this.virtual = loop == null && Strands.bottomIsVirtual();
    }

    /** Registers a generator that is about to begin, on the thread that asks it first. */
    static GeneratorCleanup register(Generator<?, ?, ?> generator, GeneratorCore<?, ?, ?> core) {
        GeneratorCleanup cleanup = new GeneratorCleanup(core);
        cleanup.cleanable = CLEANER.register(generator, cleanup);
        if (cleanup.loop != null) {
            if (cleanup.loop.hasShutDownGenerators()) {
                System.getLogger("weft")
                        .log(
                                System.Logger.Level.WARNING,
                                "generator "
                                        + generator
                                        + " was begun after shutdownAsyncgens() of its loop: "
                                        + cleanup.loop);
            }
            cleanup.loop.startedGenerators().add(cleanup);
        }
        return cleanup;
    }

    /** Forgets a generator that has ended. */
    void cancel() {
        if (cleanable != null) {
            cleanable.clean();
        }
    }

    /** Called once: on the cleaner's thread, or because the generator has ended. */
    @Override
    public void run() {
        if (core.state() != Generator.State.SUSPENDED) {
            forget();
        } else if (loop != null) {
            closeOnLoop(loop);
        } else if (virtual) {
            Thread.startVirtualThread(this::closeHere);
        } else {
            closeHere();
        }
    }

    private void forget() {
        if (loop != null) {
            loop.startedGenerators().remove(this);
        }
    }

    private void closeOnLoop(AbstractEventLoop owner) {
        try {
            owner.callSoonThreadsafe(() -> owner.createTask(() -> closeReporting(owner)));
        } catch (IllegalStateException closed) {
            // As in asyncio, nothing of a loop's runs any more once it is closed.
            forget();
        }
    }

    private void closeReporting(AbstractEventLoop owner) {
        try {
            close();
        } catch (CancelledError e) {
            throw e;
        } catch (Throwable e) {
            report(owner, e);
        }
    }

    private static void report(AbstractEventLoop loop, Throwable problem) {
        loop.callExceptionHandler(
                new ExceptionContext("an error occurred during closing of a generator")
                        .with("exception", problem));
    }

    private void closeHere() {
        try {
            core.close();
        } catch (Throwable e) {
            System.getLogger("weft")
                    .log(System.Logger.Level.WARNING, "closing an abandoned generator failed", e);
        }
    }

    /** Closes the generator in a coroutine of its loop. */
    void close() {
        try {
            core.close();
        } finally {
            forget();
        }
    }

    /** Closes the generators of a loop that are not closed, in a coroutine of the loop. */
    static void closeAll(AbstractEventLoop loop, Set<GeneratorCleanup> started) {
        List<GeneratorCleanup> left = List.copyOf(started);
        if (left.isEmpty()) {
            return;
        }
        List<VoidCoroutine> coroutines = new ArrayList<>();
        left.forEach(each -> coroutines.add(each::close));
        for (Object outcome : Asyncio.gatherReturningExceptions(coroutines).await()) {
            if (outcome instanceof Throwable problem) {
                report(loop, problem);
            }
        }
    }
}
