package weft.bench.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.util.List;

/** The forms in which tasks are printed. */
class TaskTreeTest {
    private static final String[][] ROWS = {
        {"loop", "<loop>", "main", "3", ""},
        {"task", "0x3", "child 2", "lambda", "A.sleep A.java:1", "0x1"},
        {"task", "0x2", "child 1", "lambda", "", "0x1"},
        {"task", "0x1", "parent", "lambda", "A.wait A.java:2\nB.main B.java:7", ""},
        {"loop", "<hung loop>", "other", "9", "B.spin B.java:5\nB.run B.java:6"},
    };

    @Test
    void printsATable() {
        List<String> expected =
                List.of(
                        "<hung loop> does not answer; its thread is at",
                        "    B.spin B.java:5",
                        "    B.run B.java:6",
                        "thread  task id  task name  coroutine stack  awaiter chain  awaiter name"
                                + "  awaiter id",
                        "-".repeat(84),
                        "main    0x1      parent     wait -> main",
                        "main    0x2      child 1    lambda           wait -> main   parent      "
                                + "  0x1",
                        "main    0x3      child 2    sleep            wait -> main   parent      "
                                + "  0x1");
        assertEquals(expected, TaskTable.format(LoopRow.read(ROWS)));
    }

    @Test
    void printsATree() throws TaskTree.CycleException {
        List<String> expected =
                List.of(
                        "└── (T) parent",
                        "    └──  B.main B.java:7",
                        "        └──  A.wait A.java:2",
                        "            ├── (T) child 1",
                        "            └── (T) child 2",
                        "                └──  A.sleep A.java:1");
        assertEquals(expected, TaskTree.format(LoopRow.read(ROWS).get(0)));
        assertEquals(List.of(), TaskTree.format(LoopRow.read(ROWS).get(1)));
    }

    @Test
    void refusesACircle() {
        String[][] rows = {
            {"loop", "<loop>", "main", "3", ""},
            {"task", "0x1", "a", "lambda", "", "0x2"},
            {"task", "0x2", "b", "lambda", "", "0x1"},
            {"task", "0x3", "c", "lambda", "", "0x1"},
        };
        LoopRow loop = LoopRow.read(rows).get(0);
        TaskTree.CycleException failure =
                assertThrows(TaskTree.CycleException.class, () -> TaskTree.format(loop));
        assertEquals(
                "the tasks await each other in a circle, which is no tree: b -> a -> b",
                failure.getMessage());
    }

    @Test
    void refusesWhatAnotherVersionAnswers() {
        String[][] rows = {{"loop", "<loop>"}};
        assertThrows(IllegalArgumentException.class, () -> LoopRow.read(rows));
        String[][] orphan = {{"task", "0x1", "a", "lambda", "", ""}};
        assertThrows(IllegalArgumentException.class, () -> LoopRow.read(orphan));
    }
}
