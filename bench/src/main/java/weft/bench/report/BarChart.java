package weft.bench.report;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.intermediate.CommandSequence;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;

import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars with the spread of each, drawn by XChart. Its bar charts know neither, so rows
 * are thick lines at whole numbers of an XY chart, and spreads are thin ones across their ends.
 */
final class BarChart {
    /** Wide enough for two beside each other on a usual screen, and for a phone held sideways. */
    static final int WIDTH = 760;

    private static final int ROW_HEIGHT = 24;
    private static final int FRAME_HEIGHT = 88;

    /** XChart tells no positions in a plot lower than its spacing of ticks, which is 74. */
    private static final int MINIMUM_PLOT_HEIGHT = 80;

    private static final float BAR_THICKNESS = 13;
    private static final float SPREAD_THICKNESS = 2;
    private static final int PIXEL_SCALE = 2;
    private static final int MINIMUM_NAME_WIDTH = 180;
    private static final int GAP = 6;

    /** What XChart leaves empty left and right of a plot, and some more. */
    private static final int MARGIN = 30;

    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final double CAP = 0.22;

    private final String title;
    private final String axis;
    private final String numberFormat;
    private final List<Bar> bars;
    private final List<Double> marks;
    private final double longest;

    /**
     * Describes a chart.
     *
     * @param axis what the figures are
     * @param numberFormat how they are written at the end of each bar
     * @param marks where dashed lines stand, such as that of the reference
     * @param longest where longer bars are cut
     * @param bars at least one, from top to bottom
     */
    BarChart(
            String title,
            String axis,
            String numberFormat,
            List<Double> marks,
            double longest,
            List<Bar> bars) {
        if (bars.isEmpty()) {
            throw new IllegalArgumentException("no bars: " + title);
        }
        this.title = title;
        this.axis = axis;
        this.numberFormat = numberFormat;
        this.marks = List.copyOf(marks);
        this.bars = List.copyOf(bars);
        this.longest = longest;
    }

    int height() {
        return FRAME_HEIGHT + Math.max(MINIMUM_PLOT_HEIGHT, bars.size() * ROW_HEIGHT);
    }

    String title() {
        return title;
    }

    /**
     * Returns an SVG element without the title, which the page writes, and in the page's colours:
     * it follows a change to dark.
     */
    String svg() throws IOException {
        var graphics = new VectorGraphics2D();
        paint(graphics, Palette.LIGHT, false);
        CommandSequence commands = graphics.getCommands();
        var bytes = new ByteArrayOutputStream();
        new SVGProcessor().getDocument(commands, new PageSize(WIDTH, height())).writeTo(bytes);
        String svg =
                Svg.themed(
                        bytes.toString(StandardCharsets.UTF_8),
                        Palette.LIGHT,
                        title,
                        WIDTH,
                        height());
        int nameEnd = nameWidth(graphics.getFontMetrics(FONT)) + GAP;
        for (Bar bar : bars) {
            svg = Svg.endingAt(svg, bar.name(), nameEnd);
        }
        return svg;
    }

    /** Returns a picture of twice the size, for dense screens. */
    BufferedImage image(Palette palette) {
        var image =
                new BufferedImage(
                        WIDTH * PIXEL_SCALE, height() * PIXEL_SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.scale(PIXEL_SCALE, PIXEL_SCALE);
        paint(graphics, palette, true);
        graphics.dispose();
        return image;
    }

    /** Paints the names left of XChart's plot, the plot, and the figures into it. */
    private void paint(Graphics2D graphics, Palette palette, boolean titled) {
        graphics.setColor(palette.background());
        graphics.fillRect(0, 0, WIDTH, height());
        FontMetrics metrics = graphics.getFontMetrics(FONT);
        int nameWidth = nameWidth(metrics);
        int figureWidth = 0;
        for (Bar bar : bars) {
            figureWidth = Math.max(figureWidth, metrics.stringWidth(figure(bar)) + 2 * GAP);
        }
        int width = WIDTH - nameWidth;
        XYChart chart =
                chart(palette, width, (double) figureWidth / (width - MARGIN - figureWidth));
        chart.setTitle(titled ? title : "");
        graphics.translate(nameWidth, 0);
        chart.paint(graphics, width, height());
        graphics.translate(-nameWidth, 0);
        graphics.setFont(FONT);
        graphics.setColor(palette.text());
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            int position = bars.size() - 1 - i;
            float baseline =
                    (float) chart.getScreenYFromChart(position) + metrics.getAscent() / 2f - 1;
            float nameStart = nameWidth + GAP - metrics.stringWidth(bar.name());
            graphics.drawString(bar.name(), nameStart, baseline);
            double left = chart.getScreenXFromChart(Math.min(bar.low(), bar.value()));
            double right = chart.getScreenXFromChart(shown(Math.max(bar.high(), bar.value())));
            double figureStart =
                    bar.value() < 0 ? left - metrics.stringWidth(figure(bar)) - GAP : right + GAP;
            graphics.drawString(figure(bar), (float) (nameWidth + figureStart), baseline);
        }
    }

