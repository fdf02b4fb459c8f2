package weft;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Keeps items, null among them, in a ring that grows.
 *
 * @param <E> the type of the items
 */
final class ItemBuffer<E extends @Nullable Object> implements QueueStore<E> {
    private static final int INITIAL_CAPACITY = 8; // a power of two, as is every later one

    private final boolean lastInFirstOut;
    private @Nullable Object[] items = new @Nullable Object[INITIAL_CAPACITY];
    private int head;
    private int size;

    ItemBuffer(boolean lastInFirstOut) {
        this.lastInFirstOut = lastInFirstOut;
    }

    @Override
    public void add(E item) {
        if (size == items.length) {
            grow();
        }
        items[(head + size) & (items.length - 1)] = item;
        size++;
    }

    @Override
    @SuppressWarnings("unchecked") // only add() puts something in
    public E remove() {
        int index = lastInFirstOut ? (head + size - 1) & (items.length - 1) : head;
        E item = (E) items[index];
        items[index] = null;
        if (!lastInFirstOut) {
            head = (head + 1) & (items.length - 1);
        }
        size--;
        return item;
    }

    @Override
    public int size() {
        return size;
    }

    private void grow() {
        items = Arrays.copyOf(inOrder(), items.length * 2);
        head = 0;
    }

    private @Nullable Object[] inOrder() {
        @Nullable Object[] ordered = new @Nullable Object[size];
        int untilEnd = Math.min(size, items.length - head);
        System.arraycopy(items, head, ordered, 0, untilEnd);
        System.arraycopy(items, 0, ordered, untilEnd, size - untilEnd);
        return ordered;
    }

    @Override
    public String toString() {
        return Arrays.toString(inOrder());
    }
}
