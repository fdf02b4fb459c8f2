package weft.bench.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/** Serves echo with a thread, virtual or not, and a blocking socket per connection. */
public final class JdkThreadEcho {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final List<String> KINDS = List.of("virtual", "platform");

    private JdkThreadEcho() {}

    /**
     * Serves until the process is told to end; prints {@code listening on HOST:PORT} when ready.
     *
     * @param arguments {@code virtual} or {@code platform}; then the port, 0 for any
     * @throws IOException if the port cannot be had, or accepting fails
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2 || !KINDS.contains(arguments[0])) {
            System.err.println("usage: JdkThreadEcho virtual|platform PORT");
            System.exit(2);
        }
        Thread.Builder threads =
                arguments[0].equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform();
        int port = Integer.parseInt(arguments[1]);
        try (var server = new ServerSocket(port, 4096, InetAddress.ofLiteral("127.0.0.1"))) {
            PeerProcess.announce((InetSocketAddress) server.getLocalSocketAddress());
            while (true) {
                Socket socket = server.accept();
                threads.start(() -> serve(socket));
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = socket.getInputStream();
            var out = socket.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count; (count = in.read(buffer)) >= 0; ) {
                out.write(buffer, 0, count);
            }
        } catch (IOException failure) {
            System.err.println("connection lost: " + failure);
        }
    }
}
