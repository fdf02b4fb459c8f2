package weft.epoll;

import org.jspecify.annotations.Nullable;

import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.SocketCalls;
import weft.readiness.StreamSocket;
import weft.spi.Capability;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;

/** Makes the calls of a stream socket. */
final class EpollStream extends ByteCalls implements StreamSocket {
    private final int family;
    private final SocketCalls sockets;
    private final @Nullable SocketAddress acceptedFrom;

    EpollStream(EpollFacility facility, int fd, int family, @Nullable SocketAddress acceptedFrom) {
        super(facility, fd);
        this.family = family;
        this.sockets = facility.sockets();
        this.acceptedFrom = acceptedFrom;
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        int result = facility.names().bind(fd, family, local);
        if (result < 0) {
            throw Errno.unnamed(-result, "bind");
        }
    }

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
        int result = facility.names().connect(fd, family, remote);
        if (result == -Errno.EINPROGRESS || result == -Errno.EINTR) {
            return false;
        }
        if (result < 0) {
            throw Errno.unnamed(-result, "connect");
        }
        return true;
    }

    @Override
    public boolean finishConnect() throws IOException {
        int error = facility.options().getInt(fd, Constants.SOL_SOCKET, Constants.SO_ERROR);
        if (error != 0) {
            throw Errno.unnamed(error, "connect");
        }
        return true;
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return acceptedFrom != null ? acceptedFrom : facility.names().remote(fd);
    }

    @Override
    long read(long address, int bytes) {
        return sockets.recv(fd, address, bytes, 0);
    }

    @Override
    long write(long address, int bytes) {
        return sockets.send(fd, address, bytes, Constants.MSG_NOSIGNAL);
    }

    @Override
    long write(Vectors vectors) {
        return vectors.send(sockets, fd);
    }

    // java.nio does not tell a file's number, so the system cannot be asked to send from it.
    @Override
    public long sendFile(FileChannel file, long position, long count) {
        throw Capability.SEND_FILE.absentFrom(facility.name());
    }

    @Override
    public void shutdownOutput() throws IOException {
        int result = sockets.shutdown(fd, Constants.SHUT_WR);
        if (result < 0) {
            throw Errno.unnamed(-result, "shutdown");
        }
    }
}
