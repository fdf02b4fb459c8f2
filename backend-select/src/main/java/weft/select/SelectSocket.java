package weft.select;

import org.jspecify.annotations.Nullable;

import weft.readiness.BorrowedSocket;
import weft.spi.Backend;
import weft.spi.Descriptor;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Makes the calls of a user's socket, as far as its kind of channel has them. */
final class SelectSocket extends SelectPollable<SelectableChannel> implements BorrowedSocket {
    SelectSocket(SelectFacility facility, SelectableChannel channel) {
        super(facility, channel);
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        try {
            return switch (channel) {
                case SocketChannel stream -> named(stream.getRemoteAddress());
                case DatagramChannel datagrams -> named(datagrams.getRemoteAddress());
                default -> null;
            };
        } catch (IOException e) {
            return null; // The one cause is that the channel is closed.
        }
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        if (channel instanceof DatagramChannel) {
            int before = target.position();
            return receiveFrom(target) == null ? Backend.PENDING : target.position() - before;
        }
        int bytes = stream("receive").read(target);
        return bytes > 0 ? bytes : bytes == 0 ? Backend.PENDING : Backend.END_OF_STREAM;
    }

    @Override
    public @Nullable SocketAddress receiveFrom(ByteBuffer target) throws IOException {
        return datagrams("receiveFrom").receive(target);
    }

    @Override
    public int send(ByteBuffer source, @Nullable SocketAddress remote) throws IOException {
        int offered = source.remaining();
        int bytes;
        if (remote != null) {
            bytes = datagrams("send with an address").send(source, remote);
        } else if (channel instanceof DatagramChannel connected) {
            bytes = connected.write(source);
        } else {
            bytes = stream("send").write(source);
        }
        return bytes == 0 && offered > 0 ? Backend.PENDING : bytes;
    }

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
        if (channel instanceof DatagramChannel datagrams) {
            datagrams.connect(remote);
            return true;
        }
        return stream("connect").connect(remote);
    }

    @Override
    public void finishConnect() throws IOException {
        if (!stream("finishConnect").finishConnect()) {
            throw new IOException("connecting has not ended");
        }
    }

    @Override
    public @Nullable Descriptor accept() throws IOException {
        if (!(channel instanceof ServerSocketChannel listener)) {
            throw unsupported("accept");
        }
        SocketChannel connection = listener.accept();
        if (connection == null) {
            return null;
        }
        connection.configureBlocking(false);
        return new Descriptor.OfChannel(connection);
    }

    private SocketChannel stream(String call) {
        if (channel instanceof SocketChannel stream) {
            return stream;
        }
        throw unsupported(call);
    }

    private DatagramChannel datagrams(String call) {
        if (channel instanceof DatagramChannel datagrams) {
            return datagrams;
        }
        throw unsupported(call);
    }

    private UnsupportedOperationException unsupported(String call) {
        return new UnsupportedOperationException(call + " is not a call of " + channel);
    }
}
