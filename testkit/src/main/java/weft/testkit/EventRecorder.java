package weft.testkit;

import org.jspecify.annotations.Nullable;

import weft.spi.Chunk;
import weft.spi.Endpoint;
import weft.spi.EndpointEvents;
import weft.spi.Operation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Records the events of one endpoint as words, and checks what holds for all of them: inside {@code
 * poll}, one at a time, nothing after {@code close()} but one {@code onClosed}.
 */
public abstract sealed class EventRecorder implements EndpointEvents
        permits StreamRecorder, ListenerRecorder, DatagramRecorder, SocketRecorder, WatchRecorder {
    private final BackendDriver driver;
    private final List<String> events = new ArrayList<>();
    private final List<Chunk> held = new ArrayList<>();
    private @Nullable Operation failedOperation;
    private @Nullable IOException failure;
    private @Nullable Consumer<String> reaction;
    private int failures;
    private boolean closeCalled;
    private boolean closed;

    EventRecorder(BackendDriver driver) {
        this.driver = driver;
        driver.register(this);
    }

    /**
     * Returns the endpoint.
     *
     * @return the endpoint
     */
    public abstract Endpoint endpoint();

    /**
     * Returns what happened, in order: {@code connected}, {@code received 5}, {@code failed SEND},
     * {@code closed} and the like.
     *
     * @return a copy
     */
    public final List<String> events() {
        return List.copyOf(events);
    }

    /**
     * Sets what to do inside each event, after it was recorded.
     *
     * @param newReaction gets the event's words
     */
    public final void react(Consumer<String> newReaction) {
        reaction = newReaction;
    }

    /** Closes the endpoint, and has every event but the last one reported from now on. */
    public final void closeStrictly() {
        closeCalled = true;
        endpoint().close();
    }

    /**
     * Tells whether the last event came.
     *
     * @return whether {@code onClosed} was called
     */
    public final boolean isClosed() {
        return closed;
    }

    /**
     * Returns the last failure.
     *
     * @return the cause, or null
     */
    public final @Nullable IOException failure() {
        return failure;
    }

    /**
     * Returns what failed last.
     *
     * @return the operation, or null
     */
    public final @Nullable Operation failedOperation() {
        return failedOperation;
    }

    /**
     * Counts failures.
     *
     * @return how many there were
     */
    public final int failures() {
        return failures;
    }

    @Override
    public final void onFailure(Operation operation, IOException cause) {
        failedOperation = operation;
        failure = cause;
        failures++;
        happened("failed " + operation);
    }

    @Override
    public final void onClosed() {
        if (closed) {
            driver.violation("onClosed twice on " + this);
        }
        happened("closed");
        closed = true;
    }

    final void happened(String event) {
        driver.enter(this, event);
        try {
            if (closed || (closeCalled && !event.equals("closed"))) {
                driver.violation(event + " after close on " + this);
            }
            events.add(event);
            if (reaction != null) {
                reaction.accept(event);
            }
        } catch (RuntimeException | AssertionError e) {
            driver.violation("a reaction to " + event + " failed: " + e); // never into the backend
        } finally {
            driver.leave();
        }
    }

    final BackendDriver driver() {
        return driver;
    }

    final void hold(Chunk chunk) {
        held.add(chunk);
    }

    /**
     * Returns the chunks that are held.
     *
     * @return a copy of the list, in the order of arrival
     */
    public final List<Chunk> held() {
        return List.copyOf(held);
    }

    /** Releases every chunk that is held. */
    public final void releaseHeld() {
        for (Chunk chunk : held) {
            chunk.release();
        }
        held.clear();
    }

    @Override
    public final String toString() {
        List<String> shown = events.size() <= 12 ? events : events.subList(0, 12);
        return BackendDriver.name(endpoint()) + " " + shown + (shown == events ? "" : " ...");
    }
}
