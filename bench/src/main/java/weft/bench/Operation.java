package weft.bench;

import java.util.List;
import java.util.Optional;

/**
 * A single operation that a benchmark of this project measures and a script measures in CPython.
 *
 * @param benchmark the method of the benchmark
 * @param script what the script calls it
 * @param meaning what one operation is
 */
record Operation(String benchmark, String script, String meaning) {
    static final List<Operation> ALL =
            List.of(
                    new Operation("callSoonChain", "call_soon", "call_soon, one after another"),
                    new Operation(
                            "callSoonThreadsafeFlood",
                            "call_soon_threadsafe",
                            "call_soon_threadsafe, a flood"),
                    new Operation(
                            "callLaterThenCancel", "call_later_cancel", "call_later, then cancel"),
                    new Operation("coroutineSwitch", "sleep_zero", "sleep(0), one switch"),
                    new Operation(
                            "createTaskAndAwait", "create_task_await", "create_task, then await"),
                    new Operation("gatherTasks", "gather", "gather of 100, each task"),
                    new Operation("queuePutAndGet", "queue", "Queue(1), put and get"));

    /** Returns the operation of a benchmark, by its class and method. */
    static Optional<Operation> of(String benchmark) {
        return ALL.stream().filter(one -> benchmark.endsWith("." + one.benchmark())).findFirst();
    }
}
