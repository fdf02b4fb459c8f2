package weft.examples.synchronization;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.run;

import weft.Asyncio;
import weft.Event;

import java.time.Duration;
import java.util.List;

/** Two coroutines wait for an event that a callback sets: both are woken, without taking turns. */
public final class EventInCallback {
    private EventInCallback() {}

    private static void set(Event event) {
        System.out.println("setting event in callback");
        event.set();
    }

    private static void waitFor(String name, Event event) {
        System.out.println(name + " waiting for event");
        event.await();
        System.out.println(name + " triggered");
    }

    private static void runBoth() {
        Event event = new Event();
        System.out.println("event start state: " + event.isSet());
        getRunningLoop().callLater(Duration.ofMillis(100), () -> set(event));
        Asyncio.wait(
                List.of(
                        createTask(() -> waitFor("e1", event)),
                        createTask(() -> waitFor("e2", event))));
        System.out.println("event end state: " + event.isSet());
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(EventInCallback::runBoth);
    }
}
