package weft.core;

/**
 * What {@code weft ps} asks a running program. It attaches, and has this bean made; a program that
 * nobody looks at has none.
 */
public interface LoopInspectorMBean {
    /**
     * Describes the loops of the process and their tasks. A loop that does not answer in time is
     * looked at from outside while it hangs; that picture may miss tasks.
     *
     * @param patienceMillis how long a loop may take to answer
     * @return for each loop a row of {@code loop}, its description, its thread's name and id, and
     *     the frames where it hangs, if it does; then for each of its tasks a row of {@code task},
     *     id, name, description of the coroutine, frames, and the ids of what awaits it. Frames and
     *     ids are separated by ends of line
     */
    String[][] snapshot(long patienceMillis);
}
