package weft.spi;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Reaches {@code sun.misc.Signal} of the module jdk.unsupported, which has no supported equivalent.
 * By method handles, since javac warns of the class in a way that cannot be switched off.
 */
final class SignalBridge {
    private static final String CLASS = "sun.misc.Signal";

    private static final @Nullable Class<?> HANDLER;
    private static final @Nullable MethodHandle NEW_SIGNAL;
    private static final @Nullable MethodHandle HANDLE;

    static {
        Class<?> handler = null;
        MethodHandle newSignal = null;
        MethodHandle handle = null;
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> signal = Class.forName(CLASS);
            handler = Class.forName("sun.misc.SignalHandler");
            newSignal =
                    lookup.findConstructor(signal, MethodType.methodType(void.class, String.class));
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

    private SignalBridge() {}

    /** Makes a handler that the JVM accepts. */
    static Object handlerOf(Runnable onSignal) {
        if (HANDLER == null || NEW_SIGNAL == null) {
            throw unsupported();
        }
        MethodHandle run;
        try {
            run =
                    MethodHandles.lookup()
                            .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                            .bindTo(onSignal);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        Class<?> signal = NEW_SIGNAL.type().returnType();
        return MethodHandleProxies.asInterfaceInstance(
                HANDLER, MethodHandles.dropArguments(run, 0, signal));
    }

    /** Installs a handler and returns the one it replaces. */
    static Object install(String signal, Object handler) {
        if (NEW_SIGNAL == null || HANDLE == null) {
            throw unsupported();
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

    /** Tells a handler that the JVM came with from one that a program has installed. */
    static boolean isOfTheJvm(Object handler) {
        return handler.getClass().getName().startsWith(CLASS + "$");
    }

    private static UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException(
                "signals need the module jdk.unsupported: add it to the runtime image");
    }
}
