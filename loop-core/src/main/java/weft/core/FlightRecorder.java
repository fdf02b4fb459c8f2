package weft.core;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * Writes events to the JDK's flight recorder. An event class that nobody records has an {@code
 * isEnabled} that returns a constant; it is asked of objects kept for this, so that nothing is
 * allocated. Slow callbacks are part of every recording, as the JDK's own events of that sort are;
 * what comes with each task or iteration has to be asked for.
 */
final class FlightRecorder implements Recorder {
    @Name("weft.Iteration")
    @Enabled(false)
    @Label("Event Loop Iteration")
    @Category("weft")
    @Description("The batch of one iteration, without the wait before it")
    @StackTrace(false)
    static final class Iteration extends Event {
        @Label("Entries")
        @Description("Callbacks, I/O completions and resumed coroutines")
        int entries;
    }

    @Name("weft.SlowCallback")
    @Label("Slow Callback")
    @Category("weft")
    @Description("A callback, or a piece of a coroutine, that held the loop up")
    @StackTrace(false)
    static final class SlowCallback extends Event {
        @Label("What")
        String what = "";

        @Label("Took")
        @Timespan
        long took;
    }

    @Name("weft.TaskCreated")
    @Enabled(false)
    @Label("Task Created")
    @Category("weft")
    static final class TaskCreated extends Event {
        @Label("Number")
        long number;

        @Label("Name")
        String name = "";

        @Label("Coroutine")
        String coroutine = "";
    }

    @Name("weft.TaskDone")
    @Enabled(false)
    @Label("Task Done")
    @Category("weft")
    @StackTrace(false)
    static final class TaskDone extends Event {
        @Label("Number")
        long number;

        @Label("Name")
        String name = "";

        @Label("State")
        String state = "";
    }

    private final Iteration anyIteration = new Iteration();
    private final SlowCallback anySlowCallback = new SlowCallback();
    private final TaskCreated anyTaskCreated = new TaskCreated();
    private final TaskDone anyTaskDone = new TaskDone();

    @Override
    public boolean wantsIterations() {
        return anyIteration.isEnabled();
    }

    @Override
    public boolean wantsSlowCallbacks() {
        return anySlowCallback.isEnabled();
    }

    @Override
    public boolean wantsTasks() {
        return anyTaskCreated.isEnabled() || anyTaskDone.isEnabled();
    }

    @Override
    public Object batchBegins(int entries) {
        Iteration event = new Iteration();
        event.entries = entries;
        event.begin();
        return event;
    }

    @Override
    public void batchEnded(Object event) {
        ((Iteration) event).commit();
    }

    @Override
    public void slowCallback(String what, long tookNanos) {
        SlowCallback event = new SlowCallback();
        event.what = what;
        event.took = tookNanos;
        event.commit();
    }

    @Override
    public void taskCreated(long number, String name, String coroutine) {
        TaskCreated event = new TaskCreated();
        event.number = number;
        event.name = name;
        event.coroutine = coroutine;
        event.commit();
    }

    @Override
    public void taskDone(long number, String name, String state) {
        TaskDone event = new TaskDone();
        event.number = number;
        event.name = name;
        event.state = state;
        event.commit();
    }
}
