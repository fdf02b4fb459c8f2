package weft.epoll;

import weft.spi.Capability;
import weft.spi.Descriptor;

/** A descriptor this backend opened or was given. */
record EpollDescriptor(int fd) implements Descriptor.Own {
    /** Returns the number that a descriptor stands for. */
    static int number(Descriptor descriptor, String backend) {
        return switch (descriptor) {
            case EpollDescriptor own -> own.fd();
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
