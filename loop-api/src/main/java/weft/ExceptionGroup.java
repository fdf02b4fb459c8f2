package weft;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Predicate;

/**
 * Reports several failures at once. Each is a {@linkplain #getSuppressed() suppressed} exception
 * too, so that a stack trace shows them all. The Python counterparts are {@code ExceptionGroup} and
 * {@code BaseExceptionGroup}, which are one class here.
 */
public final class ExceptionGroup extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The exceptions of the group, in the order in which they came. */
    @SuppressWarnings("serial") // List.copyOf gives a list that can be serialized
    private final List<Throwable> exceptions;

    /**
     * Creates a group.
     *
     * @param message what failed
     * @param exceptions the failures, at least one
     */
    public ExceptionGroup(String message, List<? extends Throwable> exceptions) {
        super(message);
        if (exceptions.isEmpty()) {
            throw new IllegalArgumentException("an exception group needs an exception");
        }
        this.exceptions = List.copyOf(exceptions);
        for (Throwable each : exceptions) {
            addSuppressed(each);
        }
    }

    /**
     * Returns the failures.
     *
     * @return an unmodifiable list in the order in which they happened, groups not unfolded
     */
    public List<Throwable> exceptions() {
        return exceptions;
    }

    /**
     * Returns the part of this group, and of the groups in it, that holds what matches. The Python
     * counterparts are {@code subgroup} and {@code except*}.
     *
     * @param which tells whether an exception that is no group matches, or a group as a whole
     * @return a group of the same shape; this one if all match; null if none does
     */
    public @Nullable ExceptionGroup subgroup(Predicate<? super Throwable> which) {
        if (which.test(this)) {
            return this;
        }
        List<Throwable> matching = new java.util.ArrayList<>();
        for (Throwable each : exceptions) {
            if (each instanceof ExceptionGroup group) {
                ExceptionGroup part = group.subgroup(which);
                if (part != null) {
                    matching.add(part);
                }
            } else if (which.test(each)) {
                matching.add(each);
            }
        }
        if (matching.isEmpty()) {
            return null;
        }
        return matching.equals(exceptions) ? this : derive(matching);
    }

    private ExceptionGroup derive(List<Throwable> part) {
        ExceptionGroup group = new ExceptionGroup(String.valueOf(super.getMessage()), part);
        group.setStackTrace(getStackTrace());
        return group;
    }

    @Override
    public String getMessage() {
        int count = exceptions.size();
        return super.getMessage()
                + " ("
                + count
                + (count == 1 ? " sub-exception)" : " sub-exceptions)");
    }
}
