package weft.epoll;

import org.jspecify.annotations.Nullable;

import weft.linux.CallMemory;
import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.SocketAddresses;
import weft.linux.SocketCalls;
import weft.readiness.BorrowedSocket;
import weft.spi.Backend;
import weft.spi.Descriptor;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** Makes the calls of a user's socket. */
final class EpollSocket extends EpollWatched implements BorrowedSocket {
    private final int family;
    private final SocketCalls sockets;

    EpollSocket(EpollFacility facility, int fd, int family) {
        super(facility, fd);
        this.family = family;
        this.sockets = facility.sockets();
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return facility.names().remote(fd);
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        long result =
                facility.memory()
                        .read(target, (address, bytes) -> sockets.recv(fd, address, bytes, 0));
        return outcome(result, "receive", Backend.END_OF_STREAM);
    }

    @Override
    public @Nullable SocketAddress receiveFrom(ByteBuffer target) throws IOException {
        CallMemory memory = facility.memory();
        long name = memory.roomForAddress().address();
        long length = memory.lengthAddress();
        long result =
                memory.read(
                        target,
                        (address, bytes) -> sockets.recvfrom(fd, address, bytes, 0, name, length));
        return outcome(result, "receive", 0) == Backend.PENDING
                ? null
                : SocketAddresses.decode(memory.address(), memory.length());
    }

    @Override
    public int send(ByteBuffer source, @Nullable SocketAddress remote) throws IOException {
        CallMemory memory = facility.memory();
        int flags = Constants.MSG_NOSIGNAL;
        long result;
        if (remote == null) {
            result =
                    memory.write(
                            source, (address, bytes) -> sockets.send(fd, address, bytes, flags));
        } else {
            MemorySegment name = memory.roomForAddress();
            int length = SocketAddresses.encode(remote, family, name);
            result =
                    memory.write(
                            source,
                            (address, bytes) ->
                                    sockets.sendto(
                                            fd, address, bytes, flags, name.address(), length));
        }
        return outcome(result, "send", 0);
    }

    private static int outcome(long result, String operation, int end) throws IOException {
        if (ByteCalls.mustWait(result)) {
            return Backend.PENDING;
        }
        if (result < 0) {
            throw Errno.unnamed((int) -result, operation);
        }
        return result == 0 ? end : (int) result;
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
    public void finishConnect() throws IOException {
        int error = facility.options().getInt(fd, Constants.SOL_SOCKET, Constants.SO_ERROR);
        if (error != 0) {
            throw Errno.unnamed(error, "connect");
        }
    }

    @Override
    public @Nullable Descriptor accept() throws IOException {
        int flags = Constants.SOCK_CLOEXEC | Constants.SOCK_NONBLOCK;
        int result = sockets.accept4(fd, 0, 0, flags);
        if (ByteCalls.mustWait(result)) {
            return null;
        }
        if (result < 0) {
            throw Errno.unnamed(-result, "accept");
        }
        return new Descriptor.OfNumber(result);
    }
}
