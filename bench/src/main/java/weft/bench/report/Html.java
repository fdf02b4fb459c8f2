package weft.bench.report;

/** Writes text into HTML. */
final class Html {
    private Html() {}

    /** Returns the text so that a page shows it as it is. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
