package weft.testkit.trace;

import org.jspecify.annotations.Nullable;

import weft.Asyncio;
import weft.Coroutine;
import weft.Future;
import weft.Handle;
import weft.Task;
import weft.TaskOptions;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The instructions on futures and tasks, and those that wait. */
final class FutureInstructions {
    private static final int BARRIER_TICKS = 1000;

    private final Stage stage;
    private final Map<String, Consumer<Future<?>>> callbacks = new HashMap<>();

    private FutureInstructions(Stage stage) {
        this.stage = stage;
    }

    static void define(Stage stage) {
        FutureInstructions here = new FutureInstructions(stage);
        stage.define("future", i -> stage.name(i.text(0), stage.loop().createFuture()));
        stage.define("set_result", i -> here.future(i).setResult(i.value(1)));
        stage.define(
                "set_exception",
                i -> here.future(i).setException(new ScenarioException(i.text(1))));
        stage.define("done_callback", here::addDoneCallback);
        stage.define("remove_done_callback", here::removeDoneCallback);
        stage.define("cancel", here::cancel);
        stage.define("state", i -> stage.log(i.text(0) + " " + state(here.future(i))));
        stage.define(
                "result",
                i -> stage.log(i.text(0) + " gave " + Words.show(here.future(i).result())));
        stage.define("task", here::startTask);
        stage.define("cancelling", i -> stage.log("cancelling " + here.task(i).cancelling()));
        stage.define("uncancel", i -> stage.log("uncancel " + here.task(i).uncancel()));
        stage.define("current_task", i -> here.logCurrentTask());
        stage.define("await", i -> here.future(i).await());
        stage.define("sleep", i -> sleep(i.number(0)));
        stage.define("barrier", i -> barrier());
    }

    /** Waits until everything that was sent has arrived and been answered. In a coroutine. */
    static void barrier() {
        sleep(BARRIER_TICKS);
    }

    private static void sleep(int ticks) {
        Asyncio.sleep(Duration.ofNanos(ticks * PacedBackend.TICK_NANOS));
    }

    @SuppressWarnings("unchecked") // scenarios are not typed
    private Future<@Nullable Object> future(Instruction instruction) {
        return stage.get(instruction.text(0), Future.class);
    }

    private Task<?> task(Instruction instruction) {
        return stage.get(instruction.text(0), Task.class);
    }

    private void addDoneCallback(Instruction instruction) {
        String name = instruction.text(1);
        List<Instruction> body = instruction.body(2);
        Consumer<Future<?>> callback =
                callbacks.computeIfAbsent(
                        name,
                        key ->
                                done -> {
                                    stage.log(name);
                                    stage.call(body);
                                });
        future(instruction).addDoneCallback(callback);
    }

    private void removeDoneCallback(Instruction instruction) {
        Consumer<Future<?>> callback = callbacks.get(instruction.text(1));
        if (callback == null) {
            throw new IllegalArgumentException("no callback " + instruction);
        }
        stage.log("removed " + future(instruction).removeDoneCallback(callback));
    }

    private void cancel(Instruction instruction) {
        String name = instruction.text(0);
        if (stage.get(name, Object.class) instanceof Handle handle) {
            handle.cancel();
            return;
        }
        Future<?> future = future(instruction);
        boolean cancelled =
                instruction.has(1) ? future.cancel(instruction.text(1)) : future.cancel();
        stage.log("cancel " + name + " " + cancelled);
    }

    private static String state(Future<?> future) {
        if (!future.done()) {
            return "pending";
        }
        if (future.cancelled()) {
            return "cancelled";
        }
        Throwable problem = future.exception();
        return problem != null
                ? "error " + Words.describe(problem)
                : "result " + Words.show(future.result());
    }

    private void startTask(Instruction instruction) {
        String name = instruction.text(0);
        List<Instruction> body = instruction.body(1);
        Coroutine<@Nullable Object> coroutine = () -> runToEnd(body);
        stage.name(name, stage.loop().createTask(coroutine, TaskOptions.named(name)));
    }

    private @Nullable Object runToEnd(List<Instruction> body) throws Exception {
        try {
            stage.run(body, null);
            return null;
        } catch (ReturnSignal e) {
            return e.value();
        }
    }

    private void logCurrentTask() {
        Task<?> task = Asyncio.currentTask();
        stage.log("current " + (task == null ? "none" : task.getName()));
    }
}
