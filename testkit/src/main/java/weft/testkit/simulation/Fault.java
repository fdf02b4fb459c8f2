package weft.testkit.simulation;

import weft.spi.Endpoint;
import weft.spi.Operation;

import java.io.IOException;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Plans the failure of one particular operation: "the third send on this connection fails with a
 * broken pipe". Given to {@link SimulatedNetwork#inject}. Every fault counts for itself.
 */
public final class Fault {
    private final Operation operation;
    private final Supplier<IOException> cause;
    private Predicate<Endpoint> where = endpoint -> true;
    private int skip;
    private int times = 1;
    private boolean atOnce;

    private Fault(Operation operation, Supplier<IOException> cause) {
        this.operation = operation;
        this.cause = cause;
    }

    /**
     * Plans the failure of the next operation of a kind. Sends, connects and shutdowns count when
     * they are submitted, receives and accepts when they would deliver.
     *
     * @param operation the kind
     * @param cause makes the exception
     * @return a new fault
     */
    public static Fault of(Operation operation, Supplier<IOException> cause) {
        return new Fault(
                Objects.requireNonNull(operation, "operation"),
                Objects.requireNonNull(cause, "cause"));
    }

    /**
     * Lets the first ones pass.
     *
     * @param number which operation fails, counted from 1
     * @return this
     */
    public Fault nth(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("nth " + number + " is below 1");
        }
        skip = number - 1;
        return this;
    }

    /**
     * Fails several operations in a row.
     *
     * @param count how many, at least 1
     * @return this
     */
    public Fault times(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("times " + count + " is below 1");
        }
        times = count;
        return this;
    }

    /**
     * Confines the fault to some endpoints.
     *
     * @param endpoints which ones
     * @return this
     */
    public Fault on(Predicate<Endpoint> endpoints) {
        where = Objects.requireNonNull(endpoints, "endpoints");
        return this;
    }

    /**
     * Has the submission itself throw, instead of a later event. For sends, shutdowns and one-shot
     * receives; what cannot fail at once fails later all the same.
     *
     * @return this
     */
    public Fault atOnce() {
        atOnce = true;
        return this;
    }

    boolean isAtOnce() {
        return atOnce;
    }

    boolean isSpent() {
        return times == 0;
    }

    boolean strikes(Operation attempted, Endpoint endpoint) {
        if (times == 0 || attempted != operation || !where.test(endpoint)) {
            return false;
        }
        if (skip > 0) {
            skip--;
            return false;
        }
        times--;
        return true;
    }

    IOException newException() {
        return cause.get();
    }
}
