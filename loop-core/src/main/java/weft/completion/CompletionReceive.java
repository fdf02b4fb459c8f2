package weft.completion;

import org.jspecify.annotations.Nullable;

import weft.completion.BlockMemory.Block;
import weft.spi.Backend;
import weft.spi.Operation;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The receiving direction of a stream: at most one operation, started again after each completion.
 * The calls themselves are the subclass's.
 *
 * <p>A cancelled receive may still bring bytes, and completes later. Whoever stops and starts again
 * before that only changes what is wanted; the completion then decides whether to go on. A receive
 * into the caller's memory that is asked for meanwhile waits for that completion, too, and the
 * bytes it may bring are delivered first.
 *
 * <pre>
 *           receive                  cancel (stop)
 *   idle  ------------>  armed  ---------------------->  cancelling
 *    ^    completion, wanted: |  \-- armed again             |
 *    |------------------------+----------- completion -------|
 * </pre>
 */
public abstract class CompletionReceive {
    /** Says that an operation was started whose completion comes in a poll. */
    protected static final int IN_FLIGHT = Integer.MIN_VALUE;

    /** What the operation in flight does. */
    private enum Mode {
        INTO_BLOCK,
        INTO_TARGET,
        UNTIL_READABLE
    }

    private final CompletionEndpoint<StreamEvents> stream;
    private final BlockMemory memory;
    private Mode mode = Mode.INTO_BLOCK;
    private boolean wanted;
    private boolean cancelling;
    private boolean wantsLarge;
    private boolean ended;

    /** What the operation in flight writes to, unless that is the target, or nothing. */
    private @Nullable Block block;

    private @Nullable ByteBuffer target;

    /**
     * Creates the receiving direction of a stream.
     *
     * @param stream whose receiver learns of completions
     * @param memory what to receive into
     */
    protected CompletionReceive(CompletionEndpoint<StreamEvents> stream, BlockMemory memory) {
        this.stream = stream;
        this.memory = memory;
    }

    // What a system supplies

    /**
     * Starts a receive.
     *
     * @param address where to
     * @param bytes at most so many, at least one
     * @return {@link #IN_FLIGHT}, or the result if it is over and no completion will come: a number
     *     of bytes, or a negated error code
     */
    protected abstract int receive(long address, int bytes);

    /**
     * Starts to wait until there is something to receive.
     *
     * @return {@link #IN_FLIGHT}, or the result if it is over and no completion will come: 0 if
     *     there is something, or a negated error code
     */
    protected abstract int awaitReadable();

    /**
     * Has the next poll complete what was over at once.
     *
     * @param result what {@link #receive} or {@link #awaitReadable} returned
     */
    protected abstract void completeLater(int result);

    /**
     * Tells whether an operation has not completed yet.
     *
     * @return whether {@link #onCompletion} is still to come
     */
    protected abstract boolean isInFlight();

    /** Asks for the operation in flight to end; it completes in any case. */
    protected abstract void cancel();

    /**
     * Tells whether a failure says nothing of the stream, such as a cancellation.
     *
     * @param result a negated error code
     * @return whether to try again
     */
    protected abstract boolean isPassing(int result);

    /**
     * Builds the exception for a failure.
     *
     * @param result a negated error code
     * @return the exception
     */
    protected abstract IOException failure(int result);

    // What the stream asks for

    /**
     * Tells whether the peer has ended its side, and all of it was received.
     *
     * @return whether the end was seen
     */
    public final boolean hasEnded() {
        return ended;
    }

    /** Starts receiving, see {@link weft.spi.StreamEndpoint#startReceive}. */
    public final void start() {
        if (wanted) {
            return;
        }
        if (target != null) {
            throw new IllegalStateException("a receive into the caller's memory is in flight");
        }
        wanted = true;
        if (!isInFlight()) {
            arm();
        }
    }

    /** Stops receiving, see {@link weft.spi.StreamEndpoint#stopReceive}. */
    public final void stop() {
        wanted = false;
        if (target == null && !cancelling && isInFlight()) {
            cancelling = true;
            cancel();
        }
    }

    /** Cancels whatever there is; the stream closes. */
    public final void cancelForGood() {
        wanted = false;
        if (isInFlight()) {
            cancel();
        } else {
            discard();
        }
    }

