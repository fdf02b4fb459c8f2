package weft.core;

import weft.Context;
import weft.Future;
import weft.Task;
import weft.spi.Traces;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Describes the loops of this process and their tasks. */
public final class LoopInspector implements LoopInspectorMBean {
    // Enough for any table that somebody reads, few enough for one message.
    private static final int MAX_TASKS = 10_000;

    /** Creates an inspector. Management makes it by its name. */
    public LoopInspector() {}

    @Override
    public String[][] snapshot(long patienceMillis) {
        List<String[]> rows = new ArrayList<>();
        for (CoreEventLoop loop : LoopRegistry.open()) {
            if (!loop.isClosed()) {
                rows.addAll(describe(loop, patienceMillis));
            }
        }
        return rows.toArray(new String[0][]);
    }

    private static List<String[]> describe(CoreEventLoop loop, long patienceMillis) {
        Scheduler scheduler = loop.scheduler();
        FutureTask<List<String[]>> answer = new FutureTask<>(() -> rows(loop, ""));
        if (loop.isRunning()
                && scheduler.enqueueThreadsafe(new CallbackHandle(answer, new Context()))) {
            try {
                return answer.get(patienceMillis, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                answer.cancel(false);
                return rows(loop, join(Traces.ofWait(scheduler.mountedFrames())));
            } catch (ExecutionException e) {
                throw new IllegalStateException("cannot describe " + loop, e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return List.of();
            }
        }
        return rows(loop, "");
    }

    private static List<String[]> rows(CoreEventLoop loop, String hangsAt) {
        List<String[]> rows = new ArrayList<>();
        Thread owner = loop.scheduler().owner();
        rows.add(
                new String[] {
                    "loop",
                    loop.toString(),
                    owner == null ? "" : owner.getName(),
                    owner == null ? "" : Long.toString(owner.threadId()),
                    hangsAt
                });
        loop.allTasks().stream().limit(MAX_TASKS).map(LoopInspector::row).forEach(rows::add);
        return rows;
    }

    private static String[] row(Task<?> task) {
        return new String[] {
            "task",
            id(task),
            task.getName(),
            Traces.describe(task.getCoro()),
            join(task.getWaitStack()),
            awaiters(task.awaitedBy())
        };
    }

    private static String awaiters(Collection<Future<?>> awaiters) {
        return awaiters.stream()
                .filter(each -> each instanceof Task)
                .map(LoopInspector::id)
                .collect(Collectors.joining("\n"));
    }

    private static String id(Future<?> future) {
        return "0x" + Integer.toHexString(System.identityHashCode(future));
    }

    private static String join(List<StackTraceElement> frames) {
        return frames.stream().map(LoopInspector::describe).collect(Collectors.joining("\n"));
    }

    private static String describe(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.substring(type.lastIndexOf('.') + 1)
                + "."
                + frame.getMethodName()
                + " "
                + Traces.describe(frame);
    }
}
