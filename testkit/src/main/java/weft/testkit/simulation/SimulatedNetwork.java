package weft.testkit.simulation;

import org.jspecify.annotations.Nullable;

import weft.spi.Endpoint;
import weft.spi.Operation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Connects simulated backends, in memory, under one virtual clock. Every address is local but those
 * of 192.0.2.0/24, which nothing ever answers from.
 *
 * <p>For one thread at a time; with several {@linkplain Simulation#loops loops} the backends see to
 * that, by taking turns.
 */
public final class SimulatedNetwork {
    private static final int FIRST_DESCRIPTOR = 3;
    private static final int FIRST_EPHEMERAL_PORT = 32_768;
    private static final int LAST_EPHEMERAL_PORT = 60_999;
    private static final String UNREACHABLE_PREFIX = "192.0.2.";

    private enum Kind {
        STREAM,
        DATAGRAM
    }

    private record Name(Kind kind, SocketAddress address) {}

    final Simulation settings;
    final Turns turns;
    private final Random random;
    private final Map<Name, List<SimulatedSocket>> bound = new HashMap<>();
    private final BitSet usedDescriptors = new BitSet();
    private final List<Fault> faults = new ArrayList<>();
    private int nextPort = FIRST_EPHEMERAL_PORT;
    private volatile long clockNanos;

    SimulatedNetwork(Simulation settings) {
        this.settings = settings;
        this.random = new Random(settings.seed);
        this.turns = new Turns(this);
        usedDescriptors.set(0, FIRST_DESCRIPTOR);
    }

    /**
     * Creates a backend on this network.
     *
     * @return a new backend
     */
    public SimulatedBackend newBackend() {
        return new SimulatedBackend(this);
    }

    /**
     * Plans a failure.
     *
     * @param fault what fails, where and when
     */
    public void inject(Fault fault) {
        faults.add(Objects.requireNonNull(fault, "fault"));
    }

    /**
     * Reads the virtual clock. Any thread.
     *
     * @return nanoseconds since the network was made
     */
    public long nowNanos() {
        return clockNanos;
    }

    /**
     * Lets time pass, as if the program had been busy.
     *
     * @param nanos how much, at least 0
     */
    public void advance(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("time cannot go back by " + nanos + " ns");
        }
        advanceTo(clockNanos + nanos);
    }

    /**
     * Returns the seed of this run.
     *
     * @return the seed
     */
    public long seed() {
        return settings.seed;
    }

    /**
     * Counts the descriptors that are open, to see whether one has leaked.
     *
     * @return how many
     */
    public int openDescriptors() {
        return usedDescriptors.cardinality() - FIRST_DESCRIPTOR;
    }

    /**
     * Creates a connected pair of stream sockets.
     *
     * @return two descriptors
     * @throws IOException if too many are open
     */
    public List<SimulatedDescriptor> newSocketPair() throws IOException {
        return newPair(newPipe(), newPipe());
    }

    /**
     * Creates a pipe.
     *
     * @return the reading end, then the writing end
     * @throws IOException if too many descriptors are open
     */
    public List<SimulatedDescriptor> newPipePair() throws IOException {
        return newPair(null, newPipe());
    }

    /**
     * Creates a bound datagram socket.
     *
     * @param local its address; port 0 takes a free one
     * @return its descriptor
     * @throws IOException if the address is in use or too many descriptors are open
     */
    public SimulatedDescriptor newDatagramSocket(InetSocketAddress local) throws IOException {
        SimulatedDatagramSocket socket = new SimulatedDatagramSocket(this, familyOf(local));
        SimulatedDescriptor descriptor = describe(socket, "socket");
        try {
            bind(socket, local);
        } catch (IOException e) {
            descriptor.close();
            throw e;
        }
        return descriptor;
    }

    private List<SimulatedDescriptor> newPair(
            @Nullable SimulatedPipe toSecond, @Nullable SimulatedPipe toFirst) throws IOException {
        SimulatedStreamSocket first = new SimulatedStreamSocket(this, StandardProtocolFamily.UNIX);
        SimulatedStreamSocket second = new SimulatedStreamSocket(this, StandardProtocolFamily.UNIX);
        SimulatedStreamSocket.join(first, second, toSecond, toFirst, clockNanos);
        return List.of(describe(first, "socketpair"), describe(second, "socketpair"));
    }

    SimulatedDescriptor describe(SimulatedSocket socket, String operation) throws IOException {
        int number = usedDescriptors.nextClearBit(FIRST_DESCRIPTOR);
        if (number - FIRST_DESCRIPTOR >= settings.descriptorLimit) {
            throw SimulatedErrors.tooManyFiles(operation, settings.descriptorLimit);
        }
        usedDescriptors.set(number);
        return new SimulatedDescriptor(number, socket);
    }

    boolean isFull() {
        return openDescriptors() >= settings.descriptorLimit;
    }

    void free(int number) {
        usedDescriptors.clear(number);
    }

    SimulatedPipe newPipe() {
        return new SimulatedPipe(settings.pipeBytes);
    }

    void advanceTo(long nanos) {
        clockNanos = Math.max(clockNanos, nanos);
    }

    /** Returns the time at which something sent now arrives. */
    long later() {
        long spread = settings.mostLatencyNanos - settings.leastLatencyNanos;
        long extra = spread == 0 ? 0 : random.nextLong(spread + 1);
        return clockNanos + settings.leastLatencyNanos + extra;
    }

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** Returns a number from 1 to {@code most}. */
    int upTo(int most) {
        return most <= 1 ? most : 1 + random.nextInt(most);
    }

    Random random() {
        return random;
    }

    @Nullable Fault faultFor(Operation operation, Endpoint endpoint) {
        for (Iterator<Fault> each = faults.iterator(); each.hasNext(); ) {
            Fault fault = each.next();
            if (fault.strikes(operation, endpoint)) {
                if (fault.isSpent()) {
                    each.remove();
                }
                return fault;
            }
        }
        return null;
    }

    boolean isReachable(SocketAddress address) {
        return !(address instanceof InetSocketAddress inet
                && inet.getAddress() != null
                && inet.getAddress().getHostAddress().startsWith(UNREACHABLE_PREFIX));
    }

    void bind(SimulatedSocket socket, SocketAddress address) throws IOException {
        if (socket.local != null) {
            throw new IllegalStateException("bind " + address + ": bound to " + socket.local);
        }
        SocketAddress local = address;
        if (address instanceof InetSocketAddress inet) {
            requireFamily(socket, inet);
            if (!isReachable(inet)) {
                throw SimulatedErrors.notLocal(inet);
            }
            if (inet.getPort() == 0) {
                local = new InetSocketAddress(inet.getAddress(), freePort(kindOf(socket)));
            }
        }
        List<SimulatedSocket> others =
                bound.computeIfAbsent(new Name(kindOf(socket), local), name -> new ArrayList<>(1));
        boolean shared =
                socket.isSet(StandardSocketOptions.SO_REUSEPORT)
                        && others.stream()
                                .allMatch(each -> each.isSet(StandardSocketOptions.SO_REUSEPORT));
        if (!others.isEmpty() && !shared) {
            throw SimulatedErrors.inUse(local);
        }
        others.add(socket);
        socket.local = local;
    }

    void unbind(SimulatedSocket socket) {
        if (socket.local != null) {
            Name name = new Name(kindOf(socket), socket.local);
            List<SimulatedSocket> sockets = bound.get(name);
            if (sockets != null && sockets.remove(socket) && sockets.isEmpty()) {
                bound.remove(name);
            }
        }
    }

    /** Names a socket that was not bound, so that its peer can tell it from others. */
    @Nullable SocketAddress ephemeral(SimulatedSocket socket, SocketAddress towards) {
        if (!(towards instanceof InetSocketAddress inet)) {
            return null; // a Unix-domain socket stays unnamed
        }
        Kind kind = kindOf(socket);
        SocketAddress local = new InetSocketAddress(inet.getAddress(), freePort(kind));
        if (kind == Kind.DATAGRAM) {
            bound.computeIfAbsent(new Name(kind, local), name -> new ArrayList<>(1)).add(socket);
        }
        return local;
    }

    @Nullable SimulatedListenerSocket listenerAt(SocketAddress address) {
        return find(Kind.STREAM, address) instanceof SimulatedListenerSocket listener
                        && listener.isListening()
                ? listener
                : null;
    }

    @Nullable SimulatedDatagramSocket datagramSocketAt(SocketAddress address) {
        return find(Kind.DATAGRAM, address) instanceof SimulatedDatagramSocket socket
                ? socket
                : null;
    }

    private @Nullable SimulatedSocket find(Kind kind, SocketAddress address) {
        List<SimulatedSocket> sockets = bound.get(new Name(kind, address));
        if (sockets == null && address instanceof InetSocketAddress inet) {
            SocketAddress any = new InetSocketAddress(wildcardLike(inet), inet.getPort());
            sockets = bound.get(new Name(kind, any));
        }
        if (sockets == null) {
            return null;
        }
        return sockets.get(sockets.size() == 1 ? 0 : random.nextInt(sockets.size()));
    }

    private static InetAddress wildcardLike(InetSocketAddress address) {
        try {
            return InetAddress.getByAddress(new byte[address.getAddress().getAddress().length]);
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError("an address has 4 or 16 bytes", e);
        }
    }

    private int freePort(Kind kind) {
        for (int tries = FIRST_EPHEMERAL_PORT; tries <= LAST_EPHEMERAL_PORT; tries++) {
            int port = nextPort;
            nextPort = port == LAST_EPHEMERAL_PORT ? FIRST_EPHEMERAL_PORT : port + 1;
            boolean taken =
                    bound.keySet().stream()
                            .anyMatch(
                                    name ->
                                            name.kind() == kind
                                                    && name.address()
                                                            instanceof InetSocketAddress at
                                                    && at.getPort() == port);
            if (!taken) {
                return port;
            }
        }
        throw new IllegalStateException("no free port is left");
    }

    private static Kind kindOf(SimulatedSocket socket) {
        return socket instanceof SimulatedDatagramSocket ? Kind.DATAGRAM : Kind.STREAM;
    }

    static ProtocolFamily familyOf(InetSocketAddress address) {
        return address.getAddress() instanceof java.net.Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
    }

    private static void requireFamily(SimulatedSocket socket, InetSocketAddress address)
            throws IOException {
        if (address.isUnresolved()) {
            throw new java.nio.channels.UnresolvedAddressException();
        }
        if (familyOf(address) != socket.family) {
            throw new IOException(
                    "bind "
                            + address
                            + ": Address family not supported by an "
                            + socket.family
                            + " socket");
        }
    }
}
