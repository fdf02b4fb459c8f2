package weft.iocp;

import org.jspecify.annotations.Nullable;

import weft.spi.Chunk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Received bytes: a block of the backend's, or a copy when too many blocks are held. */
final class IocpChunk implements Chunk {
    private final ReceiveMemory memory;
    private final ReceiveMemory.@Nullable Block block;
    private final ByteBuffer whole;
    private ByteBuffer view;
    private int references;

    IocpChunk(ReceiveMemory memory, ReceiveMemory.@Nullable Block block, ByteBuffer whole) {
        this.memory = memory;
        this.block = block;
        this.whole = whole;
        this.view = whole;
    }

    /** Starts a life with one reference. */
    IocpChunk of(int bytes) {
        if (view.capacity() == bytes) {
            view.order(ByteOrder.BIG_ENDIAN).clear();
        } else {
            // Of this size, so that the block's older bytes cannot be seen through it.
            view = whole.slice(0, bytes);
        }
        references = 1;
        return this;
    }

    @Override
    public ByteBuffer buffer() {
        return view;
    }

    @Override
    public void retain() {
        requireReference();
        references++;
    }

    @Override
    public void release() {
        requireReference();
        references--;
        if (references == 0 && block != null) {
            memory.released(block);
        }
    }

    private void requireReference() {
        if (references == 0) {
            throw new IllegalStateException("this chunk has been released already");
        }
    }
}
