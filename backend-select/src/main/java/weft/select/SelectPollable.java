package weft.select;

import org.jspecify.annotations.Nullable;

import weft.readiness.Pollable;
import weft.readiness.ReadyHandler;
import weft.spi.Descriptor;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** Waits for one channel, and has the options of a socket if it is one. */
class SelectPollable<C extends SelectableChannel> implements Pollable {
    final SelectFacility facility;
    final C channel;

    private @Nullable SelectionKey key;
    private @Nullable ReadyHandler handler;

    SelectPollable(SelectFacility facility, C channel) {
        this.facility = facility;
        this.channel = channel;
    }

    /** Tells the handler; called during a selection. */
    final void report(int readyOps) {
        int operations = 0;
        if ((readyOps & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0) {
            operations = READ;
        }
        if ((readyOps & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) {
            operations |= WRITE;
        }
        ReadyHandler receiver = handler;
        if (receiver != null) {
            receiver.onReady(operations);
        }
    }

    @Override
    public final Descriptor descriptor() {
        return new Descriptor.OfChannel(channel);
    }

    @Override
    public final void waitFor(int operations, ReadyHandler receiver) throws IOException {
        int interest = 0;
        if ((operations & READ) != 0) {
            interest = interestIn(SelectionKey.OP_READ | SelectionKey.OP_ACCEPT, "reading");
        }
        if ((operations & WRITE) != 0) {
            interest |= interestIn(writeOps(), "writing");
        }
        handler = receiver;
        SelectionKey registered = key;
        if (registered == null) {
            key = facility.register(channel, interest, this);
            return;
        }
        try {
            registered.interestOps(interest);
        } catch (CancelledKeyException e) {
            throw new IOException("the channel was closed: " + channel, e);
        }
    }

    @Override
    public final void release() {
        SelectionKey registered = key;
        if (registered != null) {
            registered.cancel();
            key = null;
        }
    }

    @Override
    public void close() {
        facility.disown(channel);
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone even so, see Pollable.close.
            release();
        }
    }

    @Override
    public final @Nullable SocketAddress localAddress() {
        if (!(channel instanceof NetworkChannel socket)) {
            return null;
        }
        try {
            return named(socket.getLocalAddress());
        } catch (IOException e) {
            return null; // The one cause is that the channel is closed.
        }
    }

    @Override
    public final <T> void setOption(SocketOption<T> option, T value) throws IOException {
        try {
            socket().setOption(option, value);
        } catch (UnsupportedOperationException e) {
            throw unknown(option, e);
        }
    }

    @Override
    public final <T> T getOption(SocketOption<T> option) throws IOException {
        try {
            return socket().getOption(option);
        } catch (UnsupportedOperationException e) {
            throw unknown(option, e);
        }
    }

    /** Returns null for a Unix socket without a name, which java.nio gives an empty path. */
    static @Nullable SocketAddress named(@Nullable SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix
                        && unix.getPath().toString().isEmpty()
                ? null
                : address;
    }

    private UnsupportedOperationException unknown(SocketOption<?> option, Exception cause) {
        return new UnsupportedOperationException(
                option.name() + " is no option of " + channel, cause);
    }

    private int writeOps() {
        return channel instanceof SocketChannel stream && !stream.isConnected()
                ? SelectionKey.OP_CONNECT | SelectionKey.OP_WRITE
                : SelectionKey.OP_WRITE;
    }

    private int interestIn(int ops, String doing) throws IOException {
        int valid = channel.validOps() & ops;
        if (valid == 0) {
            throw new IOException("the channel cannot be watched for " + doing + ": " + channel);
        }
        return valid;
    }

    private NetworkChannel socket() {
        if (channel instanceof NetworkChannel socket) {
            return socket;
        }
        throw new UnsupportedOperationException("not a socket, so without options: " + channel);
    }
}
