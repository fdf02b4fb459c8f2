package weft.spi;

import java.nio.ByteBuffer;

/**
 * Lends a piece of the backend's memory that holds received bytes. Counted; the count starts at one
 * and belongs to the receiver. For the loop's thread only.
 */
public interface Chunk {
    /**
     * Returns the bytes, from position to limit, as a read-only view. It is fresh and shows nothing
     * else: its position starts at 0 and its capacity is the number of bytes, so that rewinding or
     * clearing it finds the same bytes again and never a neighbour's. The view object belongs to
     * the chunk: it may serve another one after the last release.
     *
     * @return the view, the same at every call; its position is the receiver's to move
     */
    ByteBuffer buffer();

    /** Adds a reference. */
    void retain();

    /**
     * Drops a reference; with the last one the memory goes back to the backend.
     *
     * @throws IllegalStateException if none is left
     */
    void release();
}
