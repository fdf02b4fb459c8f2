package weft.core;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/**
 * Tells when a platform thread is interrupted that runs continuations.
 *
 * <p>Its flag does not: whenever a virtual thread is mounted or unmounted the JDK makes the
 * carrier's flag the virtual thread's own (java.lang.VirtualThread, mount and unmount), and an
 * interrupt that was meant for the carrier is gone. But {@code Thread.interrupt} also tells the
 * selector that the thread has announced to be blocked on, which is what this class is a selector
 * for, and nothing else.
 */
final class InterruptListener extends AbstractSelector {
    private final Runnable action;

    /**
     * Creates one.
     *
     * @param action runs in the thread that interrupts, on JDK 21 within the lock of the
     *     interrupted thread, on later ones a moment after, when the thread may have gone on; must
     *     not block
     */
    InterruptListener(Runnable action) {
        super(SelectorProvider.provider());
        this.action = action;
    }

    /**
     * Begins to listen for interrupts of the calling thread, until it next blocks on a channel or
     * selector. Runs the action at once if the thread is interrupted already.
     */
    void listen() {
        begin();
    }

    @Override
    public Selector wakeup() {
        action.run();
        return this;
    }

    @Override
    protected void implCloseSelector() {}

    @Override
    protected SelectionKey register(
            AbstractSelectableChannel channel, int operations, Object attachment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SelectionKey> keys() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int selectNow() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select(long timeoutMillis) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select() {
        throw new UnsupportedOperationException();
    }
}
