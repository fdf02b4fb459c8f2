package weft.testkit.coroutines;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;

/** Runs code where a virtual thread is pinned, on the JDKs of today: while a class initializes. */
final class PinnedCode {
    /** What to run. Not private: the class defined anew is no nest mate. */
    static Runnable action;

    private PinnedCode() {}

    /** A class whose initializer is the code. Defined anew for each run. */
    @SuppressWarnings("UnusedNestedClass") // defined from its bytes
    private static final class Initializer {
        static {
            action.run();
        }
    }

    /** Runs the code. What it throws is the cause of an {@link ExceptionInInitializerError}. */
    static void run(Runnable code) throws IOException, IllegalAccessException {
        action = code;
        try (InputStream file =
                PinnedCode.class.getResourceAsStream("PinnedCode$Initializer.class")) {
            MethodHandles.lookup().defineHiddenClass(file.readAllBytes(), true);
        }
    }
}
