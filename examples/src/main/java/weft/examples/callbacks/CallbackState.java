package weft.examples.callbacks;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Future;
import weft.Task;

/** A callback finds its task finished: done callbacks run after the coroutine, from the loop. */
public final class CallbackState {
    private CallbackState() {}

    private static void work() {
        System.out.println("[work] Start coroutine");
        System.out.println("[work] This is a coroutine");
    }

    private static void callBack(String name, Future<?> future) {
        System.out.println("[callback] Hello " + name);
        System.out.println("[callback] done: " + future.done());
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        try (AbstractEventLoop loop = Asyncio.newEventLoop()) {
            Task<Void> task = loop.createTask(CallbackState::work);
            task.addDoneCallback(future -> callBack("reader", future));
            System.out.println("added");
            loop.runUntilComplete(task);
        }
    }
}
