package weft.epoll;

import org.jspecify.annotations.Nullable;

import weft.readiness.Pollable;
import weft.readiness.ReadyHandler;
import weft.spi.Descriptor;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;

/** Waits for one descriptor, and has the options of a socket if it is one. */
class EpollPollable implements Pollable {
    static final int NO_SLOT = -1;

    final EpollFacility facility;
    final int fd;

    /** Place among what is waited for; the multiplexer's. */
    int slot = NO_SLOT;

    private final boolean owned;
    private @Nullable ReadyHandler handler;
    private boolean closed;

    /**
     * @param owned whether the descriptor is the loop's, rather than borrowed from the user
     */
    EpollPollable(EpollFacility facility, int fd, boolean owned) {
        this.facility = facility;
        this.fd = fd;
        this.owned = owned;
        if (owned) {
            facility.descriptors().own(fd);
        }
    }

    /** Tells the handler; called during a wait. */
    final void report(int operations) {
        ReadyHandler receiver = handler;
        if (receiver != null) {
            receiver.onReady(operations);
        }
    }

    @Override
    public final Descriptor descriptor() {
        return new EpollDescriptor(fd);
    }

    @Override
    public final void waitFor(int operations, ReadyHandler receiver) throws IOException {
        handler = receiver;
        if (operations == 0) {
            facility.multiplexer().remove(this);
        } else {
            facility.multiplexer().set(this, operations, receiver);
        }
    }

    @Override
    public final void release() {
        if (!closed) {
            closed = true;
            facility.multiplexer().remove(this);
            if (owned) {
                facility.descriptors().disown(fd);
            } else {
                facility.giveBack(fd);
            }
        }
    }

    @Override
    public final void close() {
        if (!closed) {
            release();
            facility.libc().close(fd);
        }
    }

    @Override
    public final @Nullable SocketAddress localAddress() {
        return closed ? null : facility.names().local(fd);
    }

    @Override
    public final <T> void setOption(SocketOption<T> option, T value) throws IOException {
        requireOpen();
        facility.options().set(fd, option, value);
    }

    @Override
    public final <T> T getOption(SocketOption<T> option) throws IOException {
        requireOpen();
        return facility.options().get(fd, option);
    }

    // The number may be somebody else's descriptor by now.
    private void requireOpen() throws SocketException {
        if (closed) {
            throw new SocketException("descriptor " + fd + " was closed");
        }
    }
}
