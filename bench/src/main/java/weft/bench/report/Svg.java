package weft.bench.report;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a drawing part of a page. */
final class Svg {
    private Svg() {}

    /**
     * Returns the drawing as an element to put into HTML: without the XML prologue, as wide as its
     * place, described for those who cannot see it, and with every colour of the palette replaced
     * by the page's variable of that name.
     */
    static String themed(String svg, Palette palette, String description, int width, int height) {
        int start = svg.indexOf("<svg");
        int end = svg.indexOf('>', start);
        if (start < 0 || end < 0) {
            throw new IllegalArgumentException("no SVG");
        }
        String body = svg.substring(end + 1);
        for (Palette.Named named : palette.named()) {
            String variable = "var(--" + named.name() + ")";
            var color = named.color();
            body =
                    body.replace(named.hex(), variable)
                            .replace(named.hex().toUpperCase(Locale.ROOT), variable)
                            .replace(
                                    String.format(
                                            Locale.ROOT,
                                            "rgb(%d,%d,%d)",
                                            color.getRed(),
                                            color.getGreen(),
                                            color.getBlue()),
                                    variable);
        }
        body = body.replace("&quot;DejaVu Sans&quot;", "&quot;DejaVu Sans&quot;, sans-serif");
        // Hundredths of a unit are finer than any screen, and a third of the text.
        body = body.replaceAll("(\\d\\.\\d\\d)\\d+", "$1");
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                                + " role=\"img\" font-size=\"12\" aria-label=\"%s\">",
                        width,
                        height,
                        Html.escape(description))
                + body;
    }

    /**
     * Lets every occurrence of a text end at a place, instead of beginning where it would if the
     * browser's letters were as wide as the JVM's.
     */
    static String endingAt(String svg, String text, double end) {
        var occurrence =
                Pattern.compile(
                        " x=\"[-\\d.]+\"( y=\"[-\\d.]+\">"
                                + Pattern.quote(Html.escape(text))
                                + "</text>)");
        return occurrence
                .matcher(svg)
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        String.format(Locale.ROOT, " x=\"%.2f\"", end)
                                                + " text-anchor=\"end\""
                                                + found.group(1)));
    }
}
