package weft.linuxkit;

import weft.spi.Descriptor;
import weft.testkit.BackendContract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** The suite that every backend passes, with descriptors that come from elsewhere. */
public abstract class LinuxContract extends BackendContract {
    /** Creates the suite; JUnit does this. */
    protected LinuxContract() {}

    @Override
    public OutsidePair openSocketPair() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int fd = RawChannel.connect(listener.getLocalAddress());
            SocketChannel peer = listener.accept();
            peer.configureBlocking(false);
            return pair(fd, peer);
        }
    }

    @Override
    public Optional<OutsidePair> openBlockingSocketPair() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            RawChannel inside = new RawChannel(RawChannel.connect(listener.getLocalAddress()));
            inside.makeBlocking();
            SocketChannel peer = listener.accept();
            Descriptor descriptor = new Descriptor.OfNumber(inside.fd());
            return Optional.of(new OutsidePair(descriptor, peer, inside::isOpen, inside));
        }
    }

    @Override
    public OutsidePair openReadablePipe() throws IOException {
        int[] pipe = RawChannel.pipe();
        return pair(pipe[0], new RawChannel(pipe[1]));
    }

    @Override
    public OutsidePair openWritablePipe() throws IOException {
        int[] pipe = RawChannel.pipe();
        return pair(pipe[1], new RawChannel(pipe[0]));
    }

    private static OutsidePair pair(int fd, ByteChannel peer) throws IOException {
        RawChannel inside = new RawChannel(fd);
        return new OutsidePair(new Descriptor.OfNumber(fd), peer, inside::isOpen, inside);
    }
}
