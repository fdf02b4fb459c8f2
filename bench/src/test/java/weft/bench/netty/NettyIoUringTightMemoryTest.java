package weft.bench.netty;

import weft.completion.BlockMemory;
import weft.spi.Availability;
import weft.spi.Backend;
import weft.spi.BackendProvider;

import java.io.IOException;

/**
 * The contract of backends on Netty's io_uring transport where one receive at a time has memory
 * while it waits, and nothing can be held without a copy.
 */
class NettyIoUringTightMemoryTest extends NettyIoUringBackendTest {
    @Override
    protected BackendProvider provider() {
        return new Tight();
    }

    private static final class Tight implements BackendProvider {
        private static final int SMALL_BYTES = 8 << 10;
        private static final int LARGE_BYTES = 128 << 10;

        private final NettyIoUringEventLoopProvider usual = new NettyIoUringEventLoopProvider();

        @Override
        public String name() {
            return usual.name();
        }

        @Override
        public int priority() {
            return usual.priority();
        }

        @Override
        public Availability availability() {
            return usual.availability();
        }

        @Override
        public Backend newBackend() throws IOException {
            return new NettyUringBackend(
                    new BlockMemory.Limits(SMALL_BYTES, LARGE_BYTES, SMALL_BYTES, 0));
        }
    }
}
