package weft.iouring;

import weft.iouring.BufferRing.Shape;
import weft.iouring.ReceiveMemory.Dimensions;
import weft.spi.BackendProvider;

/** The suite as on kernels before 6.12, which cannot consume buffers incrementally. */
class WholeBuffersContractTest extends UringContractTest {
    @Override
    protected BackendProvider provider() {
        return new TinyContractTest.Provider(
                new Dimensions(
                        new Shape(0, 1, 8, 4096),
                        new Shape(0, 2, 16, 256),
                        new Shape(1, 1, 4, 8192),
                        false));
    }
}
