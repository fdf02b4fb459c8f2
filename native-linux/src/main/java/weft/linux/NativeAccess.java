package weft.linux;

/** Words what is said when this launch does not let weft call C. Any thread. */
public final class NativeAccess {
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
        return "this launch may not call native code (" + message + ")";
    }
}
