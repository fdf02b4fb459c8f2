package weft.spi;

/** Names the operation that an {@link EndpointEvents#onFailure} is about. */
public enum Operation {
    /** Establishing a connection. */
    CONNECT,
    /** Accepting connections. */
    ACCEPT,
    /** Receiving bytes or datagrams. */
    RECEIVE,
    /** Sending bytes, datagrams or a file. */
    SEND,
    /** Shutting the sending side down. */
    SHUTDOWN,
    /** Waiting for readiness. */
    WATCH
}
