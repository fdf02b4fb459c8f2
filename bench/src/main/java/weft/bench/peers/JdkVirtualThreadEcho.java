package weft.bench.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Serves echo with a virtual thread and a blocking socket per connection. */
public final class JdkVirtualThreadEcho {
    private static final int BUFFER_BYTES = 64 * 1024;

    private JdkVirtualThreadEcho() {}

    /**
     * Serves until the process is told to end; prints {@code listening on HOST:PORT} when ready.
     *
     * @param arguments the port, 0 for any
     * @throws IOException if the port cannot be had, or accepting fails
     */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        try (var server = new ServerSocket(port, 4096, InetAddress.ofLiteral("127.0.0.1"))) {
            PeerProcess.announce((InetSocketAddress) server.getLocalSocketAddress());
            while (true) {
                Socket socket = server.accept();
                Thread.startVirtualThread(() -> serve(socket));
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
