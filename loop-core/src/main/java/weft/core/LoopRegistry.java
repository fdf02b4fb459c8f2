package weft.core;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Knows the loops of this process that are not closed, without keeping them alive. Any thread. */
final class LoopRegistry {
    private static final Set<WeakReference<CoreEventLoop>> OPEN = ConcurrentHashMap.newKeySet();

    private LoopRegistry() {}

    /** Adds a loop, and forgets those that were collected. Returns what takes it away again. */
    static WeakReference<CoreEventLoop> add(CoreEventLoop loop) {
        OPEN.removeIf(each -> each.refersTo(null));
        WeakReference<CoreEventLoop> reference = new WeakReference<>(loop);
        OPEN.add(reference);
        return reference;
    }

    static void remove(WeakReference<CoreEventLoop> reference) {
        OPEN.remove(reference);
    }

    static List<CoreEventLoop> open() {
        List<CoreEventLoop> loops = new ArrayList<>();
        for (WeakReference<CoreEventLoop> each : OPEN) {
            CoreEventLoop loop = each.get();
            if (loop != null) {
                loops.add(loop);
            }
        }
        return loops;
    }
}
