package weft.iocp;

import weft.spi.Descriptor;

/** A socket this backend opened. */
record IocpDescriptor(long socket) implements Descriptor.Own {
    @Override
    public String toString() {
        return "socket " + socket;
    }
}
