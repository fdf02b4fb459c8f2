package weft.testkit.trace;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.Future;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The instructions on the loop itself: callbacks, timers, threads, running and stopping. */
final class LoopInstructions {
    private final Stage stage;
    private final AbstractEventLoop loop;

    private LoopInstructions(Stage stage) {
        this.stage = stage;
        this.loop = stage.loop();
    }

    static void define(Stage stage) {
        LoopInstructions here = new LoopInstructions(stage);
        AbstractEventLoop loop = stage.loop();
        loop.setExceptionHandler(
                (reporter, context) -> stage.log("handler " + Words.describe(context.exception())));
        stage.define("soon", here::soon);
        stage.define("threadsafe", here::threadsafe);
        stage.define("later", here::later);
        stage.define("at", here::at);
        stage.define("stop", i -> loop.stop());
        stage.define("close_loop", i -> loop.close());
        stage.define("is_running", i -> stage.log("running " + loop.isRunning()));
        stage.define("run_forever", i -> loop.runForever());
        stage.define("run_until_complete", here::runUntilComplete);
        stage.define("exception_handler", here::exceptionHandler);
        stage.define("from_thread", here::fromThread);
    }

    private void soon(Instruction instruction) {
        String name = instruction.text(0);
        stage.name(name, loop.callSoon(callback(name, instruction.body(1))));
    }

    private void threadsafe(Instruction instruction) {
        String name = instruction.text(0);
        stage.name(name, loop.callSoonThreadsafe(callback(name, instruction.body(1))));
    }

    private void later(Instruction instruction) {
        Duration delay = Duration.ofNanos(instruction.number(0) * PacedBackend.TICK_NANOS);
        String name = instruction.text(1);
        stage.name(name, loop.callLater(delay, callback(name, instruction.body(2))));
    }

    private void at(Instruction instruction) {
        long whenNanos = stage.clock().deadlineNanos(instruction.number(0));
        String name = instruction.text(1);
        stage.name(name, loop.callAt(whenNanos, callback(name, instruction.body(2))));
    }

    private Runnable callback(String name, List<Instruction> body) {
        return () -> {
            stage.log(name);
            stage.call(body);
        };
    }

    private void runUntilComplete(Instruction instruction) throws Exception {
        if (instruction.has(1)) {
            stage.run(List.of(new Instruction("task", instruction.arguments())), null);
        }
        Future<?> future = stage.get(instruction.text(0), Future.class);
        stage.log("ran " + Words.show(loop.runUntilComplete(future)));
    }

    private void exceptionHandler(Instruction instruction) {
        String name = instruction.text(0);
        List<Instruction> body = instruction.body(1);
        loop.setExceptionHandler(
                (reporter, context) -> {
                    stage.log(name + " " + Words.describe(context.exception()));
                    stage.call(body);
                });
    }

    /**
     * Runs a body on another thread. Spins meanwhile: a callback that parked would be replaced by a
     * fresh callback thread, which would go on with the batch.
     */
    private void fromThread(Instruction instruction) throws InterruptedException {
        List<Instruction> body = instruction.body(0);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread =
                Thread.ofPlatform()
                        .name("weft-trace-thread")
                        .daemon()
                        .uncaughtExceptionHandler((ended, problem) -> failure.set(problem))
                        .start(() -> stage.call(body));
        while (thread.isAlive()) {
            Thread.onSpinWait();
        }
        Throwable problem = failure.get();
        if (problem != null) {
            throw new IllegalArgumentException("from_thread threw " + problem, problem);
        }
    }
}
