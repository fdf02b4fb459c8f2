package weft.bench;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Future;
import weft.Server;
import weft.ServerOptions;
import weft.bench.echo.EchoMode;
import weft.policy.LoopCatalog;
import weft.spi.Availability;
import weft.spi.EventLoopProvider;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Serves echoes until the process is told to end. */
@Command(
        name = "echo",
        description = "Serve echoes on a loop until SIGTERM.",
        mixinStandardHelpOptions = true)
final class EchoCommand implements Callable<Integer> {
    // How long clients get to take what they are still owed.
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    @Option(
            names = "--loop",
            paramLabel = "NAME",
            description = "The event loop: what weft doctor lists, or the best that works.")
    private @Nullable String loopName;

    @Option(
            names = "--mode",
            defaultValue = "protocol",
            description = "One of ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} unless given.")
    private EchoMode mode = EchoMode.protocol;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Where to listen; ${DEFAULT-VALUE} unless given.")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "0",
            description = "The port, 0 to 65535; 0 takes a free one.")
    private int port;

    // A benchmark connects thousands of clients at once; what the backlog has no room for is only
    // tried again by TCP after a second, then two, then four. The system caps it at somaxconn.
    private static final ServerOptions OPTIONS = ServerOptions.DEFAULTS.withBacklog(4096);

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        CommandSpec command = spec;
        if (command == null) {
            throw new IllegalStateException("not run by the command line");
        }
        if (port < 0 || port > 65535) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--port': " + port + " is not between 0 and 65535");
        }
        if (loopName != null) {
            requireUsable(command, loopName);
            System.setProperty("weft.loop", loopName);
        }
        PrintWriter out = command.commandLine().getOut();
        Asyncio.run(() -> serve(out));
        return 0;
    }

    /** Refuses a loop in the words of this command; the policy's name what the policy was told. */
    private static void requireUsable(CommandSpec command, String name) throws IOException {
        EventLoopProvider provider;
        try {
            provider = LoopCatalog.load().provider(name);
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--loop': " + unknown.getMessage(),
                    unknown);
        }
        Availability availability = provider.availability();
        if (!availability.usable()) {
            throw new IOException(
                    "--loop "
                            + name
                            + " does not work here: "
                            + availability.reason()
                            + (availability.remedy().isEmpty()
                                    ? ""
                                    : "; " + availability.remedy()));
        }
    }

    private void serve(PrintWriter out) throws IOException {
        AbstractEventLoop loop = Asyncio.getRunningLoop();
        Future<Void> end = loop.createFuture();
        for (String signal : new String[] {"TERM", "INT"}) {
            loop.addSignalHandler(signal, () -> finish(end));
        }
        Server server = listen(loop);
        InetSocketAddress address = (InetSocketAddress) server.sockets().get(0);
        out.println("listening on " + host + ":" + address.getPort());
        out.flush();
        end.await();
        server.close();
        server.closeClients();
        loop.callLater(FAREWELL, server::abortClients);
        server.waitClosed();
    }

    private Server listen(AbstractEventLoop loop) throws IOException {
        try {
            return loop.createServer(mode.factory(), host, port, OPTIONS);
        } catch (Exception e) {
            if (e instanceof IOException) {
                throw new IOException(
                        e.getMessage() + "; choose another place with --host and --port", e);
            }
            throw e;
        }
    }

    private static void finish(Future<Void> end) {
        if (!end.done()) {
            end.setResult(null);
        }
    }
}
