package weft.iouring;

import weft.iouring.BufferRing.Shape;
import weft.iouring.ReceiveMemory.Dimensions;
import weft.spi.Availability;
import weft.spi.Backend;
import weft.spi.BackendProvider;

import java.io.IOException;

/**
 * The suite again with rings so small that everything that is rare happens all the time: full
 * submission rings, overflowing completions, empty buffer rings, copied chunks, changes of ring.
 */
class TinyContractTest extends UringContractTest {
    static final Dimensions TINY =
            new Dimensions(
                    new Shape(0, 1, 8, 4096),
                    new Shape(0, 2, 16, 256),
                    new Shape(1, 1, 4, 8192),
                    true);

    @Override
    protected BackendProvider provider() {
        return new Provider(TINY);
    }

    /** Makes backends with two submissions, four completions and the given receive memory. */
    record Provider(Dimensions dimensions) implements BackendProvider {
        @Override
        public String name() {
            return IoUringBackend.NAME;
        }

        @Override
        public int priority() {
            return -1;
        }

        @Override
        public Availability availability() {
            return new IoUringEventLoopProvider().availability();
        }

        @Override
        public Backend newBackend() throws IOException {
            return new IoUringBackend(2, 4, dimensions);
        }
    }
}
