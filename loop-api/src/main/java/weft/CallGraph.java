package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.RunningLoop;
import weft.spi.Traces;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Shows who waits for a future, and who waits for those, and so on. A snapshot; it holds the
 * futures themselves. The asyncio counterpart is {@code asyncio.FutureCallGraph}.
 *
 * @param future the future or task that the rest is about
 * @param callStack the frames of its coroutine, innermost first; empty if it is no task. The first
 *     one of a coroutine that waits is the call by which it waits
 * @param awaitedBy what waits for it, each with its own graph
 */
public record CallGraph(
        Future<?> future, List<StackTraceElement> callStack, List<CallGraph> awaitedBy) {
    private static final String INDENT = "    ";

    /** Creates a graph of copies of the lists. */
    public CallGraph {
        callStack = List.copyOf(callStack);
        awaitedBy = List.copyOf(awaitedBy);
    }

    static @Nullable CallGraph capture(@Nullable Future<?> future, int limit) {
        Task<?> current = RunningLoop.currentTask();
        if (future != null && future != current) {
            return of(future, limit, Set.of());
        }
        if (future == null && RunningLoop.current() == null) {
            throw new IllegalStateException(
                    "captureCallGraph() is called outside of a running event loop and no future to"
                            + " look at was given");
        }
        if (current == null) {
            return null;
        }
        List<StackTraceElement> here = Traces.ofProgram(new Throwable().getStackTrace());
        return new CallGraph(current, limit(here, limit), awaiters(current, limit, Set.of()));
    }

    /** Builds the graph of a future that the path to it does not contain. */
    private static CallGraph of(Future<?> future, int limit, Set<Future<?>> path) {
        List<StackTraceElement> stack =
                future instanceof Task<?> task ? task.getWaitStack() : List.of();
        return new CallGraph(future, limit(stack, limit), awaiters(future, limit, path));
    }

    private static List<CallGraph> awaiters(Future<?> future, int limit, Set<Future<?>> path) {
        Set<Future<?>> longer = new HashSet<>(path);
        longer.add(future);
        List<CallGraph> graphs = new ArrayList<>();
        for (Future<?> awaiter : future.awaitedBy()) {
            if (!longer.contains(awaiter)) { // they may wait in a circle
                graphs.add(of(awaiter, limit, longer));
            }
        }
        return graphs;
    }

    private static List<StackTraceElement> limit(List<StackTraceElement> stack, int limit) {
        return limit >= 0
                ? stack.subList(0, Math.min(limit, stack.size()))
                : stack.subList(Math.max(0, stack.size() + limit), stack.size());
    }

    /**
     * Formats the graph as asyncio does.
     *
     * @return several lines, without an end of line behind the last
     */
    public String format() {
        List<String> lines = new ArrayList<>();
        format(lines, "");
        return String.join("\n", lines);
    }

    private void format(List<String> lines, String indent) {
        String id = "0x" + Integer.toHexString(System.identityHashCode(future));
        lines.add(
                indent
                        + (future instanceof Task<?> task
                                ? "* Task(name='" + task.getName() + "', id=" + id + ")"
                                : "* Future(id=" + id + ")"));
        if (!callStack.isEmpty()) {
            lines.add(indent + "  + Call stack:");
            for (StackTraceElement frame : callStack) {
                lines.add(indent + "  |   " + describe(frame));
            }
        }
        if (!awaitedBy.isEmpty()) {
            lines.add(indent + "  + Awaited by:");
            awaitedBy.forEach(graph -> graph.format(lines, indent + INDENT));
        }
    }

    private static String describe(StackTraceElement frame) {
        String type = frame.getClassName();
        return "File '"
                + frame.getFileName()
                + "', line "
                + frame.getLineNumber()
                + ", in "
                + type.substring(type.lastIndexOf('.') + 1)
                + "."
                + frame.getMethodName()
                + "()";
    }
}
