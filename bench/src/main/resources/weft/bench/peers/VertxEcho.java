import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

/** Serves echo with Vert.x on one event loop; run from its source on a class path of its own. */
public final class VertxEcho {
    private VertxEcho() {}

    /** Serves until the process is told to end; the argument is the port. */
    public static void main(String[] arguments) throws Exception {
        Vertx vertx =
                Vertx.builder()
                        .with(
                                new VertxOptions()
                                        .setEventLoopPoolSize(1)
                                        .setPreferNativeTransport(true))
                        .build();
        if (!vertx.isNativeTransportEnabled()) {
            System.err.println("no native transport: " + vertx.unavailableNativeTransportCause());
        }
        var options =
                new NetServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(Integer.parseInt(arguments[0]))
                        .setAcceptBacklog(4096)
                        .setTcpNoDelay(true);
        var server =
                vertx.createNetServer(options)
                        .connectHandler(VertxEcho::serve)
                        .listen()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
        System.out.println("listening on 127.0.0.1:" + server.actualPort());
    }

    private static void serve(NetSocket socket) {
        socket.exceptionHandler(failure -> System.err.println("connection lost: " + failure));
        socket.drainHandler(nothing -> socket.resume());
        socket.handler(
                data -> {
                    socket.write(data);
                    if (socket.writeQueueFull()) {
                        socket.pause();
                    }
                });
    }
}
