package weft.spi;

/**
 * Names what a backend may be able to do beyond TCP streams and listeners. One table of these
 * drives the contract suites: a present cell is tested, an absent one has to throw.
 */
public enum Capability {
    /** Unix-domain stream sockets with file-system names. */
    UNIX_STREAM,
    /** Unix-domain names in Linux's abstract name space (unix(7)). */
    ABSTRACT_UNIX_ADDRESS,
    /** Datagram sockets over IP. */
    DATAGRAM,
    /** Datagram sockets in the Unix domain. */
    UNIX_DATAGRAM,
    /** Taking over sockets that were opened elsewhere. */
    ADOPT,
    /** Descriptors given as numbers rather than as channels. */
    RAW_DESCRIPTOR,
    /** Descriptors given as {@code java.nio} channels. */
    CHANNEL_DESCRIPTOR,
    /** Level-triggered readiness of descriptors that stay the user's. */
    WATCH,
    /** Waiting and non-blocking calls on sockets that stay the user's. */
    SOCKET_CALLS,
    /** Pipes, character devices and the standard streams of child processes. */
    PIPE,
    /** Sending a file from inside the kernel. */
    SEND_FILE;

    /**
     * Builds the exception that an absent capability answers with.
     *
     * @param backend the name of the backend
     * @return an exception that names the capability and the backend
     */
    public UnsupportedOperationException absentFrom(String backend) {
        return new UnsupportedOperationException(
                "the " + backend + " backend has no " + name() + "; see Backend.capabilities()");
    }
}
