package weft.bench.inspect;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Formats who awaits whom as a tree, as {@code python -m asyncio pstree} does: under each task its
 * frames from the outermost to the innermost, and under those the tasks that it awaits.
 */
final class TaskTree {
    private static final String TASK = "(T) ";
    private static final String FRAME = " ";

    private final Map<String, TaskRow> byId = new LinkedHashMap<>();
    private final Map<String, List<TaskRow>> awaited = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    private TaskTree(LoopRow loop) {
        loop.tasks().forEach(task -> byId.put(task.id(), task));
        for (TaskRow task : loop.tasks()) {
            for (String awaiter : task.awaiters()) {
                awaited.computeIfAbsent(awaiter, id -> new ArrayList<>()).add(task);
            }
        }
    }

    /**
     * Returns the lines of a loop's trees, one tree for each task that nobody awaits.
     *
     * @throws CycleException if tasks await each other in a circle
     */
    static List<String> format(LoopRow loop) throws CycleException {
        TaskTree tree = new TaskTree(loop);
        List<String> cycle = tree.findCycle();
        if (cycle != null) {
            throw new CycleException(cycle);
        }
        for (TaskRow task : loop.tasks()) {
            if (task.awaiters().stream().noneMatch(tree.byId::containsKey)) {
                tree.add(task, "", true);
            }
        }
        return tree.lines;
    }

    /** Tells that there is no tree to print. */
    static final class CycleException extends Exception {
        private static final long serialVersionUID = 1;

        private CycleException(List<String> names) {
            super(
                    "the tasks await each other in a circle, which is no tree: "
                            + String.join(" -> ", names));
        }
    }

    private void add(TaskRow task, String indent, boolean isLast) {
        lines.add(indent + (isLast ? "└── " : "├── ") + TASK + task.name());
        String inner = indent + (isLast ? "    " : "│   ");
        for (String frame : task.frames().reversed()) {
            lines.add(inner + "└── " + FRAME + frame);
            inner += "    ";
        }
        List<TaskRow> children = awaited.getOrDefault(task.id(), List.of());
        for (int i = 0; i < children.size(); i++) {
            add(children.get(i), inner, i == children.size() - 1);
        }
    }

    private @Nullable List<String> findCycle() {
        Set<String> finished = new HashSet<>();
        for (TaskRow task : byId.values()) {
            List<String> cycle = findCycle(task, new ArrayList<>(), finished);
            if (cycle != null) {
                return cycle;
            }
        }
        return null;
    }

    private @Nullable List<String> findCycle(
            TaskRow task, List<TaskRow> path, Set<String> finished) {
        int seen = path.indexOf(task);
        if (seen >= 0) {
            List<String> names = new ArrayList<>();
            path.subList(seen, path.size()).forEach(each -> names.add(each.name()));
            names.add(task.name());
            return names;
        }
        if (!finished.add(task.id())) {
            return null;
        }
        path.add(task);
        for (TaskRow next : awaited.getOrDefault(task.id(), List.of())) {
            List<String> cycle = findCycle(next, path, finished);
            if (cycle != null) {
                return cycle;
            }
        }
        path.removeLast();
        return null;
    }
}
