package weft.core;

import weft.Context;
import weft.spi.Signals;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** The signals that one loop handles. Loop thread, but for the arrival of a signal. */
final class SignalHandlers {
    /** One handler, from its registration until it is removed or replaced. */
    private static final class Handler {
        final Runnable callback;
        boolean removed;

        Handler(Runnable callback) {
            this.callback = callback;
        }

        void run() {
            if (!removed) {
                callback.run();
            }
        }
    }

    private record Registered(Handler handler, Signals.Registration registration) {}

    private final Consumer<CallbackHandle> queue;
    private final Map<String, Registered> registered = new HashMap<>();

    /**
     * Creates a loop's handlers, none.
     *
     * @param queue queues a callback from any thread
     */
    SignalHandlers(Consumer<CallbackHandle> queue) {
        this.queue = queue;
    }

    void add(String signal, Runnable callback, Context context) {
        Handler handler = new Handler(callback);
        Signals.Registration registration =
                Signals.handle(
                        signal, () -> queue.accept(new CallbackHandle(handler::run, context)));
        Registered former = registered.put(nameOf(signal), new Registered(handler, registration));
        if (former != null) {
            end(former);
        }
    }

    boolean remove(String signal) {
        Registered former = registered.remove(nameOf(signal));
        if (former == null) {
            return false;
        }
        end(former);
        return true;
    }

    void removeAll() {
        List.copyOf(registered.keySet()).forEach(this::remove);
    }

    private static void end(Registered former) {
        former.handler.removed = true;
        former.registration.close();
    }

    private static String nameOf(String signal) {
        String name = signal.toUpperCase(Locale.ROOT);
        return name.startsWith("SIG") ? name.substring(3) : name;
    }
}
