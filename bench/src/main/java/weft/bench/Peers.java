package weft.bench;

import weft.bench.peers.JdkAsynchronousEcho;
import weft.bench.peers.JdkThreadEcho;
import weft.bench.peers.NettyEcho;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** Everything else that a user could pick, each a program of its own; see {@code src/main}. */
final class Peers {
    /** The peers of a quick run, in a form that {@code --peers} takes. */
    static final String QUICK = "netty-nio,netty-epoll,netty-io_uring";

    private final Programs programs;
    private final Optional<Path> compiler;
    private final SequencedMap<String, Source> known = new LinkedHashMap<>();

    /** Makes a peer ready to run: unpacks it, compiles it, looks for what it needs. */
    private interface Source {
        Contender make() throws IOException, InterruptedException;
    }

    Peers(Programs programs, Optional<Path> compiler) {
        this.programs = programs;
        this.compiler = compiler;
        for (String transport : List.of("nio", "epoll", "io_uring", "io_uring-ring")) {
            known.put("netty-" + transport, () -> netty(transport));
        }
        known.put(
                "netty-incubator",
                () -> source("Netty 4.1 io_uring", "netty-incubator", "NettyIncubatorEcho"));
        known.put("vertx", () -> source("Vert.x 5", "vertx", "VertxEcho"));
        known.put("jdk-async", () -> jdk("JDK asynchronous", JdkAsynchronousEcho.class, "0"));
        known.put(
                "jdk-virtual",
                () -> jdk("JDK virtual threads", JdkThreadEcho.class, "virtual", "0"));
        known.put(
                "jdk-platform",
                () -> jdk("JDK platform threads", JdkThreadEcho.class, "platform", "0"));
        String script = "asyncio_echo.py";
        python("asyncio", "Python asyncio, protocol", script, "asyncio", "protocol", "asyncio");
        python(
                "asyncio-streams",
                "Python asyncio, streams",
                script,
                "asyncio",
                "streams",
                "asyncio");
        python("uvloop", "uvloop, protocol", script, "uvloop", "protocol", "uvloop");
        python("uvloop-streams", "uvloop, streams", script, "uvloop", "streams", "uvloop");
        python("gevent", "gevent", "gevent_echo.py", "gevent");
        python("tornado", "Tornado", "tornado_echo.py", "tornado");
        python("twisted", "Twisted", "twisted_echo.py", "twisted");
        known.put("node", this::node);
        known.put("go", this::go);
        known.put("libuv", () -> compiled("libuv in C", "echo_libuv", "uv"));
        known.put("liburing", () -> compiled("liburing in C", "echo_liburing", "uring"));
    }

    /**
     * Picks peers by name.
     *
     * @param names separated by commas, or {@code all} or {@code none}
     * @throws IllegalArgumentException if there is no such peer; the message lists those there are
     */
    List<Contender> pick(String names) throws InterruptedException {
        return pick(names, List.of());
    }

    /** As {@link #pick(String)}; those in the list take part in the first scenarios only. */
    List<Contender> pick(String names, List<String> brief) throws InterruptedException {
        if (names.equals("none")) {
            return List.of();
        }
        List<String> wanted =
                names.equals("all") ? List.copyOf(known.keySet()) : List.of(names.split(",", -1));
        for (String name : wanted) {
            if (!known.containsKey(name.strip())) {
                throw new IllegalArgumentException(
                        "unknown peer: "
                                + name
                                + " (known: all, none, "
                                + String.join(", ", known.keySet())
                                + ")");
            }
        }
        var picked = new ArrayList<Contender>();
        for (String name : wanted) {
            Contender peer = make(name.strip());
            picked.add(brief.contains(name.strip()) ? peer.briefly() : peer);
        }
        return picked;
    }

    /** Returns Netty's epoll server, which stands in for the reference without a C compiler. */
    static Contender nettyEpoll() {
        return netty("epoll");
    }

    private Contender make(String name) throws InterruptedException {
        Source source = known.get(name);
        if (source == null) {
            throw new IllegalArgumentException("unknown peer: " + name);
        }
        try {
            return source.make();
        } catch (IOException failure) {
            return Contender.absent(name, String.valueOf(failure.getMessage()));
        }
    }

    private static Contender netty(String transport) {
        return Contender.warming(
                "Netty " + transport,
                Contenders.java(Contenders.NETTY_FLAGS, NettyEcho.class, List.of(transport, "0")));
    }

    private static Contender jdk(String name, Class<?> main, String... arguments) {
        return Contender.warming(name, Contenders.java(List.of(), main, List.of(arguments)));
    }

    /** Runs a Java source on the jars that the build put aside for it. */
    private Contender source(String name, String library, String main) throws IOException {
        String root = System.getProperty("weft.root");
        if (root == null) {
            return Contender.absent(name, "its jars are not known; start it with ./weft bench");
        }
        Path jars = Path.of(root, "target", "peers", library);
        if (!Files.isDirectory(jars)) {
            return Contender.absent(name, "its jars were not fetched by the build");
        }
        List<String> paths;
        try (Stream<Path> files = Files.list(jars)) {
            paths = files.map(Path::toString).sorted().toList();
        }
        Path file = programs.unpack("peers/" + main + ".java");
        return Contender.warming(
                name,
                Contenders.java(
                        Contenders.NETTY_FLAGS,
                        String.join(":", paths),
                        file.toString(),
                        List.of("0")));
    }

    private void python(
            String key, String name, String script, String module, String... arguments) {
        known.put(
                key,
                () -> {
                    Optional<Path> python = pythonWith(module);
                    if (python.isEmpty()) {
                        return Contender.absent(name, "no python3 has the module " + module);
                    }
                    var command = new ArrayList<String>();
                    command.add(python.get().toString());
                    command.add(programs.unpack("peers/" + script).toString());
                    command.add("0");
                    command.addAll(List.of(arguments));
                    return Contender.steady(name, command);
                });
    }

    /**
     * Returns an interpreter that finds the module: the system's own, which has the packages that
     * the system installs, before whichever the search path prefers.
     */
    static Optional<Path> pythonWith(String module) throws InterruptedException {
        String found =
                "import importlib.util, sys; print(importlib.util.find_spec(sys.argv[1]) is not"
                        + " None)";
        for (String name : List.of("/usr/bin/python3", "python3")) {
            Optional<Path> python = Programs.find(name);
            if (python.isPresent()
                    && Versions.firstLine(python.get().toString(), "-c", found, module)
                            .equals("True")) {
                return python;
            }
        }
        return Optional.empty();
    }

    private Contender node() throws IOException {
        Optional<Path> node = Programs.find("node");
        return node.isEmpty()
                ? Contender.absent("Node", "no node")
                : Contender.warming(
                        "Node",
                        List.of(
                                node.get().toString(),
                                programs.unpack("peers/echo.js").toString(),
                                "0"));
    }

    private Contender go() throws IOException, InterruptedException {
        Optional<Path> go = Programs.find("go");
        return go.isEmpty()
                ? Contender.absent("Go", "no go")
                : Contender.steady("Go", List.of(programs.compileGo(go.get()).toString(), "0"));
    }

    private Contender compiled(String name, String program, String library)
            throws IOException, InterruptedException {
        if (compiler.isEmpty()) {
            return Contender.absent(name, "no C compiler");
        }
        try {
            Path file = programs.compileWith(compiler.get(), program, library);
            return Contender.steady(name, List.of(file.toString(), "0"));
        } catch (IOException failure) {
            String message = String.valueOf(failure.getMessage());
            return Contender.absent(
                    name, message.contains("fatal error") ? library + ".h is missing" : message);
        }
    }
}
