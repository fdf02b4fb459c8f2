package weft.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;

class LibCTest {
    private final LibC libc = new LibC();
    private final SocketCalls sockets = new SocketCalls();
    private final MemorySegment memory = Arena.ofAuto().allocate(256, Long.BYTES);
    private final long address = memory.address();

    @Test
    void failureIsTheNegatedErrorNumber() {
        assertEquals(-Errno.EBADF, libc.close(-1));
        assertEquals(-Errno.EBADF, libc.read(-1, address, 1));
        assertEquals(-Errno.EAFNOSUPPORT, sockets.socket(12_345, Constants.SOCK_STREAM, 0));
    }

    @Test
    void eventfdCountsWhatAnyThreadAdds() throws Exception {
        int fd = libc.eventfd(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK);
        assertTrue(fd >= 0);
        assertEquals(-Errno.EAGAIN, libc.read(fd, address, 8));
        Thread thread = Thread.ofPlatform().start(() -> LibC.eventfd_write(fd, 3));
        thread.join();
        assertEquals(8, libc.read(fd, address, 8));
        assertEquals(3, memory.get(JAVA_LONG, 0));
        assertEquals(Constants.FD_CLOEXEC, libc.fcntl(fd, Constants.F_GETFD, 0));
        assertEquals(0, libc.close(fd));
    }

    @Test
    void vectorsGatherAndScatterThroughAPipe() {
        assertEquals(0, libc.pipe2(address, Constants.O_CLOEXEC | Constants.O_NONBLOCK));
        int reader = memory.get(JAVA_INT, 0);
        int writer = memory.get(JAVA_INT, 4);
        byte[] text = {1, 2, 3, 4, 5};
        MemorySegment.copy(text, 0, memory, JAVA_BYTE, 64, 5);
        vector(0, address + 64, 2);
        vector(1, address + 66, 3);
        assertEquals(5, libc.writev(writer, address, 2));
        vector(0, address + 131, 2);
        vector(1, address + 128, 3);
        assertEquals(5, libc.readv(reader, address, 2));
        byte[] swapped = memory.asSlice(128, 5).toArray(JAVA_BYTE);
        assertArrayEquals(new byte[] {3, 4, 5, 1, 2}, swapped);
        assertEquals(0, libc.close(reader));
        assertEquals(0, libc.close(writer));
    }

    private void vector(int index, long base, long length) {
        memory.set(JAVA_LONG, index * 16L, base);
        memory.set(JAVA_LONG, index * 16L + 8, length);
    }

    @Test
    void listeningSocketAcceptsAndTransfers() throws Exception {
        int type = Constants.SOCK_STREAM | Constants.SOCK_CLOEXEC;
        int listener = sockets.socket(Constants.AF_INET, type, 0);
        InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        int length = SocketAddresses.encode(any, Constants.AF_INET, memory);
        assertEquals(0, sockets.bind(listener, address, length));
        assertEquals(0, sockets.listen(listener, 5));
        memory.set(JAVA_INT, 128, 112);
        assertEquals(0, sockets.getsockname(listener, address, address + 128));
        InetSocketAddress bound =
                (InetSocketAddress) SocketAddresses.decode(memory, memory.get(JAVA_INT, 128));
        assertTrue(bound.getPort() > 0);

        int client = sockets.socket(Constants.AF_INET, type, 0);
        length = SocketAddresses.encode(bound, Constants.AF_INET, memory);
        assertEquals(0, sockets.connect(client, address, length));
        int server = sockets.accept4(listener, 0, 0, Constants.SOCK_CLOEXEC);
        assertTrue(server >= 0);
        memory.set(JAVA_BYTE, 0, (byte) 42);
        assertEquals(1, sockets.send(client, address, 1, Constants.MSG_NOSIGNAL));
        assertEquals(1, sockets.recv(server, address + 1, 1, 0));
        assertEquals(42, memory.get(JAVA_BYTE, 1));
        assertEquals(0, sockets.shutdown(client, Constants.SHUT_WR));
        assertEquals(0, sockets.recv(server, address, 1, 0));
        for (int fd : new int[] {listener, client, server}) {
            assertEquals(0, libc.close(fd));
        }
    }

    @Test
    void limitsAndMappingsAreReadable() {
        assertEquals(0, libc.getrlimit(Constants.RLIMIT_NOFILE, address));
        assertTrue(memory.get(JAVA_LONG, 0) > 0);
        long mapped =
                libc.mmap(
                        0,
                        4096,
                        Constants.PROT_READ | Constants.PROT_WRITE,
                        Constants.MAP_PRIVATE | Constants.MAP_ANONYMOUS,
                        -1,
                        0);
        assertTrue(mapped > 0);
        assertEquals(0, libc.munmap(mapped, 4096));
        assertEquals(-Errno.EINVAL, libc.munmap(1, 4096));
    }
}
