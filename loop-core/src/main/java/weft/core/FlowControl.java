package weft.core;

import weft.WriteBufferLimits;

/**
 * Tells a protocol when to stop writing and when to go on, strictly in turns. What the protocol
 * throws is reported and changes nothing else.
 */
final class FlowControl {
    private static final int DEFAULT_HIGH_BYTES = 64 * 1024;

    private int highBytes = DEFAULT_HIGH_BYTES;
    private int lowBytes = DEFAULT_HIGH_BYTES / 4;
    private boolean paused;

    void setLimits(int high, int low) {
        if (low < 0 || high < low) {
            throw new IllegalArgumentException(
                    "high (" + high + ") must be >= low (" + low + ") must be >= 0");
        }
        highBytes = high;
        lowBytes = low;
    }

    WriteBufferLimits limits() {
        return new WriteBufferLimits(lowBytes, highBytes);
    }

    /** Tells whether the protocol waits for the buffer to drain. */
    boolean isPaused() {
        return paused;
    }

    /** Tells whether a buffer of this size calls for a pause that has not been asked for. */
    boolean shouldPause(long bufferedBytes) {
        return bufferedBytes > highBytes && !paused;
    }

    /** Tells whether a buffer of this size ends a pause. */
    boolean shouldResume(long bufferedBytes) {
        return paused && bufferedBytes <= lowBytes;
    }

    void pause(StreamConnection connection) {
        paused = true;
        try {
            connection.protocol().pauseWriting();
        } catch (Throwable failure) {
            connection.report(failure, "protocol.pauseWriting() failed");
        }
    }

    void resume(StreamConnection connection) {
        paused = false;
        try {
            connection.protocol().resumeWriting();
        } catch (Throwable failure) {
            connection.report(failure, "protocol.resumeWriting() failed");
        }
    }
}
