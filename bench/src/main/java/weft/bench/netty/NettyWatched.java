package weft.bench.netty;

import io.netty.channel.unix.FileDescriptor;

/**
 * Waits for a descriptor that stays the user's. One loop can do so once at a time, as epoll knows a
 * descriptor once only.
 */
class NettyWatched extends NettyPollable {
    NettyWatched(NettyEpollFacility facility, FileDescriptor descriptor) {
        super(facility, descriptor, false);
    }
}
