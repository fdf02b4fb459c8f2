package weft.linux;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words what is said when this launch does not let weft call C. Any thread. */
public final class NativeAccess {
    // What the JVM keeps of an initializer's failure for those who come later.
    private static final Pattern REMEMBERED =
            Pattern.compile("Exception [\\w.$]+: (.*) \\[in thread \".*\"]", Pattern.DOTALL);

    private NativeAccess() {}

    /**
     * Says why native code cannot be called. A class that could not link its functions is reported
     * by the JVM as an error in its initializer, and from the second use on as a class that is
     * missing; neither tells a reader anything, so the first cause is given.
     *
     * @param failure what the attempt threw
     * @return a sentence without a full stop
     */
    public static String refusal(Throwable failure) {
        Throwable first = failure;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        String message = first.getMessage() == null ? first.toString() : first.getMessage();
        Matcher remembered = REMEMBERED.matcher(message);
        return "this launch may not call native code ("
                + (remembered.matches() ? remembered.group(1) : message)
                + ")";
    }
}
