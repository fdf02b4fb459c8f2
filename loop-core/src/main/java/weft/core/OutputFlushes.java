package weft.core;

import java.util.ArrayList;
import java.util.List;

/**
 * What has output to hand over before the next poll. What is added meanwhile waits for the one
 * after it.
 */
final class OutputFlushes {
    private List<Flushable> waiting = new ArrayList<>();
    private List<Flushable> flushing = new ArrayList<>();

    void add(Flushable output) {
        waiting.add(output);
    }

    /** Has all of them hand their output over. */
    void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Flushable> outputs = waiting;
        waiting = flushing;
        flushing = outputs;
        for (int i = 0; i < outputs.size(); i++) {
            outputs.get(i).flush();
        }
        outputs.clear();
    }

    void clear() {
        waiting.clear();
    }
}
