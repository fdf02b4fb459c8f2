package weft;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The failures of a loop's futures that nobody has asked for: what is left when the loop closes is
 * reported then, since a program that ends may never collect the futures.
 */
final class UnretrievedFailures {
    // Touched by the loop, by the cleaner, and by whoever looks at a future after the loop has run.
    private final Set<Failure> failures = ConcurrentHashMap.newKeySet();
    private long lastNumber; // for the loop's thread, to which futures belong

    long nextNumber() {
        return ++lastNumber;
    }

    void add(Failure failure) {
        failures.add(failure);
    }

    /** Removes a failure, and tells whether it was there: only one of those who try reports it. */
    boolean remove(Failure failure) {
        return failures.remove(failure);
    }

    /** Reports all of them, in the order in which they came. */
    void report() {
        List<Failure> left =
                failures.stream().sorted(Comparator.comparingLong(Failure::number)).toList();
        left.forEach(Failure::reportAtClose);
    }
}
