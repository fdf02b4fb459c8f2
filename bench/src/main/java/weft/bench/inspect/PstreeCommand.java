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

/** Prints who awaits whom in a running program. */
@Command(
        name = "pstree",
        description = "Print the tasks of a running program as a tree of who awaits whom.",
        mixinStandardHelpOptions = true)
public final class PstreeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PID", description = "The process id of a Java program.")
    private long pid;

    @Spec private @Nullable CommandSpec spec;

    /** Creates the command; the command line does. */
    public PstreeCommand() {}

    @Override
    public Integer call() throws IOException {
        if (spec == null) {
            throw new IllegalStateException("not run by the command line");
        }
        PrintWriter out = spec.commandLine().getOut();
        List<LoopRow> loops = Inspection.of(pid);
        if (loops.isEmpty()) {
            out.println("process " + pid + " has no open event loop");
        }
        for (LoopRow loop : loops) {
            out.println(loop.description() + " in thread '" + loop.threadName() + "'");
            TaskTable.complaints(loop).forEach(out::println);
            try {
                TaskTree.format(loop).forEach(out::println);
            } catch (TaskTree.CycleException e) {
                out.flush();
                throw new IOException(e.getMessage(), e);
            }
        }
        out.flush();
        return 0;
    }
}
