package weft.bench.inspect;

import java.util.List;

/**
 * One task of a running program.
 *
 * @param id its identity, unique in its program
 * @param name its name
 * @param coroutine what it runs
 * @param frames where it is, innermost first, each as {@code Type.method File.java:1}
 * @param awaiters the ids of the tasks that await it
 */
record TaskRow(
        String id, String name, String coroutine, List<String> frames, List<String> awaiters) {
    /** Returns the methods of the frames, innermost first. */
    String stack() {
        return String.join(" -> ", frames.stream().map(TaskRow::method).toList());
    }

    private static String method(String frame) {
        String qualified = frame.substring(0, frame.lastIndexOf(' '));
        return qualified.substring(qualified.lastIndexOf('.') + 1);
    }
}
