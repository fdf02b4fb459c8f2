package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

import weft.spi.Availability;
import weft.spi.Backend;
import weft.spi.BackendProvider;
import weft.spi.Capability;
import weft.spi.Descriptor;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Checks that a backend keeps the contract of {@code weft.spi}. Extend it, say what makes the
 * backend, and every rule is a test:
 *
 * <pre>{@code
 * final class SelectBackendTest extends BackendContract {
 *     @Override
 *     protected BackendProvider provider() {
 *         return new SelectEventLoopProvider();
 *     }
 * }
 * }</pre>
 *
 * <p>The rules are grouped as tests of the interfaces this class implements. They use the loopback
 * interface only, and their own backend on both ends of each connection. After every test
 * descriptors and threads are counted, see {@link LeakCheck}.
 */
@ExtendWith(LeakCheck.class)
public abstract class BackendContract
        implements PollRules,
                StreamRules,
                QuietSendRules,
                ReceiveRules,
                CloseRules,
                ListenerRules,
                CapabilityRules,
                BorrowRules {
    private BackendDriver driver;

    /** Creates the suite; JUnit does this. */
    protected BackendContract() {}

    /**
     * Returns what makes the backend under test.
     *
     * @return the provider
     */
    protected abstract BackendProvider provider();

    /**
     * Counts what a backend has handed out and not got back: chunks, operations, slots. Asked after
     * each test, before the backend is closed, or again after {@code close} if the test closed it.
     *
     * @param backend the backend
     * @return how much there is, 0 unless overridden
     */
    protected long outstanding(Backend backend) {
        return 0;
    }

    /**
     * Makes the backend and its driver.
     *
     * @throws IOException if the backend cannot be made
     */
    @BeforeEach
    public final void openBackend() throws IOException {
        Availability availability = provider().availability();
        Assumptions.assumeTrue(
                availability.usable(),
                () ->
                        "SKIPPED: "
                                + provider().name()
                                + " does not work here: "
                                + availability.reason());
        driver = new BackendDriver(provider().newBackend());
    }

    /** Checks that nothing is outstanding, and closes the backend. */
    @AfterEach
    public final void closeBackend() {
        if (driver == null) {
            return; // the test was skipped
        }
        driver.releaseAll();
        long left = outstanding(driver.backend());
        driver.close();
        assertEquals(0, left, "outstanding in the backend after the test");
    }

    @Override
    public final BackendDriver driver() {
        return driver;
    }

    /**
     * Opens a connected stream socket for the backend, and its other end for the test. Unless
     * overridden it is a {@code java.nio} channel, for backends with {@link
     * Capability#CHANNEL_DESCRIPTOR}.
     *
     * @return the pair
     * @throws IOException if that failed
     */
    @Override
    public OutsidePair openSocketPair() throws IOException {
        requireChannels();
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(BackendDriver.loopback(0));
            SocketChannel peer = SocketChannel.open(listener.getLocalAddress());
            return outside(listener.accept(), peer);
        }
    }

    /**
     * Opens a connected stream socket that blocks, and its other end. Unless overridden it is a
     * {@code java.nio} channel.
     *
     * @return the pair, or nothing if no socket of the backend's blocks
     * @throws IOException if that failed
     */
    @Override
    public Optional<OutsidePair> openBlockingSocketPair() throws IOException {
        OutsidePair pair = openSocketPair();
        if (pair.descriptor() instanceof Descriptor.OfChannel inside) {
            inside.channel().configureBlocking(true);
            return Optional.of(pair);
        }
        pair.close();
        throw new AssertionError("not a java.nio channel: override openBlockingSocketPair");
    }

    /**
     * Opens a pipe whose reading end is for the backend.
     *
     * @return the pair
     * @throws IOException if that failed
     */
    @Override
    public OutsidePair openReadablePipe() throws IOException {
        requireChannels();
        Pipe pipe = Pipe.open();
        return outside(pipe.source(), new WriteOnly(pipe.sink()));
    }

    /**
     * Opens a pipe whose writing end is for the backend.
     *
     * @return the pair
     * @throws IOException if that failed
     */
    @Override
    public OutsidePair openWritablePipe() throws IOException {
        requireChannels();
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        return outside(pipe.sink(), new ReadOnly(pipe.source()));
    }

    private void requireChannels() {
        if (!driver.backend().capabilities().contains(Capability.CHANNEL_DESCRIPTOR)) {
            throw new AssertionError(
                    driver.backend().name()
                            + " takes no java.nio channels: override openSocketPair and its kin");
        }
    }

    private static OutsidePair outside(SelectableChannel inside, ByteChannel peer)
            throws IOException {
        inside.configureBlocking(false);
        if (peer instanceof SocketChannel channel) {
            channel.configureBlocking(false);
        }
        return new OutsidePair(new Descriptor.OfChannel(inside), peer, inside::isOpen, inside);
    }

    private record WriteOnly(Pipe.SinkChannel sink) implements ByteChannel {
        @Override
        public int read(ByteBuffer target) {
            throw new UnsupportedOperationException("the writing end of a pipe");
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return sink.write(source);
        }

        @Override
        public boolean isOpen() {
            return sink.isOpen();
        }

        @Override
        public void close() throws IOException {
            sink.close();
        }
    }

    private record ReadOnly(Pipe.SourceChannel source) implements ByteChannel {
        @Override
        public int read(ByteBuffer target) throws IOException {
            return source.read(target);
        }

        @Override
        public int write(ByteBuffer bytes) {
            throw new UnsupportedOperationException("the reading end of a pipe");
        }

        @Override
        public boolean isOpen() {
            return source.isOpen();
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }

    /**
     * A connection of which one end is for the backend and the other, non-blocking, for the test.
     */
    public static final class OutsidePair implements Closeable {
        private static final Duration PATIENCE = Duration.ofSeconds(10);

        private final Descriptor descriptor;
        private final ByteChannel peer;
        private final BooleanSupplier descriptorOpen;
        private final Closeable inside;

        /**
         * Creates a pair.
         *
         * @param descriptor the end for the backend
         * @param peer the other end, non-blocking
         * @param descriptorOpen tells whether the end for the backend is still open
         * @param inside closes the end for the backend, if nobody has; idempotent
         */
        public OutsidePair(
                Descriptor descriptor,
                ByteChannel peer,
                BooleanSupplier descriptorOpen,
                Closeable inside) {
            this.descriptor = descriptor;
            this.peer = peer;
            this.descriptorOpen = descriptorOpen;
            this.inside = inside;
        }

        Descriptor descriptor() {
            return descriptor;
        }

        boolean isDescriptorOpen() {
            return descriptorOpen.getAsBoolean();
        }

        void write(String text, BackendDriver driver) throws IOException {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
            long start = System.nanoTime();
            while (bytes.hasRemaining()) {
                peer.write(bytes);
                pause(driver, start);
            }
        }

        /** Reads so many bytes, or fewer if the end comes first. */
        String read(int bytes, BackendDriver driver) throws IOException {
            ByteBuffer target = ByteBuffer.allocate(bytes);
            long start = System.nanoTime();
            while (target.hasRemaining() && peer.read(target) >= 0) {
                pause(driver, start);
            }
            return StandardCharsets.US_ASCII.decode(target.flip()).toString();
        }

        private static void pause(BackendDriver driver, long startNanos) throws IOException {
            driver.poll(100_000);
            if (System.nanoTime() - startNanos > PATIENCE.toNanos()) {
                throw new AssertionError("the other end does not move");
            }
        }

        void closePeer() throws IOException {
            peer.close();
        }

        @Override
        public void close() throws IOException {
            peer.close();
            inside.close();
        }
    }
}
