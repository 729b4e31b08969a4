package org.convolab.widget.receptivefield;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.convolab.widget.Numerals;
import org.jspecify.annotations.Nullable;

/** Where everything stands in the drawings of a receptive field. */
final class FieldDrawing {
    private static final int PIXEL = 10;

    /** The side view of a small stack: a pixel's side, the distance of layers, and the room for their names. */
    private static final int SIDE = 30;

    private static final int GAP = 54;
    private static final int LEFT = 76;
    private static final int UNIT = 24;

    /** The side view of a large stack: the layers, then the input, then the curve. */
    private static final double WIDTH = 1000;

    private static final double LEVELS = 260;
    private static final int INPUT = 262;

    /** How many layers below the chosen one are drawn as dashed squares in a large picture at most. */
    private static final int NESTED = 24;

    /** The most paths that are counted in the pixels, and the widest input that has room for that. */
    private static final int COUNTED = 10_000;

    private static final int WIDEST_COUNTED = 24;

    private FieldDrawing() {}

    public record Box(double x, double y, double width, double height) {
        private Box(AxisRange across, AxisRange down, double scale) {
            this(across.first() * scale, down.first() * scale, across.size() * scale, down.size() * scale);
        }
    }

    public record Segment(double x1, double y1, double x2, double y2) {}

    private record AxisRange(double first, double size) {
        AxisRange(AxisField field) {
            this(field.first(), field.field());
        }

        /** So many pixels in the middle of the field. */
        static AxisRange middle(AxisField field, int size) {
            return new AxisRange(field.first() + (field.field() - size) / 2.0, size);
        }
    }

    /**
     * The field on the input.
     *
     * @param nests how large the fields of the layers below are, in the middle of the field
     */
    public record Plane(String viewBox, Box paper, List<Segment> grid, List<Box> seen, List<Box> nests, Box field) {}

    /** The input pixel by pixel, and what of it the unit reads. */
    static Plane plane(AxisField down, AxisField across, List<StackLayer> below) {
        List<Segment> grid = new ArrayList<>();
        int high = down.size() * PIXEL;
        int wide = across.size() * PIXEL;
        for (int x = 0; x <= wide; x += PIXEL) {
            grid.add(new Segment(x, 0, x, high));
        }
        for (int y = 0; y <= high; y += PIXEL) {
            grid.add(new Segment(0, y, wide, y));
        }
        List<Box> seen = new ArrayList<>();
        for (int y = 0; y < down.paths().size(); y++) {
            for (int x = 0; x < across.paths().size(); x++) {
                if (down.paths().get(y) > 0 && across.paths().get(x) > 0) {
                    seen.add(new Box(
                            (across.first() + x) * PIXEL + 1, (down.first() + y) * PIXEL + 1, PIXEL - 2, PIXEL - 2));
                }
            }
        }
        return new Plane(
                "-1 -1 %d %d".formatted(wide + 2, high + 2),
                new Box(0, 0, wide, high),
                grid,
                seen,
                nests(down, across, below, PIXEL),
                new Box(new AxisRange(across), new AxisRange(down), PIXEL));
    }

    /** The field on an input that is too large for that. */
    static Plane far(AxisField down, AxisField across, List<StackLayer> below) {
        int low = Math.min(0, Math.min(down.first(), across.first()));
        int high = Math.max(Math.max(down.size(), down.last() + 1), Math.max(across.size(), across.last() + 1));
        return new Plane(
                "%d %d %d %d".formatted(low, low, high - low, high - low),
                new Box(0, 0, across.size(), down.size()),
                List.of(),
                List.of(),
                below.size() < NESTED ? nests(down, across, below, 1) : List.of(),
                new Box(new AxisRange(across), new AxisRange(down), 1));
    }

    private static List<Box> nests(AxisField down, AxisField across, List<StackLayer> below, double scale) {
        return below.stream()
                .map(layer -> new Box(
                        AxisRange.middle(across, layer.receptiveFieldWidth()),
                        AxisRange.middle(down, layer.receptiveFieldHeight()),
                        scale))
                .toList();
    }

    /** A word of a drawing that leads to a layer; {@code layer} is -1 for the pixels. */
    public record Name(int layer, String text, double y) {}

