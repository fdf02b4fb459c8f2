package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

class CommandsTest {
    private static final Cores CORES = new Cores(2, 5, "");

    private static JsonObject commands(Optional<Path> compiler) {
        var plan =
                new Plan(
                        true,
                        List.of(new Scenario(10, 1024, 4)),
                        List.of(
                                Contender.steady("a server", List.of("serve", "0")),
                                Contender.absent("no server", "not installed")),
                        BenchCommand.FULL,
                        Duration.ofMinutes(2),
                        8_000,
                        Duration.ofSeconds(3),
                        0,
                        1,
                        Path.of("unused"),
                        "",
                        null);
        return Commands.describe(plan, CORES, compiler);
    }

    private static String words(JsonObject commands, String name) {
        var words = new StringJoiner(" ");
        commands.getAsJsonArray(name).forEach(word -> words.add(word.getAsString()));
        return words.toString();
    }

    @Test
    void serversReferenceAndLoadGeneratorAreToldAsTheyAreStarted() {
        JsonObject commands = commands(Optional.of(Path.of("/usr/bin/cc")));

        assertEquals("taskset -c 2 serve 0", words(commands, "a server"));
        assertFalse(commands.has("no server"));
        assertEquals("taskset -c 2 echo_reference", words(commands, "reference"));
        assertEquals(
                "/usr/bin/cc -O2 -o echo_reference echo_reference.c",
                words(commands, "to compile echo_reference"));
        assertEquals(
                "/usr/bin/cc -O2 -o load load.c",
                words(commands, "to compile load").replaceAll(" load_\\w+\\.c", ""));
        assertEquals(
                "taskset -c 5 load --host HOST --port PORT --pid PID"
                        + " --connections 10 --size 1024 --depth 4",
                words(commands, "load generator, " + new Scenario(10, 1024, 4).title()));
        assertEquals(
                "taskset -c 5 load --host HOST --port PORT --pid PID"
                        + " --connections 8000 --size 64 --depth 1",
                words(commands, "load generator, idle connections"));
    }

    @Test
    void withoutACompilerBothAreInJava() {
        JsonObject commands = commands(Optional.empty());

        assertFalse(commands.has("to compile load"));
        assertEquals(
                String.join(" ", CORES.onServerCore(Peers.nettyEpoll().command())),
                words(commands, "reference"));
    }
}
