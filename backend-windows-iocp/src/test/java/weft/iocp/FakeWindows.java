package weft.iocp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A kernel in memory that behaves as Windows documents it, also where Wine does not: its sockets
 * talk to each other over a loopback of their own. What may happen at any time happens when the
 * seed says so: operations end at once, late, partly, out of order, and packets come for nobody.
 * What a program must not do is kept in {@link #violations}.
 */
final class FakeWindows implements WindowsCalls {
    private static final long FAILED = 0xC000_0000L;

    private final Temper temper;
    private final Random random;
    private final FakeNetwork network;
    private final Map<Long, FakeSocket> sockets = new HashMap<>();
    private final Map<Long, FakePort> ports = new HashMap<>();
    private final Map<Long, FakeOperation> pending = new LinkedHashMap<>();
    private final Map<Long, Integer> failures = new HashMap<>();
    private final Set<Long> events = new HashSet<>();
    private final FakeStrays strays = new FakeStrays();
    private final List<String> violations = new ArrayList<>();
    private final Map<String, ArrayDeque<Integer>> injected = new HashMap<>();
    private long nextHandle = 4;

    FakeWindows(Temper temper, long seed) {
        this.temper = temper;
        random = new Random(seed);
        network = new FakeNetwork(random, temper);
    }

    /** Returns what the program did against the rules of Windows. */
    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** Returns how many sockets, ports and operations are left. */
    synchronized int outstanding() {
        return sockets.size() + ports.size() + events.size() + pending.size();
    }

    synchronized int openSockets() {
        return sockets.size();
    }

    /** Has DisconnectEx be a mere shutdown, and AcceptEx not mind, as in Wine. */
    synchronized void disconnectAsWine() {
        network.disconnectOnlyShutsDown = true;
    }

    /** Has no DisconnectEx end, as nobody acknowledges that it was told. */
    synchronized void silencePeers(boolean silent) {
        network.peersAreSilent = silent;
    }

    /** Has the next call of a function fail. */
    synchronized void failNext(String call, int code) {
        injected.computeIfAbsent(call, name -> new ArrayDeque<>()).add(code);
    }

    /** Ends every operation of a kind that is in flight with an error. */
    synchronized void failPending(FakeOperation.Call call, int code) {
        for (FakeOperation operation : List.copyOf(pending.values())) {
            if (operation.call == call) {
                finish(operation, -code);
            }
        }
    }

    private int injected(String call) {
        ArrayDeque<Integer> codes = injected.get(call);
        return codes == null || codes.isEmpty() ? 0 : -codes.remove();
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    private FakeSocket socket(long handle) {
        FakeSocket socket = sockets.get(handle);
        if (socket == null) {
            violations.add("call on socket " + handle + ", which is not open");
            return new FakeSocket(handle, Abi.AF_INET);
        }
        return socket;
    }

    @Override
    public synchronized long createIoCompletionPort() {
        int failure = injected("createIoCompletionPort");
        if (failure < 0) {
            return failure;
        }
        long handle = nextHandle();
        ports.put(handle, new FakePort());
        return handle;
    }

    private long nextHandle() {
        nextHandle += 4;
        return nextHandle;
    }

    @Override
    public synchronized int associate(long socket, long port, long key) {
        int failure = injected("associate");
        if (failure == 0 && socket(socket).port != 0) {
            return -WindowsError.ERROR_INVALID_PARAMETER; // once and for all
        }
        if (failure == 0) {
            socket(socket).port = port;
            socket(socket).key = key;
        }
        return failure;
    }

    @Override
    public synchronized int getQueuedCompletionStatusEx(
            long handle, long entries, int count, int timeoutMillis) {
        int failure = injected("getQueuedCompletionStatusEx");
        if (failure < 0) {
            return failure;
        }
        FakePort port = ports.get(handle);
        if (port == null) {
            return -WindowsError.ERROR_INVALID_HANDLE;
        }
        if (!strays.isEmpty() && chance(temper.stray())) {
            port.add(strays.any(random));
        }
        progress(temper.progress());
        if (port.isEmpty() && timeoutMillis != 0) {
            progress(1);
        }
        if (port.isEmpty() && timeoutMillis != 0) {
            await(port, timeoutMillis);
        }
        return port.take(entries, count, random, temper.shuffle());
    }

    private void await(FakePort port, int timeoutMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        try {
            while (port.isEmpty()) {
                if (timeoutMillis == Abi.INFINITE) {
                    wait();
                    continue;
                }
                long leftNanos = deadline - System.nanoTime();
                if (leftNanos <= 0) {
                    return;
                }
                TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets operations that can go on do so, each with a probability, in any order. */
    private void progress(double probability) {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (FakeOperation operation : List.copyOf(pending.values())) {
                if (pending.containsKey(operation.overlapped) && chance(probability)) {
                    moved |= tryToFinish(operation);
                }
            }
            moved &= probability == 1;
        }
    }

    private boolean tryToFinish(FakeOperation operation) {
        // A cancellation may lose the race against what was already there.
        if (operation.cancelled && (chance(0.5) || !network.canGoOn(operation))) {
            finish(operation, -WindowsError.ERROR_OPERATION_ABORTED);
            return true;
        }
        int result = network.attempt(operation, sockets);
        if (result == FakeNetwork.WAIT) {
            return false;
        }
        finish(operation, result);
        return true;
    }

    private void finish(FakeOperation operation, int result) {
        pending.remove(operation.overlapped);
        long status = result < 0 ? FAILED | -result : 0;
        RawMemory.at(operation.overlapped, Abi.OVERLAPPED_BYTES).set(JAVA_LONG, 0, status);
        if (result < 0) {
            failures.put(operation.overlapped, result);
        } else {
            failures.remove(operation.overlapped);
        }
        if (operation.call == FakeOperation.Call.DISCONNECT && result == 0) {
            strays.disconnected(operation.socket);
        }
        if (operation.quiet) {
            return;
        }
        FakePort port = ports.get(operation.socket.port);
        if (port == null) {
            violations.add("an operation ended after its port was closed");
            return;
        }
        port.add(
                new FakePort.Packet(
                        operation.socket.key, operation.overlapped, status, Math.max(result, 0)));
        notifyAll();
    }

    @Override
    public synchronized boolean postQueuedCompletionStatus(long handle, long key) {
        FakePort port = ports.get(handle);
        if (port == null || injected("postQueuedCompletionStatus") < 0) {
            return false;
        }
        port.add(new FakePort.Packet(key, 0, 0, 0));
        notifyAll();
        return true;
    }

    @Override
    public synchronized long createEvent() {
        int failure = injected("createEvent");
        if (failure < 0) {
            return failure;
        }
        long handle = nextHandle();
        events.add(handle);
        return handle;
    }

    @Override
    public synchronized int closeHandle(long handle) {
        if (events.remove(handle)) {
            return 0;
        }
        if (!pending.isEmpty()) {
            violations.add(pending.size() + " operations in flight when the port was closed");
        }
        return ports.remove(handle) == null ? -WindowsError.ERROR_INVALID_HANDLE : 0;
    }

    @Override
    public synchronized int setFileCompletionNotificationModes(long handle, int flags) {
        if (!temper.kernelHandles()) {
            violations.add("skips packets on sockets that queue them all the same");
        }
        socket(handle).skipsPackets = (flags & Abi.FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) != 0;
        return 0;
    }

    @Override
    public synchronized int cancelIoEx(long handle, long overlapped) {
        FakeOperation operation = pending.get(overlapped);
        if (operation == null || operation.socket != socket(handle)) {
            return -WindowsError.ERROR_NOT_FOUND;
        }
        operation.cancelled = true;
        return 0;
    }

    @Override
    public synchronized int wsaGetOverlappedResult(long handle, long overlapped) {
        socket(handle);
        return failures.getOrDefault(overlapped, 0);
    }

    @Override
    public synchronized long wsaSocket(int family, int type, int protocol) {
        int failure = injected("wsaSocket");
        if (failure < 0) {
            return failure;
        }
        FakeSocket socket = new FakeSocket(nextHandle(), family);
        sockets.put(socket.handle, socket);
        return socket.handle;
    }

    @Override
    public synchronized int closesocket(long handle) {
        FakeSocket socket = socket(handle);
        for (FakeOperation operation : List.copyOf(pending.values())) {
            if (operation.socket == socket || operation.accepted == handle) {
                violations.add("closed with " + operation.call + " in flight");
            }
        }
        byte[] linger = FakeOptions.linger(socket);
        if (linger[0] != 0 && (linger[2] | linger[3]) != 0) {
            violations.add("closesocket blocks while it lingers");
        }
        strays.closed(socket.key);
        sockets.remove(handle);
        network.close(socket, linger[0] != 0);
        return 0;
    }

    @Override
    public synchronized int bind(long handle, long address, int lengthBytes) {
        int failure = injected("bind");
        return failure < 0 ? failure : network.bind(socket(handle), bytes(address, lengthBytes));
    }

    private static byte[] bytes(long address, int count) {
        return RawMemory.at(address, count).toArray(JAVA_BYTE);
    }

    @Override
    public synchronized int listen(long handle, int backlog) {
        int failure = injected("listen");
        return failure < 0 ? failure : network.listen(socket(handle), backlog);
    }

    @Override
    public synchronized int shutdown(long handle, int how) {
        FakeSocket socket = socket(handle);
        if (!socket.isConnected() || socket.halfMade) {
            return -WindowsError.WSAENOTCONN;
        }
        socket.outputShut = true;
        FakeSocket peer = socket.peer;
        if (peer != null) {
            peer.incoming.end();
        }
        return 0;
    }

    @Override
    public synchronized int setsockopt(
            long handle, int level, int option, long value, int lengthBytes) {
        if (level == Abi.SOL_SOCKET && option == Abi.SO_UPDATE_ACCEPT_CONTEXT) {
            long listener = RawMemory.at(value, 8).get(JAVA_LONG, 0);
            boolean known = lengthBytes == 8 && socket(listener).isListening();
            socket(handle).halfMade &= !known;
            return known ? 0 : -WindowsError.WSAEINVAL;
        }
        return FakeOptions.set(socket(handle), level, option, value, lengthBytes);
    }

    @Override
    public synchronized int getsockopt(
            long handle, int level, int option, long value, long lengthBytes) {
        return FakeOptions.get(
                socket(handle), level, option, value, lengthBytes, temper.kernelHandles());
    }

    @Override
    public synchronized int getsockname(long handle, long address, long lengthBytes) {
        byte[] local = socket(handle).local;
        return local == null ? -WindowsError.WSAEINVAL : put(local, address, lengthBytes);
    }

    @Override
    public synchronized int getpeername(long handle, long address, long lengthBytes) {
        FakeSocket socket = socket(handle);
        byte[] remote = socket.halfMade ? null : socket.remote;
        return remote == null ? -WindowsError.WSAENOTCONN : put(remote, address, lengthBytes);
    }

    private static int put(byte[] name, long address, long lengthBytes) {
        MemorySegment length = RawMemory.at(lengthBytes, 4);
        MemorySegment target = RawMemory.at(address, length.get(JAVA_INT, 0));
        MemorySegment.copy(name, 0, target, JAVA_BYTE, 0, name.length);
        length.set(JAVA_INT, 0, name.length);
        return 0;
    }

    @Override
    public synchronized int wsaRecv(long handle, long buffers, int count, long overlapped) {
        int failure = injected("wsaRecv");
        return failure < 0
                ? failure
                : start(
                        FakeOperation.transfer(
                                FakeOperation.Call.RECEIVE,
                                socket(handle),
                                overlapped,
                                pieces(buffers, count)));
    }

    @Override
    public synchronized int wsaSend(long handle, long buffers, int count, long overlapped) {
        int failure = injected("wsaSend");
        return failure < 0
                ? failure
                : start(
                        FakeOperation.transfer(
                                FakeOperation.Call.SEND,
                                socket(handle),
                                overlapped,
                                pieces(buffers, count)));
    }

    private static List<FakeOperation.Piece> pieces(long buffers, int count) {
        MemorySegment array = RawMemory.at(buffers, (long) count * Abi.WSABUF_BYTES);
        List<FakeOperation.Piece> pieces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = (long) i * Abi.WSABUF_BYTES;
            pieces.add(
                    new FakeOperation.Piece(array.get(JAVA_LONG, at + 8), array.get(JAVA_INT, at)));
        }
        return pieces;
    }

    @Override
    public synchronized int acceptEx(
            long listener, long accepted, long output, int addressBytes, long overlapped) {
        int failure = injected("acceptEx");
        if (failure < 0) {
            return failure;
        }
        FakeSocket target = socket(accepted);
        if (addressBytes < Abi.ACCEPT_ADDRESS_BYTES || target.family != socket(listener).family) {
            return -WindowsError.WSAEINVAL;
        }
        if ((target.isConnected() && !network.disconnectOnlyShutsDown) || target.local != null) {
            violations.add("AcceptEx with a socket that is bound or connected");
        }
        return start(FakeOperation.accept(socket(listener), overlapped, accepted));
    }

    @Override
    public synchronized int connectEx(long handle, long address, int lengthBytes, long overlapped) {
        int failure = injected("connectEx");
        if (failure < 0) {
            return failure;
        }
        FakeSocket socket = socket(handle);
        if (socket.local == null) {
            return -WindowsError.WSAEINVAL;
        }
        return start(FakeOperation.connect(socket, overlapped, bytes(address, lengthBytes)));
    }

    @Override
    public synchronized int disconnectEx(long handle, long overlapped, int flags) {
        int failure = injected("disconnectEx");
        FakeSocket socket = socket(handle);
        if (failure < 0 || flags != Abi.TF_REUSE_SOCKET) {
            return failure < 0 ? failure : -WindowsError.WSAEINVAL;
        }
        if (!socket.isConnected()) {
            return -WindowsError.WSAENOTCONN;
        }
        network.startDisconnect(socket);
        return start(FakeOperation.disconnect(socket, overlapped));
    }

    private int start(FakeOperation operation) {
        MemorySegment block = RawMemory.at(operation.overlapped, Abi.OVERLAPPED_BYTES);
        long event = block.get(JAVA_LONG, 24);
        operation.quiet = (event & 1) != 0;
        if (event != 0 && !events.contains(event & ~1L)) {
            violations.add(operation.call + " with an event that is none");
        }
        if (!operation.isClean(block)) {
            violations.add(operation.call + " with a used OVERLAPPED");
        }
        if (operation.socket.port == 0) {
            violations.add(operation.call + " on a socket without a port");
        }
        if (pending.putIfAbsent(operation.overlapped, operation) != null) {
            violations.add(operation.call + " with the OVERLAPPED of another operation");
        }
        operation.socket.operations.add(operation.overlapped);
        block.set(JAVA_LONG, 0, Abi.STATUS_PENDING);
        if (!chance(temper.atOnce())) {
            return -WindowsError.ERROR_IO_PENDING;
        }
        int result = network.attempt(operation, sockets);
        if (result == FakeNetwork.WAIT) {
            return -WindowsError.ERROR_IO_PENDING;
        }
        if (result < 0 || (operation.socket.skipsPackets && !operation.quiet)) {
            pending.remove(operation.overlapped);
        } else {
            finish(operation, result);
        }
        return result;
    }
}
