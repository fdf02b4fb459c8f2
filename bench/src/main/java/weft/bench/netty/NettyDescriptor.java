package weft.bench.netty;

import weft.spi.Capability;
import weft.spi.Descriptor;

/** A descriptor that one of these loops opened or was given. */
record NettyDescriptor(int fd) implements Descriptor.Own {
    /** Returns the number that a descriptor stands for. */
    static int number(Descriptor descriptor, String backend) {
        return switch (descriptor) {
            case NettyDescriptor own -> own.fd();
            case Descriptor.OfNumber number -> Math.toIntExact(number.number());
            case Descriptor.OfChannel channel ->
                    throw Capability.CHANNEL_DESCRIPTOR.absentFrom(backend);
            case Descriptor.Own other ->
                    throw new IllegalArgumentException(other + " is another backend's");
        };
    }

    @Override
    public String toString() {
        return "descriptor " + fd;
    }
}
