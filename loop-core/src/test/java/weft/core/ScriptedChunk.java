package weft.core;

import weft.spi.Chunk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A chunk that counts its references. */
final class ScriptedChunk implements Chunk {
    int references = 1;
    private final ByteBuffer view;

    ScriptedChunk(byte[] bytes) {
        view = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer();
    }

    ScriptedChunk(String text) {
        this(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public ByteBuffer buffer() {
        return view;
    }

    @Override
    public void retain() {
        references++;
    }

    @Override
    public void release() {
        if (references == 0) {
            throw new IllegalStateException("released once too often");
        }
        references--;
    }
}
