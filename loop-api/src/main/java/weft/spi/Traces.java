package weft.spi;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells a program's frames from those of the loop and the JDK that carry it, and names what a
 * program hands to a loop. For what loops tell people: reports, call graphs, {@code toString}. Any
 * thread.
 */
public final class Traces {
    // asyncio's DEBUG_STACK_DEPTH.
    private static final int MAX_CREATION_FRAMES = 10;

    // What toString() gives for a class that does not override it.
    private static final Pattern BY_IDENTITY = Pattern.compile("([\\w.$]+)@[0-9a-f]+");

    private static final StackWalker WALKER = StackWalker.getInstance();

    private Traces() {}

    /**
     * Returns where the calling code was called by the program.
     *
     * @return the innermost frames that are the program's, innermost first
     */
    public static List<StackTraceElement> capture() {
        return WALKER.walk(
                frames ->
                        frames.map(StackWalker.StackFrame::toStackTraceElement)
                                .filter(frame -> !isInternal(frame))
                                .limit(MAX_CREATION_FRAMES)
                                .toList());
    }

    /**
     * Returns the program's frames of a stack.
     *
     * @param frames innermost first
     * @return those that are neither the loop's nor the JDK's
     */
    public static List<StackTraceElement> ofProgram(StackTraceElement[] frames) {
        return Stream.of(frames).filter(frame -> !isInternal(frame)).toList();
    }

    /**
     * Returns the program's frames of a stack, and on top of them the call by which the program
     * waits, such as {@code sleep} or {@code acquire}.
     *
     * @param frames innermost first
     * @return innermost first
     */
    public static List<StackTraceElement> ofWait(StackTraceElement[] frames) {
        for (int i = 1; i < frames.length; i++) {
            if (!isInternal(frames[i])) {
                StackTraceElement entry = frames[i - 1];
                Stream<StackTraceElement> top =
                        isInternal(entry) ? Stream.of(entry) : Stream.empty();
                return Stream.concat(top, ofProgram(frames).stream()).toList();
            }
        }
        return ofProgram(frames);
    }

    /**
     * Describes a place in the source.
     *
     * @param frame the place
     * @return file and line
     */
    public static String describe(StackTraceElement frame) {
        return frame.getFileName() + ":" + frame.getLineNumber();
    }

    /**
     * Describes a callback or a coroutine by its own words, or else by where it was written.
     *
     * @param function the object
     * @return what its class says in {@code toString}, or the name of its class
     */
    public static String describe(Object function) {
        String text = String.valueOf(function);
        int lambda = text.indexOf("$$Lambda");
        if (lambda > 0) {
            return afterPackage(text.substring(0, lambda)) + ".lambda";
        }
        Matcher byIdentity = BY_IDENTITY.matcher(text);
        return byIdentity.matches() ? afterPackage(byIdentity.group(1)) : text;
    }

    private static String afterPackage(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    /** Tells whether a frame is the loop's or the JDK's, whose packages are known here. */
    private static boolean isInternal(StackTraceElement frame) {
        String name = frame.getClassName();
        int dot = name.lastIndexOf('.');
        String packageName = name.substring(0, dot + 1);
        return packageName.equals("weft.")
                || name.startsWith("weft.core.")
                || name.startsWith("weft.spi.")
                || name.startsWith("java.")
                || name.startsWith("jdk.internal.");
    }
}
