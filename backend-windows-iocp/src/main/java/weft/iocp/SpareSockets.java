package weft.iocp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Iterator;

/** The sockets that have come back to a listener: some to be used again, some not yet. */
final class SpareSockets {
    /** As many as a listener has accepts in flight. */
    static final int MAXIMUM = 16;

    private final SocketRecycler recycler;
    private final ArrayDeque<SpentSocket> sockets = new ArrayDeque<>();

    SpareSockets(SocketRecycler recycler) {
        this.recycler = recycler;
    }

    boolean hasRoom() {
        return sockets.size() < MAXIMUM;
    }

    void add(SpentSocket spent) {
        sockets.add(spent);
    }

    /** Takes the one that has been here longest of those that can be used now, or returns null. */
    @Nullable SpentSocket take() {
        for (Iterator<SpentSocket> all = sockets.iterator(); all.hasNext(); ) {
            SpentSocket each = all.next();
            if (each.isOver()) {
                all.remove();
                if (recycler.isFree(each)) {
                    return each;
                }
                recycler.close(each);
            }
        }
        return null;
    }

    /** Closes all, each as soon as that is possible. */
    void clear() {
        sockets.forEach(recycler::close);
        sockets.clear();
    }
}
