package weft.iouring;

import weft.spi.Descriptor;

/** A descriptor this backend opened. */
record UringDescriptor(int fd) implements Descriptor.Own {
    @Override
    public String toString() {
        return "descriptor " + fd;
    }
}
