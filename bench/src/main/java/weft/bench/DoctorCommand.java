package weft.bench;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import weft.core.CoreEngine;
import weft.iocp.IocpEventLoopProvider;
import weft.iouring.IoUringEventLoopProvider;
import weft.linux.LibC;
import weft.policy.LoopCatalog;
import weft.policy.LoopEntry;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

/** Says which loops work here, which one the policy picks, and what this launch lacks. */
@Command(
        name = "doctor",
        description =
                "Say which loops work here, why the others don't, and what flags are missing.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec command = spec;
        if (command == null) {
            throw new IllegalStateException("not run by the command line");
        }
        PrintWriter out = command.commandLine().getOut();
        out.println(system());
        out.println();
        LoopCatalog catalog = LoopCatalog.load();
        List<LoopEntry> loops = catalog.entries();
        loops.forEach(loop -> describe(loop, out));
        out.println();
        out.println("choice: " + catalog.choice());
        List<String> missing = missingFlags();
        missing.forEach(out::println);
        if (missing.isEmpty()) {
            out.println("flags: nothing is missing");
        }
        out.flush();
        return loops.stream().anyMatch(LoopEntry::chosen) ? 0 : 1;
    }

    private static String system() {
        return System.getProperty("os.name")
                + " "
                + System.getProperty("os.version")
                + " "
                + System.getProperty("os.arch")
                + ", "
                + System.getProperty("java.vm.name")
                + " "
                + System.getProperty("java.vm.version");
    }

    private static void describe(LoopEntry loop, PrintWriter out) {
        boolean usable = loop.availability().usable();
        out.printf(
                "%s %-14s %-8s %s%n",
                loop.chosen() ? "*" : " ",
                loop.name(),
                usable ? "works" : "absent",
                loop.availability().reason());
        if (!usable && !loop.availability().remedy().isEmpty()) {
            out.printf("  %-14s %-8s remedy: %s%n", "", "", loop.availability().remedy());
        }
    }

    /** Returns the names of the modules that call C for the loops of an operating system. */
    static String nativeModules(String systemName) {
        return systemName.startsWith("Windows") ? "weft.iocp" : "weft.linux,weft.iouring";
    }

    /** Returns those modules; on the class path, where everything is, the one without a name. */
    private static List<Module> modulesCallingC(String systemName) {
        return systemName.startsWith("Windows")
                ? List.of(IocpEventLoopProvider.class.getModule())
                : List.of(LibC.class.getModule(), IoUringEventLoopProvider.class.getModule());
    }

    /** Tells whether one of the modules may not call C without a warning. */
    static boolean isNativeAccessMissing(List<Module> callers) {
        return !callers.stream().allMatch(Module::isNativeAccessEnabled);
    }

    private static List<String> missingFlags() {
        var missing = new java.util.ArrayList<String>();
        String problem = CoreEngine.coroutineProblem();
        if (problem != null) {
            missing.add("flags: " + problem);
        }
        if (isNativeAccessMissing(modulesCallingC(System.getProperty("os.name")))) {
            missing.add(
                    "flags: native loops warn without --enable-native-access=ALL-UNNAMED (on the"
                            + " module path: ="
                            + nativeModules(System.getProperty("os.name"))
                            + ")");
        }
        String tracking = System.getProperty("jdk.trackAllThreads", "");
        if (!tracking.equals("false")) {
            missing.add(
                    "flags: with -Djdk.trackAllThreads=false coroutines take less memory and"
                            + " abandoned ones are collected");
        }
        return missing;
    }
}
