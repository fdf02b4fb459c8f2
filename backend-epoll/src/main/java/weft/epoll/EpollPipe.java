package weft.epoll;

import org.jspecify.annotations.Nullable;

import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.LibC;
import weft.readiness.StreamSocket;
import weft.spi.Capability;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;

/** Makes the calls of a pipe, a character device or a child's standard stream. */
final class EpollPipe extends ByteCalls implements StreamSocket {
    private final LibC libc;

    EpollPipe(EpollFacility facility, int fd) {
        super(facility, fd);
        this.libc = facility.libc();
    }

    @Override
    public void bind(SocketAddress local) {
        throw new UnsupportedOperationException("a pipe has no address");
    }

    @Override
    public boolean connect(SocketAddress remote) {
        throw new UnsupportedOperationException("a pipe cannot be connected");
    }

    @Override
    public boolean finishConnect() {
        throw new UnsupportedOperationException("a pipe cannot be connected");
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return null;
    }

    @Override
    long read(long address, int bytes) {
        return libc.read(fd, address, bytes);
    }

    // The JVM ignores SIGPIPE, so a pipe that nobody reads answers with EPIPE.
    @Override
    long write(long address, int bytes) {
        return libc.write(fd, address, bytes);
    }

    @Override
    long write(Vectors vectors) {
        return libc.writev(fd, vectors.address(), vectors.count());
    }

    @Override
    public long sendFile(FileChannel file, long position, long count) {
        throw Capability.SEND_FILE.absentFrom(facility.name());
    }

    // Works for a child's stream that is a socket; a pipe answers with ENOTSOCK.
    @Override
    public void shutdownOutput() throws IOException {
        int result = facility.sockets().shutdown(fd, Constants.SHUT_WR);
        if (result < 0) {
            throw Errno.unnamed(-result, "shutdown");
        }
    }
}
