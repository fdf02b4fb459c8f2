package weft.bench.netty;

import io.netty.channel.unix.DatagramSocketAddress;
import io.netty.channel.unix.DomainDatagramSocketAddress;
import io.netty.channel.unix.Socket;

import org.jspecify.annotations.Nullable;

import weft.linux.Constants;
import weft.readiness.BorrowedSocket;
import weft.spi.Backend;
import weft.spi.Descriptor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.charset.StandardCharsets;

/** Makes Netty's calls on a user's socket. Buffers on the heap go through the loop's memory. */
final class NettyBorrowed extends NettyWatched implements BorrowedSocket {
    private final Socket socket;
    private final int family;

    NettyBorrowed(NettyEpollFacility facility, Socket socket, int family) {
        super(facility, socket);
        this.socket = socket;
        this.family = family;
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return facility.names().remote(number());
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        ByteBuffer memory = receiving(target);
        int bytes;
        try {
            bytes = socket.recv(memory, memory.position(), memory.limit());
        } catch (IOException | NotYetConnectedException e) {
            throw NettyErrors.translate(e, "receive");
        }
        if (bytes <= 0) {
            return bytes == 0 ? Backend.PENDING : Backend.END_OF_STREAM;
        }
        received(target, memory, bytes);
        return bytes;
    }

    @Override
    public @Nullable SocketAddress receiveFrom(ByteBuffer target) throws IOException {
        ByteBuffer memory = receiving(target);
        int from = memory.position();
        try {
            if (family == Constants.AF_UNIX) {
                DomainDatagramSocketAddress sender =
                        socket.recvFromDomainSocket(memory, from, memory.limit());
                if (sender == null) {
                    return null;
                }
                received(target, memory, sender.receivedAmount());
                return UnixDomainSocketAddress.of(sender.path());
            }
            DatagramSocketAddress sender = socket.recvFrom(memory, from, memory.limit());
            if (sender == null) {
                return null;
            }
            received(target, memory, sender.receivedAmount());
            return new InetSocketAddress(sender.getAddress(), sender.getPort());
        } catch (IOException | NotYetConnectedException e) {
            throw NettyErrors.translate(e, "receive");
        }
    }

    private ByteBuffer receiving(ByteBuffer target) {
        return target.isDirect() ? target : facility.scratch(target.remaining());
    }

    private static void received(ByteBuffer target, ByteBuffer memory, int bytes) {
        if (memory == target) {
            target.position(target.position() + bytes);
        } else {
            target.put(memory.limit(bytes));
        }
    }

    @Override
    public int send(ByteBuffer source, @Nullable SocketAddress remote) throws IOException {
        ByteBuffer memory =
                source.isDirect() ? source : facility.copy(new ByteBuffer[] {source}, 1);
        int bytes;
        try {
            bytes = send(memory, memory.position(), memory.limit(), remote);
        } catch (IOException | NotYetConnectedException e) {
            throw NettyErrors.translate(e, "send");
        }
        source.position(source.position() + bytes);
        return bytes == 0 && source.hasRemaining() ? Backend.PENDING : bytes;
    }

    private int send(ByteBuffer memory, int from, int to, @Nullable SocketAddress remote)
            throws IOException {
        return switch (remote) {
            case null -> socket.send(memory, from, to);
            case InetSocketAddress inet -> {
                InetAddress address = inet.getAddress();
                if (address == null) {
                    throw new IllegalArgumentException("unresolved address: " + remote);
                }
                yield socket.sendTo(memory, from, to, address, inet.getPort());
            }
            case UnixDomainSocketAddress unix -> {
                byte[] path = unix.getPath().toString().getBytes(StandardCharsets.UTF_8);
                yield socket.sendToDomainSocket(memory, from, to, path);
            }
            default -> throw new IllegalArgumentException("cannot send to " + remote);
        };
    }

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
        return facility.connect(number(), family, remote);
    }

    @Override
    public void finishConnect() throws IOException {
        facility.finishConnect(number());
    }

    @Override
    public @Nullable Descriptor accept() throws IOException {
        try {
            int fd = socket.accept(new byte[NettyListener.ADDRESS_BYTES]);
            return fd < 0 ? null : new Descriptor.OfNumber(fd);
        } catch (IOException e) {
            throw NettyErrors.translate(e, "accept");
        }
    }
}
