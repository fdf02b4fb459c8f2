package weft;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Describes objects as asyncio's {@code repr} does. */
final class Descriptions {
    private static final int MAX_RESULT_LENGTH = 60;

    // What the calling thread is about to describe.
    private static final ThreadLocal<Set<Object>> UNDER_WAY =
            ThreadLocal.withInitial(() -> Collections.newSetFromMap(new IdentityHashMap<>()));

    private Descriptions() {}

    /** Describes an object that a part of its description may lead back to. */
    static String onceAtATime(Object object, Supplier<String> description, String otherwise) {
        Set<Object> underWay = UNDER_WAY.get();
        if (!underWay.add(object)) {
            return otherwise;
        }
        try {
            return description.get();
        } finally {
            underWay.remove(object);
            if (underWay.isEmpty()) {
                UNDER_WAY.remove();
            }
        }
    }

    /** Describes something that coroutines wait for. */
    static String of(Object object, String state, WaiterList waiters) {
        return waiters.isEmpty()
                ? of(object, state)
                : of(object, state + ", waiters:" + waiters.size());
    }

    /** Describes an object by its class, its identity and its state. */
    static String of(Object object, String state) {
        return "<"
                + object.getClass().getSimpleName()
                + "@"
                + Integer.toHexString(System.identityHashCode(object))
                + " ["
                + state
                + "]>";
    }

    /** Describes a result, in quotes if it is text, and not at full length. */
    static String ofResult(@Nullable Object result) {
        String text = String.valueOf(result);
        if (text.length() > MAX_RESULT_LENGTH) {
            text = text.substring(0, MAX_RESULT_LENGTH - 3) + "...";
        }
        return result instanceof CharSequence ? "'" + text + "'" : text;
    }

    /** Describes what will be called, in brackets, or nothing if there is nothing. */
    static String ofCallbacks(List<?> callbacks) {
        List<String> all =
                callbacks.stream()
                        .filter(each -> !(each instanceof Future.Mark))
                        .map(Descriptions::ofCallback)
                        .toList();
        if (all.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(" cb=[").append(all.getFirst());
        if (all.size() > 2) {
            text.append(", <").append(all.size() - 2).append(" more>");
        }
        if (all.size() > 1) {
            text.append(", ").append(all.getLast());
        }
        return text.append(']').toString();
    }

    private static String ofCallback(Object callback) {
        return callback instanceof Task<?> task ? task.getName() + ".wakeup" : callback.toString();
    }
}
