package weft.core;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Registers handlers for the process's signals through {@code sun.misc.Signal} of the module
 * jdk.unsupported, which has no supported equivalent. Reached reflectively, since javac warns of
 * the class in a way that cannot be switched off. The JVM calls a handler on a thread of its own.
 */
final class SignalHandlers {
    private final Consumer<Runnable> loopThread;
    private final Map<String, Object> formerHandlers = new HashMap<>();

    SignalHandlers(Consumer<Runnable> loopThread) {
        this.loopThread = loopThread;
    }

    void add(String signal, Runnable callback) {
        Runnable onSignal = () -> loopThread.accept(callback);
        Object former = handle(signal, onSignal);
        formerHandlers.putIfAbsent(signal, former);
    }

    boolean remove(String signal) {
        Object former = formerHandlers.remove(signal);
        if (former == null) {
            return false;
        }
        Bridge.install(signal, former);
        return true;
    }

    void removeAll() {
        for (String signal : formerHandlers.keySet().toArray(new String[0])) {
            remove(signal);
        }
    }

    private static Object handle(String signal, Runnable onSignal) {
        return Bridge.install(signal, Bridge.handlerOf(onSignal));
    }

    /** The three reflective calls. */
    private static final class Bridge {
        private static final @Nullable Class<?> HANDLER;
        private static final @Nullable MethodHandle NEW_SIGNAL;
        private static final @Nullable MethodHandle HANDLE;

        static {
            Class<?> handler = null;
            MethodHandle newSignal = null;
            MethodHandle handle = null;
            try {
                MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                Class<?> signal = Class.forName("sun.misc.Signal");
                handler = Class.forName("sun.misc.SignalHandler");
                newSignal =
                        lookup.findConstructor(
                                signal, MethodType.methodType(void.class, String.class));
                handle =
                        lookup.findStatic(
                                signal, "handle", MethodType.methodType(handler, signal, handler));
            } catch (ReflectiveOperationException notInThisRuntime) {
                handler = null;
            }
            HANDLER = handler;
            NEW_SIGNAL = newSignal;
            HANDLE = handle;
        }

        static Object handlerOf(Runnable onSignal) {
            if (HANDLER == null) {
                throw new UnsupportedOperationException(
                        "signals need the module jdk.unsupported: add it to the runtime image");
            }
            MethodHandle run;
            try {
                run =
                        MethodHandles.lookup()
                                .findVirtual(
                                        Runnable.class, "run", MethodType.methodType(void.class))
                                .bindTo(onSignal);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
            Class<?> signal = NEW_SIGNAL == null ? Object.class : NEW_SIGNAL.type().returnType();
            return MethodHandleProxies.asInterfaceInstance(
                    HANDLER, MethodHandles.dropArguments(run, 0, signal));
        }

        static Object install(String signal, Object handler) {
            if (NEW_SIGNAL == null || HANDLE == null) {
                throw new UnsupportedOperationException("signals need the module jdk.unsupported");
            }
            try {
                return HANDLE.invoke(NEW_SIGNAL.invoke(signal), handler);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "signal SIG" + signal + " cannot be handled: " + e.getMessage(), e);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
