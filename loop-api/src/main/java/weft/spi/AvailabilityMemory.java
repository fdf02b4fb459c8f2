package weft.spi;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * Remembers for the life of a process whether a loop works, so that a new loop costs no probe. For
 * {@link EventLoopProvider#availability}, which is asked for every loop and by every catalog.
 *
 * <p>Only what will not change is remembered. A shortage of descriptors or memory passes: whoever
 * asks next has the system asked again. Any thread; threads that ask at the same time may both have
 * the system asked.
 */
public final class AvailabilityMemory {
    private final Supplier<Answer> probe;
    private volatile @Nullable Availability remembered;

    /**
     * Says what a probe found.
     *
     * @param availability whether the loop works
     * @param definite whether it will be the same later in this process
     */
    public record Answer(Availability availability, boolean definite) {
        /**
         * States what will be the same later.
         *
         * @param availability whether the loop works
         * @return an answer to be remembered
         */
        public static Answer definite(Availability availability) {
            return new Answer(availability, true);
        }

        /**
         * States what may be different later.
         *
         * @param availability whether the loop works now
         * @return an answer not to be remembered
         */
        public static Answer passing(Availability availability) {
            return new Answer(availability, false);
        }
    }

    /**
     * Creates a memory that holds nothing yet.
     *
     * @param probe asks the system; any thread, never throws
     */
    public AvailabilityMemory(Supplier<Answer> probe) {
        this.probe = Objects.requireNonNull(probe, "probe");
    }

    /**
     * Returns what is remembered, or else asks the system.
     *
     * @return whether the loop works
     */
    public Availability get() {
        Availability known = remembered;
        if (known != null) {
            return known;
        }
        Answer answer = probe.get();
        if (answer.definite()) {
            remembered = answer.availability();
        }
        return answer.availability();
    }
}
