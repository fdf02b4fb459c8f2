package weft.testkit.trace;

import java.util.List;

/** Shows two logs side by side. */
final class LogDifference {
    private static final int COLUMN_WIDTH = 36;

    private LogDifference() {}

    /** Describes where a log leaves the recorded one. */
    static String describe(Trace trace, List<String> actual) {
        List<String> recorded = trace.recorded();
        StringBuilder text = new StringBuilder();
        text.append(trace).append(": the order differs from CPython's").append('\n');
        appendRow(text, ' ', "recorded", "here");
        boolean same = true;
        for (int i = 0; i < Math.max(recorded.size(), actual.size()); i++) {
            String left = i < recorded.size() ? recorded.get(i) : "-";
            String right = i < actual.size() ? actual.get(i) : "-";
            boolean first = same && !left.equals(right);
            same &= left.equals(right);
            appendRow(text, first ? '>' : ' ', left, right);
        }
        return text.toString();
    }

    private static void appendRow(StringBuilder text, char mark, String left, String right) {
        text.append(mark).append(' ').append(left);
        text.append(" ".repeat(Math.max(1, COLUMN_WIDTH - left.length()))).append(right);
        text.append('\n');
    }
}
