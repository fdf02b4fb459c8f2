package weft.bench.report;

import java.awt.Color;
import java.util.List;
import java.util.Locale;

/**
 * The colours of a chart, by what they stand for. All colours of one palette differ, so that a
 * drawing's colours can be told apart and given other values by the page it is in.
 */
record Palette(
        Color background,
        Color text,
        Color muted,
        Color grid,
        Color own,
        Color peer,
        Color reference,
        Color spread) {
    static final Palette LIGHT =
            new Palette(
                    new Color(0xffffff),
                    new Color(0x1f2328),
                    new Color(0x59636e),
                    new Color(0xe3e6ea),
                    new Color(0x0f8a63),
                    new Color(0xa9b4c0),
                    new Color(0xc2500a),
                    new Color(0x30363d));

    static final Palette DARK =
            new Palette(
                    new Color(0x11161c),
                    new Color(0xe6eaef),
                    new Color(0x9aa6b2),
                    new Color(0x2a313a),
                    new Color(0x2fb588),
                    new Color(0x5b6774),
                    new Color(0xe8853d),
                    new Color(0xf4f6f8));

    /** A colour and the name that style sheets know it by. */
    record Named(String name, Color color) {
        /** Returns the colour as style sheets and SVG write it, such as {@code #0f8a63}. */
        String hex() {
            return String.format(Locale.ROOT, "#%06x", color.getRGB() & 0xffffff);
        }
    }

    List<Named> named() {
        return List.of(
                new Named("background", background),
                new Named("text", text),
                new Named("muted", muted),
                new Named("grid", grid),
                new Named("own", own),
                new Named("peer", peer),
                new Named("reference", reference),
                new Named("spread", spread));
    }
}
