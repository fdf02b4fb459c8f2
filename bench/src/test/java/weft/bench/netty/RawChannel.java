package weft.bench.netty;

import io.netty.channel.unix.FileDescriptor;

import weft.linux.CallMemory;
import weft.linux.LibC;
import weft.linux.SocketCalls;
import weft.linux.SocketOptions;
import weft.linux.Sockets;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A descriptor as a non-blocking channel, for the test's end of a pipe. */
final class RawChannel implements ByteChannel {
    private final ByteBuffer memory = ByteBuffer.allocateDirect(CallMemory.MAXIMUM_BYTES);
    private final FileDescriptor descriptor;
    private final String identity;

    RawChannel(int fd) throws IOException {
        descriptor = new FileDescriptor(fd);
        identity = identity();
        SocketCalls sockets = new SocketCalls();
        SocketOptions options = new SocketOptions(sockets, Arena.ofAuto());
        new Sockets(new LibC(), sockets, options).makeNonBlocking(fd);
    }

    /** Says what the descriptor is, or nothing if it is closed, by whomever. */
    private String identity() throws IOException {
        Path link = Path.of("/proc/self/fd/" + descriptor.intValue());
        return Files.isSymbolicLink(link) ? Files.readSymbolicLink(link).toString() : "";
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        memory.clear().limit(Math.min(target.remaining(), memory.capacity()));
        int bytes = descriptor.read(memory, 0, memory.limit());
        if (bytes > 0) {
            target.put(memory.limit(bytes));
        }
        return bytes;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int length = Math.min(source.remaining(), memory.capacity());
        memory.clear().put(0, source, source.position(), length);
        int bytes = descriptor.write(memory, 0, length);
        source.position(source.position() + bytes);
        return bytes;
    }

    @Override
    public boolean isOpen() {
        try {
            return identity.equals(identity());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (isOpen()) {
            descriptor.close();
        }
    }
}
