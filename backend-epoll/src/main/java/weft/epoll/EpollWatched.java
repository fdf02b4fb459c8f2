package weft.epoll;

/**
 * Waits for a descriptor that stays the user's. One loop can do so once at a time, as epoll knows a
 * descriptor once only.
 */
class EpollWatched extends EpollPollable {
    EpollWatched(EpollFacility facility, int fd) {
        super(facility, fd, false);
    }
}