    /**
     * Receives into the caller's memory once, see {@link weft.spi.StreamEndpoint#receive}.
     *
     * @param into the caller's memory
     * @return as that method
     * @throws IOException if it failed at once
     * @throws IllegalStateException if a receive is in flight
     * @throws IllegalArgumentException if nothing can be put into the buffer
     */
    public final int into(ByteBuffer into) throws IOException {
        if (wanted || target != null) {
            throw new IllegalStateException("a receive is in flight");
        }
        if (!into.hasRemaining() || into.isReadOnly()) {
            throw new IllegalArgumentException("nothing can be received into " + into);
        }
        target = into;
        if (isInFlight()) {
            return Backend.PENDING; // its completion goes on with this one
        }
        int result = receiveIntoTarget(into);
        if (result == IN_FLIGHT) {
            return Backend.PENDING;
        }
        int bytes = takeTarget(into, result);
        if (result < 0) {
            throw failure(result);
        }
        return bytes;
    }

    /** Gives the memory back; the bytes, if any came, are nobody's. */
    public final void discard() {
        target = null;
        Block used = block;
        block = null;
        if (used != null) {
            memory.giveBack(used);
        }
    }

    // Starting operations

    private void arm() {
        int result = 0;
        if (!memory.mayLend()) {
            mode = Mode.UNTIL_READABLE;
            result = awaitReadable();
        }
        submitted(result == 0 ? receiveIntoBlock() : result);
    }

    private void submitted(int result) {
        if (result != IN_FLIGHT) {
            completeLater(result);
        }
    }

    private int receiveIntoBlock() {
        mode = Mode.INTO_BLOCK;
        Block fresh = memory.take(wantsLarge);
        block = fresh;
        return receive(fresh.address(), fresh.bytes());
    }

    private int receiveIntoTarget(ByteBuffer into) {
        mode = Mode.INTO_TARGET;
        if (into.isDirect()) {
            return receive(memory.address(into), into.remaining());
        }
        // No system can write to the Java heap.
        Block fresh = memory.takeFor(into.remaining());
        block = fresh;
        return receive(fresh.address(), Math.min(fresh.bytes(), into.remaining()));
    }

    // Completions

    /**
     * Handles the end of the operation that was in flight; another may be started.
     *
     * @param result a number of bytes, anything not negative after {@link #awaitReadable}, or a
     *     negated error code
     */
    public final void onCompletion(int result) {
        cancelling = false;
        switch (mode) {
            case INTO_BLOCK -> onBlock(result);
            case INTO_TARGET -> onTarget(result);
            case UNTIL_READABLE -> onReadable(result);
        }
    }

    private void onTarget(int result) {
        ByteBuffer into = Objects.requireNonNull(target);
        int bytes = takeTarget(into, result);
        if (result < 0 && isPassing(result)) {
            target = into;
            goOn();
            return;
        }
        stream.countEvent();
        if (result < 0) {
            stream.receiver().onFailure(Operation.RECEIVE, failure(result));
        } else {
            stream.receiver().onReceivedInto(bytes);
        }
    }

    /** Ends a receive into the caller's memory, and says what it brought. */
    private int takeTarget(ByteBuffer into, int result) {
        Block used = block;
        if (used != null && result > 0) {
            into.put(used.memory().limit(result));
        } else if (result > 0) {
            into.position(into.position() + result);
        }
        discard();
        ended |= result == 0;
        return result == 0 ? Backend.END_OF_STREAM : result;
    }

    /** Waiting for readiness has ended. */
    private void onReadable(int result) {
        if (result < 0) {
            failed(result);
        } else if (wanted) {
            int now = receiveIntoBlock();
            if (now != IN_FLIGHT) {
                onBlock(now);
            }
        } else {
            goOn();
        }
    }

    private void onBlock(int result) {
        Block used = Objects.requireNonNull(block);
        block = null;
        if (result > 0) {
            wantsLarge = BlockMemory.suggestsLarge(used, result, wantsLarge);
            stream.countEvent();
            stream.receiver().onReceived(memory.chunk(used, result));
            goOn();
            return;
        }
        memory.giveBack(used);
        ended |= result == 0;
        if (result < 0) {
            failed(result);
        } else if (wanted) {
            wanted = false;
            stream.countEvent();
            stream.receiver().onEndOfStream();
        } else {
            goOn(); // the next receive sees the end again
        }
    }

    private void failed(int result) {
        if (!isPassing(result)) {
            wanted = false;
            stream.countEvent();
            stream.receiver().onFailure(Operation.RECEIVE, failure(result));
        }
        goOn();
    }

    /** Starts what is wanted next, unless the receiver has done so or has closed the stream. */
    private void goOn() {
        if (stream.isClosing() || isInFlight()) {
            return;
        }
        ByteBuffer into = target;
        if (into != null) {
            submitted(receiveIntoTarget(into));
        } else if (wanted) {
            arm();
        }
    }
}
