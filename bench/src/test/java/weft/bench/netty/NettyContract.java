package weft.bench.netty;

import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;

import weft.spi.Descriptor;
import weft.testkit.BackendContract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The suite that every backend passes, on a loop of Netty's, with descriptors Netty opens. */
abstract class NettyContract extends BackendContract {
    @Override
    public OutsidePair openSocketPair() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            LinuxSocket socket = LinuxSocket.newSocketStream(false);
            socket.connect(listener.getLocalAddress());
            SocketChannel peer = listener.accept();
            socket.finishConnect();
            peer.configureBlocking(false);
            return pair(socket.intValue(), peer);
        }
    }

    @Override
    public OutsidePair openReadablePipe() throws IOException {
        FileDescriptor[] pipe = FileDescriptor.pipe();
        return pair(pipe[0].intValue(), new RawChannel(pipe[1].intValue()));
    }

    @Override
    public OutsidePair openWritablePipe() throws IOException {
        FileDescriptor[] pipe = FileDescriptor.pipe();
        return pair(pipe[1].intValue(), new RawChannel(pipe[0].intValue()));
    }

    private static OutsidePair pair(int fd, ByteChannel peer) throws IOException {
        RawChannel inside = new RawChannel(fd);
        return new OutsidePair(new Descriptor.OfNumber(fd), peer, inside::isOpen, inside);
    }
}