    /** A unit that leads to itself. */
    public record Unit(int layer, int unit, String css, double x, double y) {}

    /** A pixel, and how many paths lead from it, where that is written. */
    public record Pixel(String css, double x, @Nullable String count, int fontSize) {}

    /**
     * A small stack from the side, unit by unit, the input at the bottom.
     *
     * @param font the size of its words
     * @param pixelsAt the height at which the pixels stand
     */
    public record Cone(
            int width,
            int height,
            double font,
            int pixelsAt,
            List<Segment> paths,
            List<Name> names,
            List<Unit> units,
            List<Pixel> pixels,
            String bracket,
            @Nullable String counted) {}

    static Cone cone(AxisField field, List<String> names, List<AxisLayer> layers, int chosen) {
        int rows = layers.size();
        int width = field.size() * SIDE + LEFT;
        double font = width * 0.026;
        List<Segment> paths = new ArrayList<>();
        List<Name> words = new ArrayList<>();
        List<Unit> units = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            AxisLayer layer = layers.get(i);
            int top = (rows - 1 - i) * GAP;
            words.add(new Name(i, "%d: %s".formatted(i + 1, names.get(i)), top + SIDE / 2.0 + font / 3));
            for (int unit = 0; unit < layer.out(); unit++) {
                boolean seen = i <= chosen && field.units().get(i + 1).get(unit) > 0;
                boolean me = i == chosen && unit == field.unit();
                double x = LEFT + layer.middle(unit) * SIDE;
                units.add(new Unit(i, unit, me ? "unit me" : seen ? "unit seen" : "unit", x - UNIT / 2.0, top + 3));
                for (int cell = 0; seen && cell < layer.kernel(); cell++) {
                    double to = x + (cell - (layer.kernel() - 1) / 2.0) * layer.dilation() * layer.jumpBelow() * SIDE;
                    if (to > LEFT && to < width) {
                        paths.add(new Segment(x, top + SIDE / 2.0, to, top + SIDE / 2.0 + GAP));
                    }
                }
            }
        }
        int bottom = rows * GAP;
        words.add(new Name(-1, "pixels", bottom + SIDE / 2.0 + font / 3));
        boolean counts = field.pathCount() < COUNTED;
        List<Pixel> pixels = IntStream.range(0, field.size())
                .mapToObj(x -> pixel(field, x, counts && field.size() <= WIDEST_COUNTED))
                .toList();
        return new Cone(
                width,
                bottom + 62,
                font,
                bottom,
                paths,
                words,
                units,
                pixels,
                "M%d %dv8H%dv-8"
                        .formatted(LEFT + field.first() * SIDE + 1, bottom + 36, LEFT + (field.last() + 1) * SIDE - 1),
                counts
                        ? field.pathCount() == 1
                                ? "One path leads down through the layers, and the 1 stands in the pixel that it reaches."
                                : "Of %s down through the layers, how many reach each pixel stands in it."
                                        .formatted(Numerals.count((long) field.pathCount(), "path"))
                        : null);
    }

    private static Pixel pixel(AxisField field, int x, boolean counts) {
        double share = field.units().get(0).get(x);
        double paths = share * field.pathCount();
        return new Pixel(
                share > 0 ? "pixel seen" : "pixel",
                LEFT + x * SIDE + 2,
                counts && share > 0 ? Numerals.format(paths, "0") : null,
                paths < 99.5 ? 13 : 10);
    }

    /** The units of one layer that the chosen one reads, as one box. */
    public record Level(String css, Box box) {}

    /**
     * A large stack from the side.
     *
     * @param profile the move and the scale that bring the curve of the paths under the field
     */
    public record FarCone(Box input, List<Level> levels, String profile, String bracket) {}

    static FarCone farCone(AxisField field, List<AxisLayer> layers, int chosen) {
        int low = Math.min(0, field.first());
        double scale = WIDTH / (Math.max(field.size(), field.last() + 1) - low);
        double step = LEVELS / (chosen + 2);
        List<Level> levels = new ArrayList<>();
        for (int i = 0; i <= chosen; i++) {
            AxisLayer layer = layers.get(i);
            double from = layer.middle(layer.first()) - layer.jump() / 2.0;
            levels.add(new Level(
                    i == chosen ? "level me" : "level",
                    new Box(
                            (from - low) * scale,
                            (chosen - i) * step,
                            (layer.last() - layer.first() + 1) * layer.jump() * scale,
                            step * 0.7)));
        }
        double begin = (field.first() - low) * scale;
        return new FarCone(
                new Box(-low * scale, INPUT, field.size() * scale, 18),
                levels,
                "translate(%s 300) scale(%s 1)".formatted(Numerals.plain(begin), Numerals.plain(scale)),
                "M%s 284v8H%sv-8"
                        .formatted(Numerals.plain(begin + 2), Numerals.plain((field.last() + 1 - low) * scale - 2)));
    }

    /**
     * The gradient on the input.
     *
     * @param shares the move and the scale that bring its cells where they belong
     * @param most none where nine tenths take all of the field
     */
    public record Counted(
            String viewBox,
            @Nullable Box paper,
            List<Segment> grid,
            String shares,
            List<Box> most,
            Box half,
            Box field) {}

    static Counted counted(AxisField down, AxisField across, Effective e, boolean small) {
        boolean leaves = down.leaves() || across.leaves();
        boolean all = leaves || small;
        double low = Math.min(down.first(), across.first());
        double high = Math.max(down.last(), across.last()) + 1;
        if (all) {
            low = Math.min(0, low);
            high = Math.max(high, Math.max(down.size(), across.size()));
        }
        double margin = (high - low) * 0.007;
        List<Segment> grid = new ArrayList<>();
        for (int x = 0; small && x <= across.size(); x++) {
            grid.add(new Segment(x, 0, x, down.size()));
        }
        for (int y = 0; small && y <= down.size(); y++) {
            grid.add(new Segment(0, y, across.size(), y));
        }
        boolean whole = e.most().side() == across.field() && e.most().height() == down.field();
        return new Counted(
                "%s %s %s %s"
                        .formatted(
                                Numerals.plain(low - margin),
                                Numerals.plain(low - margin),
                                Numerals.plain(high - low + 2 * margin),
                                Numerals.plain(high - low + 2 * margin)),
                leaves ? new Box(0, 0, across.size(), down.size()) : null,
                grid,
                "translate(%d %d) scale(%d)".formatted(e.first(), e.firstDown(), e.cell()),
                whole ? List.of() : List.of(box(e.most())),
                box(e.half()),
                new Box(new AxisRange(across), new AxisRange(down), 1));
    }

    private static Box box(Effective.Middle middle) {
        return new Box(middle.first(), middle.firstDown(), middle.side(), middle.height());
    }

    /** The gradient along one axis as bars in a drawing as wide as there are cells and 100 high, and the Gaussian over them. */
    public record Spread(
            int width, List<Box> bars, @Nullable String bell) {}

    static Spread spread(AxisField across, Effective e, boolean leaves) {
        int cells = e.across().size();
        double middle = (across.first() + across.field() / 2.0 - e.first()) / e.cell();
        double deviation = e.formula() / e.cell();
        double peak = deviation > 0 ? 1 / (deviation * Math.sqrt(2 * Math.PI)) : 0;
        double most = 1.05
                * Math.max(
                        peak,
                        e.across().stream().mapToDouble(share -> share).max().orElse(1));
        List<Box> bars = IntStream.range(0, cells)
                .mapToObj(x -> {
                    double height = 100 * e.across().get(x) / most;
                    return new Box(x + 0.06, 100 - height, 0.88, height);
                })
                .toList();
        if (deviation == 0 || leaves) {
            return new Spread(cells, bars, null);
        }
        StringBuilder bell = new StringBuilder();
        int points = Math.max(60, 4 * cells);
        for (int i = 0; i <= points; i++) {
            double x = (double) cells * i / points;
            double z = (x - middle) / deviation;
            bell.append(i == 0 ? "" : " ")
                    .append(Numerals.plain(x))
                    .append(',')
                    .append(Numerals.plain(100 - 100 * peak * Math.exp(-z * z / 2) / most));
        }
        return new Spread(cells, bars, bell.toString());
    }
}
