package weft.spi;

import java.nio.channels.SelectableChannel;

/** Identifies an open file or socket, in one of the forms a backend may understand. */
public sealed interface Descriptor {
    /** Identifies something a backend opened itself. Only that backend can read more out of it. */
    non-sealed interface Own extends Descriptor {}

    /**
     * Identifies a {@code java.nio} channel. Needs {@link Capability#CHANNEL_DESCRIPTOR}.
     *
     * @param channel the channel
     */
    record OfChannel(SelectableChannel channel) implements Descriptor {}

    /**
     * Identifies a number: a file descriptor on Unix, a handle on Windows. Needs {@link
     * Capability#RAW_DESCRIPTOR}.
     *
     * @param number the descriptor, at least 0
     */
    record OfNumber(long number) implements Descriptor {
        /** Checks the number. */
        public OfNumber {
            if (number < 0) {
                throw new IllegalArgumentException("descriptor " + number + " is negative");
            }
        }
    }
}
