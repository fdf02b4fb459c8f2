package weft.core;

/**
 * Writes what a loop does to the JDK's flight recorder. Every question costs a load and a compare
 * while nothing is recorded, and the answer is no where the runtime has no module jdk.jfr.
 */
interface Recorder {
    /** The recorder of this runtime. */
    Recorder INSTANCE = find();

    /** Tells whether somebody records iterations. */
    boolean wantsIterations();

    /** Tells whether somebody records slow callbacks. */
    boolean wantsSlowCallbacks();

    /** Tells whether somebody records the beginning or the end of tasks. */
    boolean wantsTasks();

    /** Notes that a batch begins. Whoever gets the event gives it to {@link #batchEnded}. */
    Object batchBegins(int entries);

    /** Notes that a batch has ended. */
    void batchEnded(Object event);

    /** Notes that something held the loop up. */
    void slowCallback(String what, long tookNanos);

    /** Notes that a task was created. */
    void taskCreated(long number, String name, String coroutine);

    /** Notes that a task is done. */
    void taskDone(long number, String name, String state);

    private static Recorder find() {
        try {
            Class.forName("jdk.jfr.Event");
            return new FlightRecorder();
        } catch (ClassNotFoundException | LinkageError notInThisRuntime) {
            return new NoRecorder();
        }
    }
}
