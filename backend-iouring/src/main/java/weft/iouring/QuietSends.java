package weft.iouring;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;

/**
 * Keeps the quiet sends of which no completion has spoken, in the order of their submission. There
 * are never more than were handed over by one kernel entry, or are still to be.
 */
final class QuietSends {
    private final Ring ring;
    private @Nullable UringSend[] sends = new @Nullable UringSend[16];
    private int[] positions = new int[16];
    private int count;

    QuietSends(Ring ring) {
        this.ring = ring;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Adds a send that was submitted last. */
    void add(UringSend send) {
        if (count == sends.length) {
            sends = Arrays.copyOf(sends, 2 * count);
            positions = Arrays.copyOf(positions, 2 * count);
        }
        sends[count] = send;
        positions[count++] = ring.submitted();
    }

    /**
     * Ends those that the kernel had taken at some time, now that all completions of that time have
     * been delivered.
     *
     * @param taken how many submissions it had taken
     */
    void confirm(int taken) {
        int waiting = count;
        int confirmed = 0;
        while (confirmed < waiting && taken - positions[confirmed] >= 0) {
            Objects.requireNonNull(sends[confirmed++]).confirm();
        }
        if (confirmed > 0) {
            forget(confirmed);
        }
    }

    private void forget(int confirmed) {
        int left = count - confirmed;
        System.arraycopy(sends, confirmed, sends, 0, left);
        System.arraycopy(positions, confirmed, positions, 0, left);
        Arrays.fill(sends, left, count, null);
        count = left;
    }
}
