package weft.bench.jmh;

import static weft.Asyncio.createTask;
import static weft.Asyncio.gather;
import static weft.Asyncio.sleep;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

import weft.Coroutine;
import weft.Queue;

import java.time.Duration;
import java.util.ArrayList;

/** What coroutines cost, and what is built on them. */
public class CoroutineBenchmark extends LoopState {
    private static final int OPERATIONS = 100_000;
    private static final int GROUP = 100;

    /** Creates a benchmark. */
    public CoroutineBenchmark() {}

    /** A coroutine gives the others a turn. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void coroutineSwitch() {
        loop().runUntilComplete(
                        () -> {
                            for (int i = 0; i < OPERATIONS; i++) {
                                sleep(Duration.ZERO);
                            }
                            return null;
                        });
    }

    /** A task is created, runs and is awaited. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public int createTaskAndAwait() {
        return loop().runUntilComplete(
                        () -> {
                            int sum = 0;
                            for (int i = 0; i < OPERATIONS; i++) {
                                sum += createTask(() -> 1).await();
                            }
                            return sum;
                        });
    }

    /** A hundred tasks are gathered: the time of each. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public int gatherTasks() {
        return loop().runUntilComplete(
                        () -> {
                            int sum = 0;
                            for (int i = 0; i < OPERATIONS / GROUP; i++) {
                                var tasks = new ArrayList<Coroutine<Integer>>(GROUP);
                                for (int j = 0; j < GROUP; j++) {
                                    int value = j;
                                    tasks.add(() -> value);
                                }
                                sum += gather(tasks).await().size();
                            }
                            return sum;
                        });
    }

    /** An item goes through a queue that holds one: a put, a get, and a switch for each. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public int queuePutAndGet() {
        return loop().runUntilComplete(
                        () -> {
                            var queue = new Queue<Integer>(1);
                            var producer =
                                    createTask(
                                            () -> {
                                                for (int i = 0; i < OPERATIONS; i++) {
                                                    queue.put(i);
                                                }
                                                return OPERATIONS;
                                            });
                            int sum = 0;
                            for (int i = 0; i < OPERATIONS; i++) {
                                sum += queue.get();
                            }
                            return sum + producer.await();
                        });
    }
}
