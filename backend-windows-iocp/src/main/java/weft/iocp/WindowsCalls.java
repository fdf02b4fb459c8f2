package weft.iocp;

/**
 * The functions of Windows that the backend calls, under their C names: everything it needs of the
 * system goes through here, so that a test can put a kernel of its own in the place of Windows.
 *
 * <p>Every call returns what the function does, or a negated error code, which {@link WindowsError}
 * turns into an exception. An overlapped operation returns the bytes moved if it finished at once,
 * and {@code -ERROR_IO_PENDING} if a packet will tell. Pointers are raw addresses; the caller keeps
 * the memory alive and in bounds, that of an overlapped operation until its packet has come.
 *
 * <p>An instance belongs to one loop, and so to one thread at a time; only {@link
 * #postQueuedCompletionStatus} is for any thread.
 */
interface WindowsCalls {
    /** Opens a port for one thread; returns its handle. */
    long createIoCompletionPort();

    /** Has the packets of a socket come through a port, with a key. */
    int associate(long socket, long port, long key);

    /**
     * Waits for packets and takes up to {@code count} of them.
     *
     * @param entries room for that many OVERLAPPED_ENTRYs
     * @param timeoutMillis how long to wait, or {@code INFINITE}
     * @return how many packets were taken, 0 if the time passed
     */
    int getQueuedCompletionStatusEx(long port, long entries, int count, int timeoutMillis);

    /** Queues a packet without an operation; any thread. Returns whether that worked. */
    boolean postQueuedCompletionStatus(long port, long key);

    /** Makes an event that stays signalled; returns its handle, or a negated error code. */
    long createEvent();

    int closeHandle(long handle);

    int setFileCompletionNotificationModes(long handle, int flags);

    /** Asks for an operation to be cancelled; it completes in any case. */
    int cancelIoEx(long handle, long overlapped);

    /** Returns the Winsock error of an operation that has failed, negated. */
    int wsaGetOverlappedResult(long socket, long overlapped);

    /** Opens an overlapped socket that child processes do not inherit. */
    long wsaSocket(int family, int type, int protocol);

    int closesocket(long socket);

    int bind(long socket, long address, int lengthBytes);

    int listen(long socket, int backlog);

    int shutdown(long socket, int how);

    int setsockopt(long socket, int level, int option, long value, int lengthBytes);

    /**
     * Reads a socket option.
     *
     * @param lengthBytes where an int says how much room there is, and then how much was used
     */
    int getsockopt(long socket, int level, int option, long value, long lengthBytes);

    int getsockname(long socket, long address, long lengthBytes);

    int getpeername(long socket, long address, long lengthBytes);

    /**
     * Starts receiving.
     *
     * @param buffers an array of WSABUFs, read before this returns
     */
    int wsaRecv(long socket, long buffers, int count, long overlapped);

    /**
     * Starts sending.
     *
     * @param buffers an array of WSABUFs, read before this returns
     */
    int wsaSend(long socket, long buffers, int count, long overlapped);

    /**
     * Starts accepting.
     *
     * @param output room for two addresses of {@code addressBytes} each
     */
    int acceptEx(long listener, long accepted, long output, int addressBytes, long overlapped);

    int connectEx(long socket, long address, int lengthBytes, long overlapped);

    /**
     * Starts ending a connection: the peer is told at once, and the operation is over when the
     * connection is.
     *
     * @param flags 0, or TF_REUSE_SOCKET if another AcceptEx is to have the socket afterwards
     */
    int disconnectEx(long socket, long overlapped, int flags);
}
