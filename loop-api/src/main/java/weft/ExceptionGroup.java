package weft;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
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
     * The two parts of a group.
     *
     * @param matching a group of what matches; the group itself if all does; null if nothing does
     * @param rest a group of what does not match; the group itself if nothing does; null if all
     *     does
     */
    public record Split(@Nullable ExceptionGroup matching, @Nullable ExceptionGroup rest) {}

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
     * counterpart is {@code subgroup}.
     *
     * @param which tells whether an exception that is no group matches, or a group as a whole
     * @return a group of the same shape; this one if all match; null if none does
     */
    public @Nullable ExceptionGroup subgroup(Predicate<? super Throwable> which) {
        return split(which).matching();
    }

    /**
     * Takes this group, and the groups in it, apart into what matches and what does not. The Python
     * counterparts are {@code split} and what {@code except*} does.
     *
     * {@snippet :
     * catch (ExceptionGroup group) {
     *     var split = group.split(each -> each instanceof IOException);
     *     retryLater(split.matching());
     *     if (split.rest() != null) {
     *         throw split.rest();
     *     }
     * }
     * }
     *
     * @param which tells whether an exception that is no group matches, or a group as a whole
     * @return two groups of the same shape
     */
    public Split split(Predicate<? super Throwable> which) {
        if (which.test(this)) {
            return new Split(this, null);
        }
        List<Throwable> matching = new ArrayList<>();
        List<Throwable> rest = new ArrayList<>();
        for (Throwable each : exceptions) {
            if (each instanceof ExceptionGroup group) {
                Split parts = group.split(which);
                addIfAny(matching, parts.matching());
                addIfAny(rest, parts.rest());
            } else {
                (which.test(each) ? matching : rest).add(each);
            }
        }
        return new Split(part(matching), part(rest));
    }

    private static void addIfAny(List<Throwable> exceptions, @Nullable ExceptionGroup part) {
        if (part != null) {
            exceptions.add(part);
        }
    }

    private @Nullable ExceptionGroup part(List<Throwable> some) {
        if (some.isEmpty()) {
            return null;
        }
        return some.equals(exceptions) ? this : derive(some);
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
