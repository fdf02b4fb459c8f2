package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import weft.policy.LoopCatalog;
import weft.testkit.LeakCheck;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

@ExtendWith(LeakCheck.class)
class EchoCommandTest {
    @AfterEach
    void forgetTheChosenLoop() {
        System.clearProperty("weft.loop");
    }

    @Test
    void aLoopThatNobodyKnowsIsRefusedInTheWordsOfTheCommandLine() {
        var errors = new StringWriter();
        int status =
                new CommandLine(new EchoCommand())
                        .setErr(new PrintWriter(errors, true))
                        .execute("--loop", "nope");
        assertEquals(CommandLine.ExitCode.USAGE, status);
        assertTrue(errors.toString().contains("'--loop': there is no event loop named 'nope'"));
        assertTrue(errors.toString().contains("select"), "lists those there are: " + errors);
        assertFalse(errors.toString().contains("weft.loop"), errors.toString());
    }

    @Test
    void aLoopThatDoesNotWorkHereIsRefusedWithTheReason() {
        // There is always one: no system has both io_uring and completion ports.
        var unusable =
                LoopCatalog.load().entries().stream()
                        .filter(entry -> !entry.availability().usable())
                        .findFirst()
                        .orElseThrow();
        var command = new EchoCommand();
        new CommandLine(command).parseArgs("--loop", unusable.name());
        String message = assertThrows(IOException.class, command::call).getMessage();
        assertTrue(message.startsWith("--loop " + unusable.name() + " does not work"), message);
        assertTrue(message.contains(unusable.availability().reason()), message);
    }

    @Test
    void aPortInUseIsNamedWithTheRemedy() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Refusal refusal = refused("--port", port);
            assertEquals(CommandLine.ExitCode.SOFTWARE, refusal.status());
            refusal.assertSays("127.0.0.1:" + port, "in use", "--host and --port");
        }
    }

    @Test
    void anAddressOfAnotherMachineIsNamedWithTheRemedy() {
        Refusal refusal = refused("--host", "203.0.113.1"); // reserved for documentation
        assertEquals(CommandLine.ExitCode.SOFTWARE, refusal.status());
        refusal.assertSays("203.0.113.1", "--host and --port");
    }

    @Test
    void aHostThatNobodyCanHaveIsNamedWithTheRemedy() {
        Refusal refusal = refused("--host", "two..dots"); // no resolver asks the network for it
        assertEquals(CommandLine.ExitCode.SOFTWARE, refusal.status());
        refusal.assertSays("two..dots", "--host and --port");
    }

    @Test
    void anUnknownModeIsRefusedWithThoseThereAre() {
        Refusal refusal = refused("--mode", "nope");
        assertEquals(CommandLine.ExitCode.USAGE, refusal.status());
        refusal.assertSays("'--mode'", "'nope'", "protocol", "buffered", "coroutine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536"})
    void aPortOutOfRangeIsRefusedWithTheRange(String port) {
        Refusal refusal = refused("--port=" + port);
        assertEquals(CommandLine.ExitCode.USAGE, refusal.status());
        refusal.assertSays("'--port'", port, "between 0 and 65535");
    }

    @Test
    void aPortThatIsNoNumberIsRefused() {
        Refusal refusal = refused("--port", "seven");
        assertEquals(CommandLine.ExitCode.USAGE, refusal.status());
        refusal.assertSays("'--port'", "'seven'");
    }

    /** Runs the command as the program does; {@link LeakCheck} sees what it leaves behind. */
    private static Refusal refused(String... options) {
        var output = new StringWriter();
        var errors = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of("echo", "--loop", "select"));
        arguments.addAll(List.of(options));
        int status =
                Main.commandLine()
                        .setOut(new PrintWriter(output, true))
                        .setErr(new PrintWriter(errors, true))
                        .execute(arguments.toArray(new String[0]));
        assertEquals("", output.toString(), "it listens nowhere");
        return new Refusal(status, errors.toString());
    }

    private record Refusal(int status, String message) {
        void assertSays(String... parts) {
            for (String part : parts) {
                assertTrue(message.contains(part), () -> part + " is not in: " + message);
            }
            assertFalse(message.contains("\tat "), message);
        }
    }
}
