package weft.core;

import org.jspecify.annotations.Nullable;

/** What the stream transports of one loop share. */
final class StreamResources {
    /** The memory that outgoing bytes are copied into. */
    final BufferPool pool = new BufferPool();

    /**
     * The receiving side whose protocol is looking at a chunk now. It is what a write asks whether
     * its bytes are received ones. With a callback blocked in the middle of a delivery there may be
     * several; then the latest one is here, and the others' writes are merely copied.
     */
    @Nullable Inbound delivering;
}
