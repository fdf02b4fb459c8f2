package weft.bench.inspect;

import java.util.ArrayList;
import java.util.List;

/**
 * One loop of a running program, and its tasks.
 *
 * @param description what the loop says of itself
 * @param threadName the name of its thread, empty if it has not run yet
 * @param threadId the id of its thread, empty if it has not run yet
 * @param hangsAt the frames where it hangs, innermost first; empty if it answers
 * @param tasks its tasks, the oldest first
 */
record LoopRow(
        String description,
        String threadName,
        String threadId,
        List<String> hangsAt,
        List<TaskRow> tasks) {
    private static final int LOOP_CELLS = 5;
    private static final int TASK_CELLS = 6;

    /** Reads what the program's inspector answered. */
    static List<LoopRow> read(String[][] rows) {
        List<LoopRow> loops = new ArrayList<>();
        for (String[] row : rows) {
            if (row.length == LOOP_CELLS && row[0].equals("loop")) {
                loops.add(new LoopRow(row[1], row[2], row[3], lines(row[4]), new ArrayList<>()));
            } else if (row.length == TASK_CELLS && row[0].equals("task") && !loops.isEmpty()) {
                // The program lists the newest first.
                loops.getLast()
                        .tasks
                        .addFirst(
                                new TaskRow(row[1], row[2], row[3], lines(row[4]), lines(row[5])));
            } else {
                throw new IllegalArgumentException(
                        "the program runs another version of weft: " + String.join(", ", row));
            }
        }
        return loops;
    }

    private static List<String> lines(String cell) {
        return cell.isEmpty() ? List.of() : List.of(cell.split("\n", -1));
    }
}
