package weft.bench.netty;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;

import org.jspecify.annotations.Nullable;

import weft.linux.Constants;
import weft.readiness.Pollable;
import weft.readiness.ReadyHandler;
import weft.spi.Descriptor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;

/**
 * Waits for one descriptor with Netty's epoll handler, level-triggered.
 *
 * <p>The handler finds handles by the descriptor's number. That is safe here: the readiness layer
 * registers nothing between a wait and the delivery of its events, and a registration is cancelled,
 * which takes the descriptor out of epoll, before the descriptor is closed. A registration from
 * which all operations were taken is gone from epoll and cannot be changed any more; so what nobody
 * waits for is cancelled, and registered anew when somebody does.
 */
class NettyPollable implements Pollable, EpollIoHandle {
    private static final int TO_READ =
            Constants.EPOLLIN | Constants.EPOLLRDHUP | Constants.EPOLLHUP | Constants.EPOLLERR;
    private static final int TO_WRITE =
            Constants.EPOLLOUT | Constants.EPOLLHUP | Constants.EPOLLERR;

    final NettyEpollFacility facility;
    private final FileDescriptor descriptor;
    private final boolean owned;
    private @Nullable IoRegistration registration;
    private @Nullable ReadyHandler handler;
    private boolean closed;

    /**
     * @param owned whether the descriptor is the loop's, rather than borrowed from the user
     */
    NettyPollable(NettyEpollFacility facility, FileDescriptor descriptor, boolean owned) {
        this.facility = facility;
        this.descriptor = descriptor;
        this.owned = owned;
        if (owned) {
            facility.descriptors().own(number());
        }
    }

    final int number() {
        return descriptor.intValue();
    }

    @Override
    public final FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public final void handle(IoRegistration from, IoEvent event) {
        ReadyHandler receiver = handler;
        if (from != registration || receiver == null) {
            return;
        }
        int mask = ((EpollIoEvent) event).ops().value();
        int operations = (mask & TO_READ) != 0 ? READ : 0;
        if ((mask & TO_WRITE) != 0) {
            operations |= WRITE;
        }
        try {
            receiver.onReady(operations);
        } catch (RuntimeException e) {
            facility.driver().fail(e);
        }
    }

    @Override
    public final void waitFor(int operations, ReadyHandler receiver) throws IOException {
        handler = receiver;
        if (operations == 0) {
            cancel();
            return;
        }
        IoRegistration current = registration;
        boolean isNew = current == null;
        if (current == null) {
            facility.claim(number());
            current = facility.driver().register(this);
            registration = current;
        }
        try {
            current.submit(operations(operations));
        } catch (UncheckedIOException e) {
            if (isNew) {
                cancel();
            }
            throw NettyErrors.translate(e, "epoll_ctl");
        }
    }

    private static EpollIoOps operations(int operations) {
        if (operations == READ) {
            return EpollIoOps.EPOLLIN;
        }
        return operations == WRITE
                ? EpollIoOps.EPOLLOUT
                : EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT);
    }

    private void cancel() {
        IoRegistration current = registration;
        if (current != null) {
            registration = null;
            facility.disclaim(number());
            current.cancel();
        }
    }

    @Override
    public final void release() {
        if (!closed) {
            closed = true;
            cancel();
            if (owned) {
                facility.descriptors().disown(number());
            } else {
                facility.giveBack(number());
            }
        }
    }

    @Override
    public final void close() {
        if (!closed) {
            release();
            try {
                descriptor.close();
            } catch (IOException gone) {
                // The descriptor is closed all the same, and nobody waits for an answer.
                return;
            }
        }
    }

    @Override
    public final Descriptor descriptor() {
        return new NettyDescriptor(number());
    }

    @Override
    public final @Nullable SocketAddress localAddress() {
        return closed ? null : facility.names().local(number());
    }

    @Override
    public final <T> void setOption(SocketOption<T> option, T value) throws IOException {
        requireOpen();
        facility.options().set(number(), option, value);
    }

    @Override
    public final <T> T getOption(SocketOption<T> option) throws IOException {
        requireOpen();
        return facility.options().get(number(), option);
    }

    // The number may be somebody else's descriptor by now.
    private void requireOpen() throws SocketException {
        if (closed) {
            throw new SocketException("descriptor " + number() + " was closed");
        }
    }
}
