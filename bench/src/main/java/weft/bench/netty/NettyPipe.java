package weft.bench.netty;

import io.netty.channel.unix.FileDescriptor;

import org.jspecify.annotations.Nullable;

import weft.linux.Constants;
import weft.linux.Errno;
import weft.readiness.StreamSocket;
import weft.spi.Capability;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;

/** Makes the calls of a pipe, a character device or a child's standard stream. */
final class NettyPipe extends NettyBytes implements StreamSocket {
    NettyPipe(NettyEpollFacility facility, int fd) {
        super(facility, new FileDescriptor(fd));
    }

    @Override
    int read(long address, int from, int to) throws IOException {
        return fd().readAddress(address, from, to);
    }

    @Override
    int write(long address, int from, int to) throws IOException {
        return fd().writeAddress(address, from, to);
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
    public long sendFile(FileChannel file, long position, long count) {
        throw Capability.SEND_FILE.absentFrom(facility.name());
    }

    // Works for a child's stream that is a socket; a pipe answers with ENOTSOCK.
    @Override
    public void shutdownOutput() throws IOException {
        int result = facility.sockets().shutdown(number(), Constants.SHUT_WR);
        if (result < 0) {
            throw Errno.unnamed(-result, "shutdown");
        }
    }
}
