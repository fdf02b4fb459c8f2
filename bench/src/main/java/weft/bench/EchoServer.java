package weft.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A contender's running process, once it has said where it listens. */
final class EchoServer implements AutoCloseable {
    /** A JVM takes a second, and a few share one core. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

    private static final Pattern LISTENING = Pattern.compile("listening on (\\S+):(\\d{1,5})");

    private final Contender contender;
    private final ChildProcess process;
    private String host = "";
    private int port;
    private boolean warm;

    private EchoServer(Contender contender, ChildProcess process) {
        this.contender = contender;
        this.process = process;
    }

    /** Starts the process; it is not ready before {@link #awaitListening}. */
    static EchoServer start(Contender contender, Cores cores) throws IOException {
        return new EchoServer(
                contender, ChildProcess.start(cores.onServerCore(contender.command())));
    }

    /**
     * Waits for the line that says where the server listens.
     *
     * @throws IOException if the process ends or stays silent; the message says what it last wrote
     */
    void awaitListening() throws IOException, InterruptedException {
        while (port == 0) {
            Matcher matcher = LISTENING.matcher(process.readLine(START_TIMEOUT));
            if (matcher.find()) {
                host = matcher.group(1);
                port = Integer.parseInt(matcher.group(2));
            }
        }
    }

    Contender contender() {
        return contender;
    }

    /** Returns where load generators find the server, once it listens. */
    LoadGenerator.Target target() {
        return new LoadGenerator.Target(host, port, process.pid());
    }

    /** Tells whether its program was warmed once, so that less is left to compile. */
    boolean isWarm() {
        return warm;
    }

    void markWarm() {
        warm = true;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns what the server last wrote to standard error, ready to append to a message. */
    String lastWords() {
        return process.lastWords();
    }

    @Override
    public void close() {
        process.close();
    }
}
