package weft.testkit.trace;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.Context;
import weft.Future;
import weft.Server;
import weft.Task;
import weft.Transport;
import weft.core.CoreEngine;
import weft.spi.Backend;
import weft.testkit.LentChunks;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Runs traces on the engine over a backend, on a virtual clock. Each run takes a fresh backend,
 * makes a loop of it on the calling thread, which has to be a platform thread without a running
 * loop, and closes both. Immutable; any thread.
 */
public final class TraceReplay {
    // Enough for what coroutines do when they are cancelled, one step an iteration.
    private static final int CLEANUP_ROUNDS = 5;

    private final boolean virtualTime;
    private final Function<? super Backend, ? extends TracePeers> peersOf;

    /** Creates a replay for backends whose clock and network are the machine's. */
    public TraceReplay() {
        this(false, backend -> new SocketPeers());
    }

    private TraceReplay(
            boolean virtualTime, Function<? super Backend, ? extends TracePeers> peersOf) {
        this.virtualTime = virtualTime;
        this.peersOf = peersOf;
    }

    /**
     * Returns a replay for backends with virtual time: a poll that finds nothing to do must return
     * at once with the clock moved by its timeout, and whatever is sent must arrive within much
     * less than a second of that clock.
     *
     * @param peersOf makes the peers in the network of a backend
     * @return a replay
     */
    public static TraceReplay inVirtualTime(
            Function<? super Backend, ? extends TracePeers> peersOf) {
        return new TraceReplay(true, Objects.requireNonNull(peersOf, "peersOf"));
    }

    /**
     * Says how a run went.
     *
     * @param log the events in the form of {@link Trace#recorded}
     * @param failure what the scenario threw and should not have, or null
     */
    public record Outcome(List<String> log, @Nullable Throwable failure) {
        /** Copies the log. */
        public Outcome {
            log = List.copyOf(log);
        }
    }

    /**
     * Runs one trace.
     *
     * @param trace the trace
     * @param backend a backend that nobody has used; closed afterwards
     * @return what the loop did, to be compared with what was recorded
     * @throws IOException if a peer cannot be closed
     * @throws IllegalStateException if the calling thread cannot run a loop
     */
    public Outcome run(Trace trace, Backend backend) throws IOException {
        Objects.requireNonNull(trace, "trace");
        PacedBackend paced =
                new PacedBackend(
                        LentChunks.counting(backend), virtualTime, trace.needs().contains("io"));
        try (AbstractEventLoop loop = new CoreEngine().newEventLoop(paced)) {
            Stage stage = new Stage(loop, paced, trace.comparesIterations());
            ControlInstructions.define(stage);
            LoopInstructions.define(stage);
            FutureInstructions.define(stage);
            TransportInstructions.define(stage);
            PeerInstructions.define(stage, peersOf.apply(backend));
            Throwable failure = perform(trace, stage);
            stage.endLog();
            cleanUp(stage);
            return new Outcome(stage.logged(), failure);
        }
    }

    private static @Nullable Throwable perform(Trace trace, Stage stage) {
        try {
            new Context()
                    .run(
                            () -> {
                                stage.run(trace.program(), null);
                                return null;
                            });
            return null;
        } catch (Throwable e) { // whatever it is, it is the outcome
            return e;
        }
    }

    /** Ends what the scenario left behind. */
    private static void cleanUp(Stage stage) throws IOException {
        for (TracePeers.Peer peer : stage.all(TracePeers.Peer.class)) {
            peer.close();
        }
        AbstractEventLoop loop = stage.loop();
        if (loop.isClosed()) {
            return;
        }
        stage.all(Server.class).forEach(Server::close);
        stage.all(Transport.class).forEach(Transport::abort);
        for (int round = 0; round < CLEANUP_ROUNDS; round++) {
            loop.allTasks().forEach(Task::cancel);
            loop.stop();
            loop.runForever();
        }
        for (Future<?> future : stage.all(Future.class)) {
            if (future.done() && !future.cancelled()) {
                future.exception(); // counts as seen
            }
        }
    }
}
