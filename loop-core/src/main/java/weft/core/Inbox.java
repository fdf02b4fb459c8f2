package weft.core;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/**
 * Takes entries from other threads without a lock: a stack that the loop empties as a whole and
 * turns round. Only the push that finds it empty has to wake the loop, since every later one rides
 * along. Once closed it refuses entries, atomically, so that none is lost between the loop's last
 * look and its end.
 */
final class Inbox {
    private static final VarHandle HEAD;
    private static final Node CLOSED = new Box(null);

    static {
        try {
            HEAD = MethodHandles.lookup().findVarHandle(Inbox.class, "head", Node.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // written through HEAD
    private volatile @Nullable Node head;

    /** A place in the inbox. An entry that waits here once in its life may be its own. */
    abstract static class Node {
        private @Nullable Node next;

        /** Returns what waits; null is for nobody. */
        abstract @Nullable Ready entry();
    }

    /** The place of an entry that may come again. */
    private static final class Box extends Node {
        private final @Nullable Ready entry;

        Box(@Nullable Ready entry) {
            this.entry = entry;
        }

        @Override
        @Nullable Ready entry() {
            return entry;
        }
    }

    /** What became of a push. */
    enum Pushed {
        /** The first entry since the last drain: the loop may have to be woken. */
        FIRST,
        /** Behind an entry that has already seen to the waking. */
        FOLLOWING,
        /** Refused: the inbox is closed. */
        REFUSED
    }

    /** Adds an entry, as often as one likes. Any thread. */
    Pushed push(Ready entry) {
        return pushOnce(new Box(entry));
    }

    /** Adds an entry that is never added again. Any thread. */
    Pushed pushOnce(Node node) {
        while (true) {
            Node old = head;
            if (old == CLOSED) {
                return Pushed.REFUSED;
            }
            node.next = old;
            if (HEAD.compareAndSet(this, old, node)) {
                return old == null ? Pushed.FIRST : Pushed.FOLLOWING;
            }
        }
    }

    /** Tells whether nothing is there. Sequentially consistent, for the sleep protocol. */
    boolean isEmpty() {
        return head == null;
    }

    /** Hands out everything that is there, oldest first; once closed, nothing. Loop thread. */
    void drain(Consumer<Ready> receiver) {
        Node newest = head;
        if (newest != null && newest != CLOSED) {
            deliver((Node) HEAD.getAndSet(this, (Node) null), receiver);
        }
    }

    /** Hands out everything that is there and refuses what comes. Loop thread, once. */
    void close(Consumer<Ready> receiver) {
        Node last = (Node) HEAD.getAndSet(this, CLOSED);
        if (last != CLOSED) {
            deliver(last, receiver);
        }
    }

    private static void deliver(@Nullable Node newest, Consumer<Ready> receiver) {
        Node oldest = null;
        for (Node node = newest; node != null; ) {
            Node next = node.next;
            node.next = oldest;
            oldest = node;
            node = next;
        }
        for (Node node = oldest; node != null; ) {
            Ready entry = node.entry();
            Node next = node.next;
            node.next = null; // who keeps a handle does not keep those behind it
            node = next;
            if (entry != null) {
                receiver.accept(entry);
            }
        }
    }
}
