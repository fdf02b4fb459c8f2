package weft.bench.netty;

import io.netty.channel.unix.Socket;

import org.jspecify.annotations.Nullable;

import weft.readiness.StreamSocket;
import weft.spi.Capability;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.NotYetConnectedException;

/**
 * Makes the calls of a stream socket: Netty's, except for binding and connecting, whose error
 * number Netty does not always tell.
 */
final class NettyStream extends NettyBytes implements StreamSocket {
    private final Socket socket;
    private final int family;
    private final @Nullable SocketAddress acceptedFrom;

    NettyStream(
            NettyEpollFacility facility,
            Socket socket,
            int family,
            @Nullable SocketAddress acceptedFrom) {
        super(facility, socket);
        this.socket = socket;
        this.family = family;
        this.acceptedFrom = acceptedFrom;
    }

    @Override
    int read(long address, int from, int to) throws IOException {
        return socket.recvAddress(address, from, to);
    }

    @Override
    int write(long address, int from, int to) throws IOException {
        return socket.sendAddress(address, from, to);
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        facility.bind(number(), family, local);
    }

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
        return facility.connect(number(), family, remote);
    }

    @Override
    public boolean finishConnect() throws IOException {
        facility.finishConnect(number());
        return true;
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return acceptedFrom != null ? acceptedFrom : facility.names().remote(number());
    }

    // java.nio does not tell a file's number, so the system cannot be asked to send from it.
    @Override
    public long sendFile(FileChannel file, long position, long count) {
        throw Capability.SEND_FILE.absentFrom(facility.name());
    }

    @Override
    public void shutdownOutput() throws IOException {
        try {
            socket.shutdown(false, true);
        } catch (IOException | NotYetConnectedException e) {
            throw NettyErrors.translate(e, "shutdown");
        }
    }
}
