package weft.bench.inspect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Formats all tasks as a table, as {@code python -m asyncio ps} does. */
final class TaskTable {
    private static final List<String> HEADINGS =
            List.of(
                    "thread",
                    "task id",
                    "task name",
                    "coroutine stack",
                    "awaiter chain",
                    "awaiter name",
                    "awaiter id");
    private static final String GAP = "  ";

    private TaskTable() {}

    /** Returns the lines of the table, and of what is wrong with the loops. */
    static List<String> format(List<LoopRow> loops) {
        List<String> lines = new ArrayList<>();
        loops.forEach(loop -> lines.addAll(complaints(loop)));
        List<List<String>> cells = new ArrayList<>();
        loops.forEach(loop -> cells.addAll(cells(loop)));
        int[] widths = widths(cells);
        lines.add(line(HEADINGS, widths));
        int total = GAP.length() * (widths.length - 1);
        for (int width : widths) {
            total += width;
        }
        lines.add("-".repeat(total));
        cells.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    /** Says of a loop that hangs where it does. */
    static List<String> complaints(LoopRow loop) {
        if (loop.hangsAt().isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(loop.description() + " does not answer; its thread is at");
        loop.hangsAt().forEach(frame -> lines.add("    " + frame));
        return lines;
    }

    private static List<List<String>> cells(LoopRow loop) {
        Map<String, TaskRow> byId = new HashMap<>();
        loop.tasks().forEach(task -> byId.put(task.id(), task));
        List<List<String>> cells = new ArrayList<>();
        for (TaskRow task : loop.tasks()) {
            if (task.awaiters().isEmpty()) {
                cells.add(row(loop, task, List.of("", "", "")));
            }
            for (String id : task.awaiters()) {
                TaskRow awaiter = byId.get(id);
                cells.add(
                        row(
                                loop,
                                task,
                                awaiter == null
                                        ? List.of("", "", id)
                                        : List.of(awaiter.stack(), awaiter.name(), id)));
            }
        }
        return cells;
    }

    private static List<String> row(LoopRow loop, TaskRow task, List<String> awaiter) {
        List<String> row = new ArrayList<>();
        row.add(loop.threadName());
        row.add(task.id());
        row.add(task.name());
        row.add(task.frames().isEmpty() ? task.coroutine() : task.stack());
        row.addAll(awaiter);
        return row;
    }

    private static int[] widths(List<List<String>> cells) {
        int[] widths = HEADINGS.stream().mapToInt(String::length).toArray();
        for (List<String> row : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length()));
            line.append(i == widths.length - 1 ? "" : GAP);
        }
        return line.toString().stripTrailing();
    }
}
