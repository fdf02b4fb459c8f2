package weft.core;

/**
 * Lets a platform thread that holds monitors run continuations.
 *
 * <p>Facts, from JDK 24 on (HotSpot, continuationFreezeThaw.cpp, lockStack.hpp): the monitors that
 * a thread holds without contention stand on a small stack of the thread, of eight entries. When a
 * continuation is suspended all of it moves into the continuation: also the monitors of the
 * carrier's own frames below it. The thread then crashes the JVM when it leaves them. JDK carriers
 * never hold any; a thread whose program calls {@code run} or {@code next} in a synchronized block
 * does.
 *
 * <p>A monitor that has been inflated stands elsewhere, with its owner. The JVM inflates the oldest
 * monitor on the stack when a ninth is to go there; so entering eight others, which nobody else
 * knows, inflates all that were there before. If there were none it costs sixteen uncontended
 * atomic operations.
 */
final class HeldMonitors {
    private final Object[] others = new Object[8];

    @SuppressWarnings("UnusedVariable") // there to be written
    private int entered;

    HeldMonitors() {
        for (int i = 0; i < others.length; i++) {
            others[i] = new Object();
        }
    }

    /** Takes the monitors that the calling thread holds off its stack. It goes on holding them. */
    void inflate() {
        enter(others);
    }

    private void enter(Object[] all) {
        synchronized (all[0]) {
            synchronized (all[1]) {
                synchronized (all[2]) {
                    synchronized (all[3]) {
                        enterRest(all);
                    }
                }
            }
        }
    }

    private void enterRest(Object[] all) {
        synchronized (all[4]) {
            synchronized (all[5]) {
                synchronized (all[6]) {
                    synchronized (all[7]) {
                        entered++; // or the JIT compiler would see nothing to guard
                    }
                }
            }
        }
    }
}