    private int nameWidth(FontMetrics metrics) {
        int width = MINIMUM_NAME_WIDTH;
        for (Bar bar : bars) {
            width = Math.max(width, metrics.stringWidth(bar.name()) + GAP);
        }
        return width;
    }

    private String figure(Bar bar) {
        String figure = String.format(Locale.ROOT, numberFormat, bar.value());
        return bar.value() > longest ? figure + " \u00bb" : figure;
    }

    private double shown(double value) {
        return Math.min(value, longest);
    }

    private XYChart chart(Palette palette, int width, double figureShare) {
        var chart = new XYChart(width, height());
        chart.setXAxisTitle(axis);
        double low = 0;
        double high = 0;
        for (Bar bar : bars) {
            low = Math.min(low, bar.low());
            high = Math.max(high, shown(bar.high()));
        }
        for (double mark : marks) {
            low = Math.min(low, mark);
            high = Math.max(high, mark);
        }
        // Room for the figures at the ends of the longest bars.
        double room = (high - low) * figureShare;
        style(chart.getStyler(), palette, low < 0 ? low - room : 0, high + room);
        for (int i = 0; i < bars.size(); i++) {
            addBar(chart, palette, bars.get(i), bars.size() - 1 - i);
        }
        for (double mark : marks) {
            addMark(chart, palette.reference(), mark);
        }
        return chart;
    }

    private void style(XYStyler styler, Palette palette, double low, double high) {
        styler.setBaseFont(FONT);
        styler.setLegendVisible(false);
        styler.setLocale(Locale.ROOT);
        styler.setXAxisDecimalPattern("#,##0.##");
        styler.setChartBackgroundColor(palette.background());
        styler.setPlotBackgroundColor(palette.background());
        styler.setPlotBorderVisible(false);
        styler.setChartFontColor(palette.text());
        styler.setChartTitleBoxVisible(false);
        styler.setChartTitleFont(FONT.deriveFont(Font.BOLD, 14));
        styler.setAxisTitleFont(FONT);
        styler.setXAxisTitleColor(palette.muted());
        styler.setAxisTickLabelsFont(FONT);
        styler.setXAxisTickLabelsColor(palette.muted());
        styler.setAxisTicksLineVisible(false);
        styler.setAxisTicksMarksVisible(false);
        styler.setPlotGridHorizontalLinesVisible(false);
        styler.setPlotGridLinesColor(palette.grid());
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setPlotContentSize(1);
        styler.setXAxisMin(low);
        styler.setXAxisMax(high);
        styler.setYAxisMin(-0.5);
        styler.setYAxisMax(bars.size() - 0.5);
        styler.setYAxisTicksVisible(false);
    }

    private void addBar(XYChart chart, Palette palette, Bar bar, int position) {
        Color color =
                switch (bar.kind()) {
                    case REFERENCE -> palette.reference();
                    case OWN -> palette.own();
                    case PEER -> palette.peer();
                };
        double end = shown(bar.value());
        line(chart, "bar " + position, 0, position, end, position, color, BAR_THICKNESS);
        double low = shown(bar.low());
        double high = shown(bar.high());
        if (high > low) {
            Color spread = palette.spread();
            line(
                    chart,
                    "spread " + position,
                    low,
                    position,
                    high,
                    position,
                    spread,
                    SPREAD_THICKNESS);
            for (double cap : new double[] {low, high}) {
                line(
                        chart,
                        "cap " + position + (cap == low ? " low" : " high"),
                        cap,
                        position - CAP,
                        cap,
                        position + CAP,
                        spread,
                        SPREAD_THICKNESS);
            }
        }
    }

    private void addMark(XYChart chart, Color color, double mark) {
        XYSeries series =
                line(chart, "mark " + mark, mark, -0.5, mark, bars.size() - 0.5, color, 1);
        series.setLineStyle(
                new BasicStroke(
                        1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {4, 3}, 0));
    }

    private static XYSeries line(
            XYChart chart,
            String name,
            double x1,
            double y1,
            double x2,
            double y2,
            Color color,
            float thickness) {
        XYSeries series = chart.addSeries(name, new double[] {x1, x2}, new double[] {y1, y2});
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(color);
        series.setLineStyle(
                new BasicStroke(thickness, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL));
        return series;
    }
}
