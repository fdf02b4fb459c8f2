package weft;

import java.util.Comparator;

/**
 * A queue that gives the smallest item first; among equal ones, the oldest. The asyncio counterpart
 * is {@code asyncio.PriorityQueue}, which promises nothing about equal ones.
 *
 * @param <E> the type of the items
 */
public final class PriorityQueue<E> extends Queue<E> {
    /** Creates a queue without a bound for items that are {@link Comparable} with each other. */
    public PriorityQueue() {
        this(0);
    }

    /**
     * Creates a queue for items that are {@link Comparable} with each other.
     *
     * @param maxsize how many items it holds at most; zero or less for any number
     */
    public PriorityQueue(int maxsize) {
        this(maxsize, naturalOrder());
    }

    /**
     * Creates a queue without a bound.
     *
     * @param order which item is smaller
     */
    public PriorityQueue(Comparator<? super E> order) {
        this(0, order);
    }

    /**
     * Creates a queue.
     *
     * @param maxsize how many items it holds at most; zero or less for any number
     * @param order which item is smaller
     */
    public PriorityQueue(int maxsize, Comparator<? super E> order) {
        super(maxsize, new Heap<>(order));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // put() fails for what does not compare
    private static <E> Comparator<E> naturalOrder() {
        return (Comparator<E>) (Comparator) Comparator.naturalOrder();
    }

    private record Entry<E>(E item, long sequence) {}

    private static final class Heap<E> implements QueueStore<E> {
        private final java.util.PriorityQueue<Entry<E>> entries;
        private long nextSequence;

        Heap(Comparator<? super E> order) {
            Comparator<Entry<E>> byItem = (a, b) -> order.compare(a.item, b.item);
            entries = new java.util.PriorityQueue<>(byItem.thenComparingLong(Entry::sequence));
        }

        @Override
        public void add(E item) {
            entries.add(new Entry<>(item, nextSequence++));
        }

        @Override
        public E remove() {
            return entries.remove().item;
        }

        @Override
        public int size() {
            return entries.size();
        }

        @Override
        public String toString() {
            return entries.stream().map(Entry::item).toList().toString();
        }
    }
}
