package weft.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** Echo servers with one fault each, for load generators and harness to find. */
final class FaultyServer implements AutoCloseable {
    /** What goes wrong once a connection has echoed {@link #GOOD_BYTES}. */
    enum Fault {
        NONE,
        CORRUPT_BYTE,
        SWAP_CONNECTIONS,
        REPEAT,
        CLOSE,
        EXIT
    }

    static final int GOOD_BYTES = 100_000;

    private final Fault fault;
    private final ServerSocket server;
    private final List<Socket> sockets = new ArrayList<>();

    FaultyServer(Fault fault) throws IOException {
        this.fault = fault;
        this.server = new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofPlatform().daemon().start(this::accept);
    }

    /** Runs as a process of its own, for a benchmark to start. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var server = new FaultyServer(Fault.valueOf(arguments[0]));
        System.out.println("listening on 127.0.0.1:" + server.port());
        Thread.currentThread().join();
    }

    int port() {
        return server.getLocalPort();
    }

    /** Returns how many connections there have been. */
    int accepted() {
        synchronized (sockets) {
            return sockets.size();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        synchronized (sockets) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                synchronized (sockets) {
                    sockets.add(socket);
                }
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            }
        } catch (SocketException closed) {
            // The listening socket was closed: the end of the test.
            return;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void serve(Socket socket) {
        byte[] buffer = new byte[8192];
        long total = 0;
        boolean done = fault == Fault.NONE;
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            for (int count; (count = in.read(buffer)) >= 0; total += count) {
                if (!done && total + count > GOOD_BYTES) {
                    done = true;
                    out = misbehave(socket, buffer, count);
                }
                out.write(buffer, 0, count);
            }
        } catch (SocketException reset) {
            // The load generator drops a connection as soon as it found the fault.
            return;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private OutputStream misbehave(Socket socket, byte[] buffer, int count) throws IOException {
        OutputStream out = socket.getOutputStream();
        switch (fault) {
            case CORRUPT_BYTE -> buffer[count / 2] ^= 1;
            case REPEAT -> out.write(buffer, 0, count);
            case SWAP_CONNECTIONS -> {
                synchronized (sockets) {
                    int other = (sockets.indexOf(socket) + 1) % sockets.size();
                    return sockets.get(other).getOutputStream();
                }
            }
            case CLOSE -> socket.close();
            case EXIT -> {
                System.err.println("had enough");
                Runtime.getRuntime().halt(3);
            }
            case NONE -> throw new IllegalStateException("nothing is wrong with it");
        }
        return out;
    }
}
