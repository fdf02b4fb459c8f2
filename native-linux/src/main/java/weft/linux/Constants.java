package weft.linux;

/**
 * Names the kernel and libc constants the bindings use, under their C names.
 *
 * <p>The values are those of Linux on x86_64 and aarch64, which agree on all of them. A test
 * compiles a C program that prints every field of this class and compares.
 */
public final class Constants {
    /** Address family: Unix-domain socket. */
    public static final int AF_UNIX = 1;

    /** Address family: IPv4. */
    public static final int AF_INET = 2;

    /** Address family: IPv6. */
    public static final int AF_INET6 = 10;

    /** Socket type: byte stream. */
    public static final int SOCK_STREAM = 1;

    /** Socket type: datagram. */
    public static final int SOCK_DGRAM = 2;

    /** Socket type flag: calls return instead of waiting. */
    public static final int SOCK_NONBLOCK = 0x800;

    /** Socket type flag: the descriptor is closed by {@code exec}. */
    public static final int SOCK_CLOEXEC = 0x80000;

    /** Option level: the socket itself. */
    public static final int SOL_SOCKET = 1;

    /** Option: bind to an address that lingers in TIME_WAIT. */
    public static final int SO_REUSEADDR = 2;

    /** Option: type of the socket. */
    public static final int SO_TYPE = 3;

    /** Option: pending error, cleared by reading it. */
    public static final int SO_ERROR = 4;

    /** Option: may send to broadcast addresses. */
    public static final int SO_BROADCAST = 6;

    /** Option: bytes of the send buffer. */
    public static final int SO_SNDBUF = 7;

    /** Option: bytes of the receive buffer. */
    public static final int SO_RCVBUF = 8;

    /** Option: probe an idle connection. */
    public static final int SO_KEEPALIVE = 9;

    /** Option: what closing does with unsent bytes. */
    public static final int SO_LINGER = 13;

    /** Option: several sockets may bind one address. */
    public static final int SO_REUSEPORT = 15;

    /** Option: whether the socket listens. */
    public static final int SO_ACCEPTCONN = 30;

    /** Option: address family of the socket. */
    public static final int SO_DOMAIN = 39;

    /** Option level: TCP. */
    public static final int IPPROTO_TCP = 6;

    /** Option level: IPv6. */
    public static final int IPPROTO_IPV6 = 41;

    /** Option: send small segments at once. */
    public static final int TCP_NODELAY = 1;

    /** Option: idle seconds before the first keep-alive probe. */
    public static final int TCP_KEEPIDLE = 4;

    /** Option: seconds between keep-alive probes. */
    public static final int TCP_KEEPINTVL = 5;

    /** Option: unanswered keep-alive probes that end a connection. */
    public static final int TCP_KEEPCNT = 6;

    /** Option: acknowledge at once, for the time being. */
    public static final int TCP_QUICKACK = 12;

    /** Option: an IPv6 socket refuses IPv4-mapped peers. */
    public static final int IPV6_V6ONLY = 26;

    /** Shut down the receiving side. */
    public static final int SHUT_RD = 0;

    /** Shut down the sending side. */
    public static final int SHUT_WR = 1;

    /** Shut down both sides. */
    public static final int SHUT_RDWR = 2;

    /** Message flag: this call does not wait. */
    public static final int MSG_DONTWAIT = 0x40;

    /** Message flag: wait for the full amount. */
    public static final int MSG_WAITALL = 0x100;

    /** Message flag: no SIGPIPE when the peer is gone. */
    public static final int MSG_NOSIGNAL = 0x4000;

    /** {@code fcntl}: reads descriptor flags. */
    public static final int F_GETFD = 1;

    /** {@code fcntl}: sets descriptor flags. */
    public static final int F_SETFD = 2;

    /** {@code fcntl}: reads status flags. */
    public static final int F_GETFL = 3;

    /** {@code fcntl}: sets status flags. */
    public static final int F_SETFL = 4;

    /** {@code fcntl}: duplicates a descriptor, close-on-exec. */
    public static final int F_DUPFD_CLOEXEC = 1030;

    /** Descriptor flag: closed by {@code exec}. */
    public static final int FD_CLOEXEC = 1;

    /** Status flag: calls return instead of waiting. */
    public static final int O_NONBLOCK = 0x800;

    /** Open flag: the descriptor is closed by {@code exec}. */
    public static final int O_CLOEXEC = 0x80000;

    /** {@code eventfd} flag: the descriptor is closed by {@code exec}. */
    public static final int EFD_CLOEXEC = 0x80000;

    /** {@code eventfd} flag: calls return instead of waiting. */
    public static final int EFD_NONBLOCK = 0x800;

    /** Mapping protection: readable. */
    public static final int PROT_READ = 1;

    /** Mapping protection: writable. */
    public static final int PROT_WRITE = 2;

    /** Mapping flag: shared with the kernel or other processes. */
    public static final int MAP_SHARED = 1;

    /** Mapping flag: private copy. */
    public static final int MAP_PRIVATE = 2;

    /** Mapping flag: backed by no file. */
    public static final int MAP_ANONYMOUS = 0x20;

    /** Mapping flag: populated at once. */
    public static final int MAP_POPULATE = 0x8000;

    /** Resource: open descriptors. */
    public static final int RLIMIT_NOFILE = 7;

    /** Resource: bytes of locked memory. */
    public static final int RLIMIT_MEMLOCK = 8;

    /** Poll event: readable. */
    public static final int POLLIN = 1;

    /** Poll event: exceptional condition. */
    public static final int POLLPRI = 2;

    /** Poll event: writable. */
    public static final int POLLOUT = 4;

    /** Poll event: error, always reported. */
    public static final int POLLERR = 8;

    /** Poll event: hang-up, always reported. */
    public static final int POLLHUP = 0x10;

    /** Poll event: the descriptor is not open, always reported. */
    public static final int POLLNVAL = 0x20;

    /** Poll event: the peer shut down its sending side. */
    public static final int POLLRDHUP = 0x2000;

    /** {@code epoll_create1} flag: the descriptor is closed by {@code exec}. */
    public static final int EPOLL_CLOEXEC = 0x80000;

    /** {@code epoll_ctl}: registers a descriptor. */
    public static final int EPOLL_CTL_ADD = 1;

    /** {@code epoll_ctl}: removes a descriptor. */
    public static final int EPOLL_CTL_DEL = 2;

    /** {@code epoll_ctl}: replaces what a descriptor is registered for. */
    public static final int EPOLL_CTL_MOD = 3;

    /** Epoll event: readable. */
    public static final int EPOLLIN = 1;

    /** Epoll event: writable. */
    public static final int EPOLLOUT = 4;

    /** Epoll event: error, always reported. */
    public static final int EPOLLERR = 8;

    /** Epoll event: hang-up, always reported. */
    public static final int EPOLLHUP = 0x10;

    /** Epoll event: the peer shut down its sending side. */
    public static final int EPOLLRDHUP = 0x2000;

    /** Epoll flag: reports when readiness begins only. An unsigned int. */
    public static final long EPOLLET = 1L << 31;

    private Constants() {}
}
