package weft.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import weft.bench.inspect.PsCommand;
import weft.bench.inspect.PstreeCommand;

import java.io.IOException;

/** The command line of the project; each subcommand is a class of its own. */
@Command(
        name = "weft",
        description = "asyncio for Java: measure it, try it, and see what works here.",
        mixinStandardHelpOptions = true,
        version = "weft 0.1.0",
        subcommands = {
            BenchCommand.class,
            EchoCommand.class,
            DoctorCommand.class,
            PsCommand.class,
            PstreeCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private Main() {}

    /**
     * Runs a subcommand and ends the process with its status: 0 for success, 1 for failure, 2 for
     * arguments that make no sense.
     *
     * @param arguments the subcommand and its options
     */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs a subcommand and returns its status. */
    static int execute(String... arguments) {
        return commandLine().execute(arguments);
    }

    /** Returns the parser of all commands; each of them tells the version. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        String[] version = line.getCommandSpec().version();
        line.getSubcommands().values().forEach(each -> each.getCommandSpec().version(version));
        return line.setExecutionExceptionHandler(Main::explain);
    }

    /**
     * Arguments that only the work itself could judge are reported as the parser reports its own.
     */
    private static int explain(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (failure instanceof IllegalArgumentException) {
            command.getErr().println(failure.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        if (failure instanceof IOException) {
            // The network's or the system's word, which names the operation and the address.
            command.getErr().println(failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw failure;
    }
}
