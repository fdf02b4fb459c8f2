package weft;

/**
 * Knows the thread on which the launcher calls {@code main}.
 *
 * <p>It is the first thread of the JVM, and ids are given in order: 1 up to JDK 21, 3 in JDK 25.
 * The JVM's own threads come next, in the group of the system. The name alone can be taken by
 * others.
 */
final class MainThread {
    private static final long HIGHEST_FIRST_ID = 3;

    private MainThread() {}

    static boolean isCurrent() {
        Thread current = Thread.currentThread();
        ThreadGroup group = current.getThreadGroup();
        return current.threadId() <= HIGHEST_FIRST_ID
                && !current.isVirtual()
                && group != null
                && group.getName().equals("main");
    }
}
