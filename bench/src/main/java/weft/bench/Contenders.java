package weft.bench;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Knows the command line of every server that can be measured. */
final class Contenders {
    /** The name of the reference's second process, which is measured like any other server. */
    static final String SELF = "reference again (A/A)";

    /** Same collector for all: with one core each, it is the one that a JVM takes by itself. */
    private static final List<String> JVM = List.of("-XX:+UseSerialGC");

    /**
     * Nothing of an echo survives, so a small young generation is used again and again, where a
     * large one would touch fresh memory for the whole of a short measurement. Netty keeps its
     * memory for longer and fares better without.
     */
    private static final List<String> SMALL_YOUNG_GENERATION = List.of("-Xmn16m");

    static final List<String> WEFT_FLAGS =
            List.of(
                    "--add-opens",
                    "java.base/java.lang=ALL-UNNAMED",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Djdk.trackAllThreads=false");

    /** What Netty's documentation names for a recent JDK, and no sampling of leaks. */
    static final List<String> NETTY_FLAGS =
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "--add-opens",
                    "java.base/jdk.internal.misc=ALL-UNNAMED",
                    "-Dio.netty.tryReflectionSetAccessible=true",
                    "-Dio.netty.leakDetection.level=disabled");

    /** How loops over Netty's transports are named. */
    private static final String ON_NETTY = "netty-";

    private Contenders() {}

    /** Returns a loop of this project in one mode, served by this command line's echo command. */
    static Contender loop(String loop, String mode, List<String> extraFlags) {
        var flags = new ArrayList<>(WEFT_FLAGS);
        flags.addAll(SMALL_YOUNG_GENERATION);
        if (loop.startsWith(ON_NETTY)) {
            flags.addAll(NETTY_FLAGS);
        }
        flags.addAll(extraFlags);
        return Contender.warming(
                "weft " + loop + ", " + mode,
                java(
                        flags,
                        Main.class,
                        List.of("echo", "--loop", loop, "--mode", mode, "--port", "0")));
    }

    /** Returns the command of a Java program on this process's own class path and JVM. */
    static List<String> java(List<String> flags, Class<?> main, List<String> arguments) {
        return java(flags, classPath(), main.getName(), arguments);
    }

    /** Returns the command of a Java program, a class or a source file, on any class path. */
    static List<String> java(
            List<String> flags, String classPath, String main, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(arguments);
        return command;
    }

    private static String classPath() {
        String classPath = System.getProperty("java.class.path", "");
        String modulePath = System.getProperty("jdk.module.path", "");
        return classPath.isEmpty() || modulePath.isEmpty()
                ? classPath + modulePath
                : classPath + File.pathSeparator + modulePath;
    }
}
