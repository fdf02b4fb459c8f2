package weft.core;

import java.util.ArrayList;
import java.util.List;

/** Keeps what has output for the kernel until the iteration hands it over. Loop thread. */
final class PendingOutput {
    // Two lists take turns, so that what a flush adds waits for the next one.
    private List<Flushable> next = new ArrayList<>();
    private List<Flushable> flushing = new ArrayList<>();

    void add(Flushable output) {
        next.add(output);
    }

    void flush() {
        if (next.isEmpty()) {
            return;
        }
        List<Flushable> outputs = next;
        next = flushing;
        flushing = outputs;
        for (int i = 0; i < outputs.size(); i++) {
            outputs.get(i).flush();
        }
        outputs.clear();
    }

    void clear() {
        next.clear();
    }
}
