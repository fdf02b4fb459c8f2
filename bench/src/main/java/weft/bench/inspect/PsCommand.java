package weft.bench.inspect;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

/** Prints the tasks of a running program. */
@Command(
        name = "ps",
        description = "Print a table of all tasks of a running program, and who awaits them.",
        mixinStandardHelpOptions = true)
public final class PsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PID", description = "The process id of a Java program.")
    private long pid;

    @Spec private @Nullable CommandSpec spec;

    /** Creates the command; the command line does. */
    public PsCommand() {}

    @Override
    public Integer call() throws IOException {
        if (spec == null) {
            throw new IllegalStateException("not run by the command line");
        }
        PrintWriter out = spec.commandLine().getOut();
        List<LoopRow> loops = Inspection.of(pid);
        if (loops.isEmpty()) {
            out.println("process " + pid + " has no open event loop");
        } else {
            TaskTable.format(loops).forEach(out::println);
        }
        out.flush();
        return 0;
    }
}
