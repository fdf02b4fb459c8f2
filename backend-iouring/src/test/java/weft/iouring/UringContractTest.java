package weft.iouring;

import weft.linux.Constants;
import weft.linux.LibC;
import weft.linux.SocketAddresses;
import weft.linux.SocketCalls;
import weft.spi.Backend;
import weft.spi.BackendProvider;
import weft.spi.Descriptor;
import weft.testkit.BackendContract;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The suite that every backend passes, on io_uring. */
class UringContractTest extends BackendContract {
    private final LibC libc = new LibC();
    private final SocketCalls sockets = new SocketCalls();
    private final MemorySegment memory = Arena.ofAuto().allocate(128, Long.BYTES);

    @Override
    protected BackendProvider provider() {
        return new IoUringEventLoopProvider();
    }

    @Override
    protected long outstanding(Backend backend) {
        return Leaks.outstanding((IoUringBackend) backend);
    }

    @Override
    public OutsidePair openSocketPair() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketAddress address = listener.getLocalAddress();
            int family = SocketAddresses.family(address);
            int type = Constants.SOCK_STREAM | Constants.SOCK_CLOEXEC;
            int fd = sockets.socket(family, type, 0);
            int length = SocketAddresses.encode(address, family, memory);
            if (fd < 0 || sockets.connect(fd, memory.address(), length) < 0) {
                throw new IOException("no connection to " + address);
            }
            SocketChannel peer = listener.accept();
            peer.configureBlocking(false);
            RawChannel inside = new RawChannel(fd);
            return new OutsidePair(new Descriptor.OfNumber(fd), peer, inside::isOpen, inside);
        }
    }

    @Override
    public OutsidePair openReadablePipe() throws IOException {
        int[] pipe = pipe();
        return pair(pipe[0], pipe[1]);
    }

    @Override
    public OutsidePair openWritablePipe() throws IOException {
        int[] pipe = pipe();
        return pair(pipe[1], pipe[0]);
    }

    private int[] pipe() throws IOException {
        if (libc.pipe2(memory.address(), Constants.O_CLOEXEC) < 0) {
            throw new IOException("no pipe");
        }
        return memory.asSlice(0, 8).toArray(ValueLayout.JAVA_INT);
    }

    private static OutsidePair pair(int ours, int theirs) throws IOException {
        RawChannel inside = new RawChannel(ours);
        return new OutsidePair(
                new Descriptor.OfNumber(ours), new RawChannel(theirs), inside::isOpen, inside);
    }
}
