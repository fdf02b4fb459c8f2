package weft;

import java.util.List;
import java.util.stream.Stream;

/** Tells a program's frames from those of the loop and the JDK that carry it. */
final class Frames {
    private Frames() {}

    /**
     * Tells whether a frame is the loop's or the JDK's, whose classes are in packages known here.
     */
    static boolean isInternal(StackTraceElement frame) {
        String name = frame.getClassName();
        int dot = name.lastIndexOf('.');
        String packageName = name.substring(0, dot + 1);
        return packageName.equals("weft.")
                || name.startsWith("weft.core.")
                || name.startsWith("weft.spi.")
                || name.startsWith("java.")
                || name.startsWith("jdk.internal.");
    }

    /** Returns the program's frames, innermost first. */
    static List<StackTraceElement> ofProgram(StackTraceElement[] frames) {
        return Stream.of(frames).filter(frame -> !isInternal(frame)).toList();
    }
}
