package weft.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A load generator's process with its connections to one server. Between runs the connections stay
 * open and idle, so that generators of several servers take turns within a millisecond.
 */
final class LoadGenerator implements AutoCloseable {
    /** Beyond the length of a run: the generator itself gives a server five seconds to answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What takes longer than this is broken. */
    private static final Duration SLOWEST_MESSAGE = Duration.ofMillis(5);

    private final ChildProcess process;

    private LoadGenerator(ChildProcess process) {
        this.process = process;
    }

    /**
     * A server as a load generator sees it.
     *
     * @param pid the process whose CPU time is read
     */
    record Target(String host, int port, long pid) {}

    /**
     * Connects to a server.
     *
     * @param program the generator's command without options, in C or in Java
     * @throws IOException if the connections cannot be had
     */
    static LoadGenerator open(List<String> program, Target target, Scenario scenario, Cores cores)
            throws IOException, InterruptedException {
        List<String> command =
                command(
                        program,
                        target.host(),
                        Integer.toString(target.port()),
                        Long.toString(target.pid()),
                        scenario);
        var generator = new LoadGenerator(ChildProcess.start(cores.onClientCore(command)));
        try {
            Slice opened = Slice.parse(generator.process.readLine(PATIENCE));
            if (opened.errors() > 0) {
                throw new IOException(opened.error());
            }
        } catch (IOException | RuntimeException failure) {
            generator.close();
            throw failure;
        }
        return generator;
    }

    /** Returns the command of a load generator: its program with all its options. */
    static List<String> command(
            List<String> program, String host, String port, String pid, Scenario scenario) {
        var command = new ArrayList<>(program);
        command.addAll(List.of("--host", host));
        command.addAll(List.of("--port", port));
        command.addAll(List.of("--pid", pid));
        command.addAll(List.of("--connections", Integer.toString(scenario.connections())));
        command.addAll(List.of("--size", Integer.toString(scenario.sizeBytes())));
        command.addAll(List.of("--depth", Integer.toString(scenario.depth())));
        switch (scenario.style()) {
            case KEPT -> {}
            case RECONNECT -> command.add("--connect");
            case BLOCKING -> command.add("--blocking");
        }
        if (scenario.idle() > 0) {
            command.addAll(List.of("--idle", Integer.toString(scenario.idle())));
        }
        if (scenario.ratePerSecond() > 0) {
            command.addAll(List.of("--rate", Integer.toString(scenario.ratePerSecond())));
        }
        return command;
    }

    /** Puts the scenario's load on the server, warming first; only the second part is counted. */
    Slice run(Duration warm, Duration measured) throws IOException, InterruptedException {
        process.writeLine("run " + warm.toMillis() + " " + measured.toMillis());
        return answer(warm.plus(measured));
    }

    /** As {@link #run}, but counts so many messages for each client, however long they take. */
    Slice count(Duration warm, int messages) throws IOException, InterruptedException {
        process.writeLine("count " + warm.toMillis() + " " + messages);
        return answer(warm.plus(SLOWEST_MESSAGE.multipliedBy(messages)));
    }

    /** Sends one message on every connection. */
    Slice once() throws IOException, InterruptedException {
        process.writeLine("once");
        return answer(Duration.ZERO);
    }

    /** Sends nothing for a while; tells the CPU time that the server spent on being idle. */
    Slice hold(Duration duration) throws IOException, InterruptedException {
        process.writeLine("hold " + duration.toMillis());
        return answer(duration);
    }

    private Slice answer(Duration length) throws IOException, InterruptedException {
        return Slice.parse(process.readLine(length.plus(PATIENCE)));
    }

    @Override
    public void close() {
        process.close();
    }
}
