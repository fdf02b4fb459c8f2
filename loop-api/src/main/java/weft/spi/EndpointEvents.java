package weft.spi;

import java.io.IOException;

/** Receives what every endpoint reports. Called inside {@link Backend#poll} only. */
public interface EndpointEvents {
    /**
     * Reports that an operation failed. The operation has ended; the endpoint stays open until it
     * is closed.
     *
     * @param operation what failed
     * @param cause why, with operation and address in its message and of the JDK's specific
     *     subclass where there is one
     */
    void onFailure(Operation operation, IOException cause);

    /** Reports that the endpoint is closed and that no event follows. */
    void onClosed();
}
