package weft.iouring;

import weft.spi.Capability;
import weft.spi.Descriptor;

/** A descriptor this backend opened. */
record UringDescriptor(int fd) implements Descriptor.Own {
    /** Returns the number that a descriptor stands for. */
    static int number(Descriptor descriptor) {
        return switch (descriptor) {
            case UringDescriptor own -> own.fd();
            case Descriptor.OfNumber number -> Math.toIntExact(number.number());
            case Descriptor.OfChannel channel ->
                    throw Capability.CHANNEL_DESCRIPTOR.absentFrom(IoUringBackend.NAME);
            case Descriptor.Own other ->
                    throw new IllegalArgumentException(other + " is another backend's");
        };
    }

    @Override
    public String toString() {
        return "descriptor " + fd;
    }
}
