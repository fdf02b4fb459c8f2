package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import weft.policy.LoopCatalog;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

class EchoCommandTest {
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
}
