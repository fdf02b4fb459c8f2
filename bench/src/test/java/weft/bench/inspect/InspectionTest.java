package weft.bench.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Looks into programs that run: one that waits, one that hangs, some that are not what they seem.
 */
@Tag("slow")
class InspectionTest {
    @TempDir private Path directory;

    /** What to do with a program that runs. */
    @FunctionalInterface
    private interface Look {
        void at(long pid) throws Exception;
    }

    private static List<String> java(String... arguments) {
        return Stream.concat(
                        Stream.of(
                                ProcessHandle.current().info().command().orElseThrow(),
                                // The second compiler costs more than it gains in so short a life.
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path")),
                        Stream.of(arguments))
                .toList();
    }

    /** Starts a program that ends with its input, and looks at it once it says that it is ready. */
    private void whileRunning(List<String> command, Look look) throws Exception {
        Path complaints = directory.resolve("complaints");
        Process process = new ProcessBuilder(command).redirectError(complaints.toFile()).start();
        try (BufferedReader output = process.inputReader()) {
            assertEquals("ready", output.readLine(), () -> text(complaints));
            look.at(process.pid());
            assertTrue(process.isAlive(), "it survives being looked at");
            assertEquals("", text(complaints), "and is not warned of it");
        } finally {
            process.getOutputStream().close();
            process.destroyForcibly();
            process.waitFor();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static TaskRow named(LoopRow loop, String name) {
        return loop.tasks().stream()
                .filter(each -> each.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    @Test
    void showsWhoAwaitsWhom() throws Exception {
        whileRunning(
                java(InspectedProgram.class.getName(), "calm"),
                pid -> {
                    LoopRow loop = onlyLoop(pid);
                    assertEquals("main", loop.threadName());
                    assertEquals(List.of(), loop.hangsAt());
                    assertEquals(3, loop.tasks().size());
                    TaskRow album = named(loop, "album");
                    assertEquals(List.of(), album.awaiters());
                    assertTrue(album.stack().startsWith("run -> album -> "), album::stack);
                    TaskRow first = named(loop, "first track");
                    assertEquals(List.of(album.id()), first.awaiters());
                    assertTrue(first.stack().startsWith("sleep -> play -> "), first::stack);
                    assertTrue(
                            first.frames().get(1).matches(".*play InspectedProgram.java:\\d+"),
                            first::toString);
                    assertEquals(3, onlyLoop(pid).tasks().size(), "a second look works too");
                });
    }

    @Test
    void psPrintsATaskPerLine() throws Exception {
        whileRunning(
                java(InspectedProgram.class.getName(), "calm"),
                pid -> {
                    List<String> lines = printed(new PsCommand(), pid);
                    assertTrue(lines.getFirst().startsWith("thread"), lines::toString);
                    String track =
                            lines.stream()
                                    .filter(line -> line.contains("first track"))
                                    .findFirst()
                                    .orElseThrow();
                    assertTrue(track.contains("sleep -> play"), track);
                    assertTrue(track.contains("album"), track);
                });
    }

    @Test
    void pstreePrintsWhoAwaitsWhomAsATree() throws Exception {
        whileRunning(
                java(InspectedProgram.class.getName(), "calm"),
                pid -> {
                    List<String> lines = printed(new PstreeCommand(), pid);
                    int album = indexOf(lines, "(T) album");
                    int track = indexOf(lines, "(T) first track");
                    assertTrue(album >= 0 && album < track, lines::toString);
                    assertTrue(
                            lines.get(track).indexOf("(T)") > lines.get(album).indexOf("(T)"),
                            lines::toString);
                });
    }

    private static List<String> printed(Object command, long pid) {
        var text = new StringWriter();
        int status =
                new CommandLine(command)
                        .setOut(new PrintWriter(text, true))
                        .execute(Long.toString(pid));
        assertEquals(0, status);
        return text.toString().lines().toList();
    }

    private static int indexOf(List<String> lines, String part) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(part)) {
                return i;
            }
        }
        return -1;
    }

    private static LoopRow onlyLoop(long pid) throws IOException {
        List<LoopRow> loops = Inspection.of(pid);
        assertEquals(1, loops.size(), loops::toString);
        return loops.get(0);
    }

    @Test
    void showsWhereALoopHangs() throws Exception {
        whileRunning(
                java(InspectedProgram.class.getName(), "hanging"),
                pid -> {
                    LoopRow loop = onlyLoop(pid);
                    assertTrue(
                            loop.hangsAt().get(0).startsWith("InspectedProgram.holdTheLoop "),
                            loop::toString);
                    assertEquals(3, loop.tasks().size());
                    assertTrue(named(loop, "first track").stack().startsWith("sleep -> play"));
                });
    }

    @Test
    void showsTasksThatAwaitEachOther() throws Exception {
        whileRunning(
                java(InspectedProgram.class.getName(), "circle"),
                pid -> {
                    LoopRow loop = onlyLoop(pid);
                    TaskRow hen = named(loop, "hen");
                    assertEquals(List.of(named(loop, "egg").id()), hen.awaiters());
                    assertThrows(TaskTree.CycleException.class, () -> TaskTree.format(loop));
                });
    }

    @Test
    void saysThatThereIsNoSuchProcess() {
        IOException failure = assertThrows(IOException.class, () -> Inspection.of(1L << 40));
        assertEquals("there is no process " + (1L << 40), failure.getMessage());
        assertThrows(IOException.class, () -> Inspection.of(-1));
    }

    @Test
    void saysThatAProcessIsNoJavaProgramAndLeavesItAlone() throws Exception {
        whileRunning(
                List.of("sh", "-c", "echo ready; read line"),
                pid -> {
                    IOException failure = assertThrows(IOException.class, () -> Inspection.of(pid));
                    assertEquals("process " + pid + " is no Java program", failure.getMessage());
                });
    }

    @Test
    void saysThatAProgramHasNoWeft() throws Exception {
        Path source = directory.resolve("Plain.java");
        Files.writeString(
                source,
                """
                public class Plain {
                    public static void main(String[] args) throws Exception {
                        System.out.println("ready");
                        System.in.read();
                    }
                }
                """);
        String java = ProcessHandle.current().info().command().orElseThrow();
        whileRunning(
                List.of(java, source.toString()),
                pid -> {
                    IOException failure = assertThrows(IOException.class, () -> Inspection.of(pid));
                    assertTrue(failure.getMessage().contains("has no weft"), failure::getMessage);
                    assertFalse(failure.getMessage().contains("Exception"), failure::getMessage);
                });
    }
}
