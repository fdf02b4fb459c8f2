package weft.iocp;

import org.jspecify.annotations.Nullable;

import weft.spi.Chunk;

import java.nio.ByteBuffer;

/** Received bytes: a block of the backend's, or a copy when too many blocks are held. */
final class IocpChunk implements Chunk {
    private final ReceiveMemory memory;
    private final ReceiveMemory.@Nullable Block block;
    private final ByteBuffer view;
    private int references;

    IocpChunk(ReceiveMemory memory, ReceiveMemory.@Nullable Block block, ByteBuffer view) {
        this.memory = memory;
        this.block = block;
        this.view = view;
    }

    /** Starts a life with one reference. */
    IocpChunk of(int bytes) {
        view.clear().limit(bytes);
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
