package weft.bench;

import weft.bench.peers.JdkAsynchronousEcho;
import weft.bench.peers.JdkVirtualThreadEcho;
import weft.bench.peers.NettyEcho;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Knows the command line of every server that can be measured. */
final class Contenders {
    /** The name of the reference's second process, which is measured like any other server. */
    static final String SELF = "reference again (A/A)";

    /** The peers of a quick run, in a form that {@code --peers} takes. */
    static final String QUICK_PEERS = "netty-nio,netty-epoll,netty-io_uring";

    /** Same collector for all: with one core each, it is the one that a JVM takes by itself. */
    private static final List<String> JVM = List.of("-XX:+UseSerialGC");

    static final List<String> WEFT_FLAGS =
            List.of(
                    "--add-opens",
                    "java.base/java.lang=ALL-UNNAMED",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Djdk.trackAllThreads=false");

    /** What Netty's documentation names for a recent JDK, and no sampling of leaks. */
    private static final List<String> NETTY_FLAGS =
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "--add-opens",
                    "java.base/jdk.internal.misc=ALL-UNNAMED",
                    "-Dio.netty.tryReflectionSetAccessible=true",
                    "-Dio.netty.leakDetection.level=disabled");

    private Contenders() {}

    /** Returns a loop of this project in one mode, served by this command line's echo command. */
    static Contender loop(String loop, String mode, List<String> extraFlags) {
        var flags = new ArrayList<>(WEFT_FLAGS);
        flags.addAll(extraFlags);
        return Contender.warming(
                "weft " + loop + ", " + mode,
                java(
                        flags,
                        Main.class,
                        List.of("echo", "--loop", loop, "--mode", mode, "--port", "0")));
    }

    /** Returns Netty's epoll server, which stands in for the reference without a C compiler. */
    static Contender nettyEpoll() {
        return netty("epoll");
    }

    /** Returns the peers by the name that {@code --peers} gives them. */
    static SequencedMap<String, Contender> peers(Programs programs) throws IOException {
        var peers = new LinkedHashMap<String, Contender>();
        for (String transport : List.of("nio", "epoll", "io_uring", "io_uring-ring")) {
            peers.put("netty-" + transport, netty(transport));
        }
        peers.put("jdk-async", jdk("JDK AsynchronousSocketChannel", JdkAsynchronousEcho.class));
        peers.put("jdk-virtual", jdk("JDK virtual threads", JdkVirtualThreadEcho.class));
        Path script = programs.unpack("asyncio_echo.py");
        peers.put("asyncio", python("Python asyncio, protocol", script, "protocol"));
        peers.put("asyncio-streams", python("Python asyncio, streams", script, "streams"));
        return peers;
    }

    /**
     * Picks peers by name.
     *
     * @param names separated by commas, or {@code all} or {@code none}
     * @throws IllegalArgumentException if there is no such peer; the message lists those there are
     */
    static List<Contender> pick(Map<String, Contender> peers, String names) {
        if (names.equals("all")) {
            return List.copyOf(peers.values());
        }
        if (names.equals("none")) {
            return List.of();
        }
        var picked = new ArrayList<Contender>();
        for (String name : names.split(",", -1)) {
            Contender peer = peers.get(name.strip());
            if (peer == null) {
                throw new IllegalArgumentException(
                        "unknown peer: "
                                + name
                                + " (known: all, none, "
                                + String.join(", ", peers.keySet())
                                + ")");
            }
            picked.add(peer);
        }
        return picked;
    }

    /** Returns the command of a Java program on this process's own class path and JVM. */
    static List<String> java(List<String> flags, Class<?> main, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(), main.getName()));
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

    private static Contender netty(String transport) {
        return Contender.warming(
                "Netty " + transport, java(NETTY_FLAGS, NettyEcho.class, List.of(transport, "0")));
    }

    private static Contender jdk(String name, Class<?> main) {
        return Contender.warming(name, java(List.of(), main, List.of("0")));
    }

    private static Contender python(String name, Path script, String mode) {
        Optional<Path> python = Programs.find("python3");
        return python.isEmpty()
                ? Contender.absent(name, "no python3")
                : Contender.steady(
                        name, List.of(python.get().toString(), script.toString(), "0", mode));
    }
}
