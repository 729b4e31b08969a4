package org.convolab.widget.shift;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Form;
import org.convolab.widget.Grid;
import org.convolab.widget.KernelPresets;
import org.convolab.widget.Numerals;
import org.convolab.widget.Steps;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Why one detector serves everywhere: when the picture moves, the map of a convolution moves with it, number for number,
 * while a dense unit, tied to the pixels where the picture stood, loses it.
 */
@Component
final class Shift implements Widget<Shift.Move, Shift.Responses> {
    private static final int FAR = 4;
    private static final float INK = 4.5f;

    /** The picture, the kernel, how far the picture is moved right and down, and the place of the map that is looked at. */
    public record Move(
            @Form(Form.PICTURE) String input,
            @Form(Form.KERNEL) String kernel,
            @Bounds(min = -FAR, max = FAR) int dx,
            @Bounds(min = -FAR, max = FAR) int dy,
            @Bounds(min = 0, max = 15) int row,
            @Bounds(min = 0, max = 15) int col) {

        /** The place of the moved map that row, col has moved to, if it is still on it. */
        public int movedRow() {
            return row + dy;
        }

        public int movedCol() {
            return col + dx;
        }

        /** The moves that the buttons lead to: a pixel up, left, right or down, and home. */
        public List<Direction> directions() {
            return Stream.of(
                            new Direction("up", dx, dy - 1),
                            new Direction("left", dx - 1, dy),
                            new Direction("home", 0, 0),
                            new Direction("right", dx + 1, dy),
                            new Direction("down", dx, dy + 1))
                    .filter(to -> Math.max(Math.abs(to.dx()), Math.abs(to.dy())) <= FAR)
                    .toList();
        }

        /** {@code 1 right, 0 down}. */
        public String way() {
            return "%d %s, %d %s"
                    .formatted(Math.abs(dx), dx < 0 ? "left" : "right", Math.abs(dy), dy < 0 ? "up" : "down");
        }
    }

    /** Where a button leads: its name, and how far right and down the picture then is. */
    public record Direction(String name, int dx, int dy) {

        public String arrow() {
            return switch (name) {
                case "up" -> "↑";
                case "left" -> "←";
                case "right" -> "→";
                case "down" -> "↓";
                default -> "•";
            };
        }
    }

    /** A part of a map. */
    public record Region(int row, int col, int height, int width) {}

    /**
     * The maps before and after the move, and what a dense unit makes of the same two pictures.
     *
     * @param compared the places of the map that are still on it when they move along with the picture
     * @param agree how many of them have the same number after the move
     * @param unmoved how many places of the whole map have the same number as before where they stand
     * @param products each pixel under the kernel at row, col times its weight
     * @param movedSum the number at the place that row, col has moved to; null where it has left the map
     */
    public record Responses(
            Grid input,
            Grid shifted,
            Grid kernel,
            Grid map,
            Grid shiftedMap,
            int compared,
            int agree,
            int unmoved,
            List<Float> patch,
            List<Float> products,
            float sum,
            @Nullable Float movedSum,
            Unit dense,
            String sentence)
            implements View {

        /** The part of the map that is still on it after the move. */
        public Region staying(Move p) {
            return new Region(
                    Math.max(0, -p.dy()),
                    Math.max(0, -p.dx()),
                    map.height() - Math.abs(p.dy()),
                    map.width() - Math.abs(p.dx()));
        }
    }

    /**
     * A dense unit tied to the picture where it stood: weight 1 for a pixel of ink, -1 for one of paper.
     *
     * @param productsBefore the pixels of the picture times the unit's weights
     * @param productsAfter the pixels of the moved picture times the same weights
     * @param before the sum of the products, the unit's response to the picture
     * @param after its response to the moved picture
     */
    public record Unit(Grid weights, Grid productsBefore, Grid productsAfter, float before, float after) {
        /** How long the bar of a response is, of 100 for the one that is farther from zero. */
        public double bar(float response) {
            float most = Math.max(Math.abs(before), Math.abs(after));
            return most == 0 ? 0 : 100 * Math.abs(response) / most;
        }
    }

    @Override
    public String id() {
        return "shift";
    }

    @Override
    public String title() {
        return "The same detector everywhere";
    }

    @Override
    public Move start() {
        return new Move("seven", "vertical", 1, 0, 0, 0);
    }

    @Override
    public Responses view(Move p, CourseResources materials) {
        Grid input = materials.grid("input", p.input());
        Grid kernel = KernelPresets.within(input, "picture", "kernel", p.kernel());
        Grid shifted = moved(input, p.dy(), p.dx());
        Grid map = map(input, kernel);
        Grid shiftedMap = map(shifted, kernel);
        BadParameter.place("row", p.row(), map.height());
        BadParameter.place("col", p.col(), map.width());
        int compared = 0;
        int agree = 0;
        int unmoved = 0;
        for (int y = 0; y < map.height(); y++) {
            for (int x = 0; x < map.width(); x++) {
                if (inside(map, y + p.dy(), x + p.dx())) {
                    compared++;
                    agree += map.at(y, x) == shiftedMap.at(y + p.dy(), x + p.dx()) ? 1 : 0;
                }
                unmoved += map.at(y, x) == shiftedMap.at(y, x) ? 1 : 0;
            }
        }
        List<Float> patch = new ArrayList<>();
        List<Float> products = new ArrayList<>();
        for (int m = 0; m < kernel.height(); m++) {
            for (int n = 0; n < kernel.width(); n++) {
                patch.add(input.at(p.row() + m, p.col() + n));
                products.add(input.at(p.row() + m, p.col() + n) * kernel.at(m, n) + 0f);
            }
        }
        Unit dense = dense(input, shifted);
        return new Responses(
                input,
                shifted,
                kernel,
                map,
                shiftedMap,
                compared,
                agree,
                unmoved,
                patch,
                products,
                map.at(p.row(), p.col()),
                inside(map, p.movedRow(), p.movedCol()) ? shiftedMap.at(p.movedRow(), p.movedCol()) : null,
                dense,
                sentence(p, shifted, map, shiftedMap, compared, agree, unmoved, dense));
    }

    /** The picture slides from left to right. */
    @Override
    public Steps walk(Move p, Responses responses) {
        return new Steps(p.dx() + FAR, 2 * FAR + 1, place -> Map.of("dx", place - FAR, "row", p.row(), "col", p.col()));
    }

    private static Grid map(Grid picture, Grid kernel) {
        Conv2d layer =
                Conv2d.of(1, 1, Window.of(kernel.height(), kernel.width())).withoutBias();
        return Grid.of(
                layer.forward(
                        picture.tensor(),
                        Weights.of(Map.of("weight", kernel.tensor().data())),
                        Phase.INFERENCE),
                0,
                0);
    }

    private static Unit dense(Grid input, Grid shifted) {
        float[][] weights = new float[input.height()][input.width()];
        for (int y = 0; y < input.height(); y++) {
            for (int x = 0; x < input.width(); x++) {
                weights[y][x] = input.at(y, x) > INK ? 1 : -1;
            }
        }
        Grid template = Grid.of(weights);
        return new Unit(
                template,
                times(input, template),
                times(shifted, template),
                response(input, template),
                response(shifted, template));
    }

    private static float response(Grid picture, Grid template) {
        float[] weights = template.tensor().data();
        Dense unit = new Dense(weights.length, 1, false);
        return unit.forward(picture.tensor(), Weights.of(Map.of("weight", weights)), Phase.INFERENCE)
                .data()[0];
    }

    private static Grid times(Grid one, Grid other) {
        float[][] products = new float[one.height()][one.width()];
        for (int y = 0; y < one.height(); y++) {
            for (int x = 0; x < one.width(); x++) {
                products[y][x] = one.at(y, x) * other.at(y, x) + 0f;
            }
        }
        return Grid.of(products);
    }

    private static Grid moved(Grid picture, int dy, int dx) {
        float[][] rows = new float[picture.height()][picture.width()];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                rows[y][x] = inside(picture, y - dy, x - dx) ? picture.at(y - dy, x - dx) : 0;
            }
        }
        return Grid.of(rows);
    }

    private static boolean inside(Grid grid, int y, int x) {
        return y >= 0 && x >= 0 && y < grid.height() && x < grid.width();
    }

    private static String sentence(
            Move p, Grid shifted, Grid map, Grid shiftedMap, int compared, int agree, int unmoved, Unit dense) {
        int all = map.height() * map.width();
        if (p.dx() == 0 && p.dy() == 0) {
            return "The picture has not moved, so both maps are the same. Move it with the arrows.";
        }
        if (compared == 0) {
            return "The picture has moved so far that no place of the map is left to compare.";
        }
        if (map.largest() == 0) {
            return shiftedMap.largest() == 0
                    ? "The kernel answers nowhere on this picture, moved or not: a map of zeros looks the same wherever it moves."
                    : "The kernel answers nowhere on this picture. On the moved one it does, where paper came in over the border. "
                            + kept(dense, shifted);
        }
        String along =
                "The response moved with the picture at %s of %s; the other %d came in or went out over the border. "
                        .formatted(Numerals.text(agree), Numerals.count(compared, "place"), all - compared);
        String still = unmoved == all
                ? "Where they stand, the numbers happen to be as before, too. "
                : "Left where they stood, %s of the %s would agree. "
                        .formatted(
                                unmoved == 0 ? "none" : (2 * unmoved < all ? "only " : "") + unmoved,
                                Numerals.count(all, "number"));
        return along + still + kept(dense, shifted);
    }

    /** What the move leaves of the dense unit's response. */
    private static String kept(Unit dense, Grid shifted) {
        float before = dense.before();
        float after = dense.after();
        if (after == before) {
            return "The dense unit responds to the moved picture as to this one: it cannot tell them apart.";
        }
        if (before > 0 && after > 0 && after < before) {
            return "The dense unit keeps %s of its response.".formatted(Numerals.share(after / before));
        }
        boolean ink = shifted.rows().stream().flatMap(List::stream).allMatch(pixel -> pixel >= 0);
        return "The dense unit’s response %s from %s to %s%s."
                .formatted(
                        after < before ? "falls" : "rises",
                        Numerals.text(before),
                        Numerals.text(after),
                        shifted.largest() == 0
                                ? ": the picture has left the paper"
                                : after < 0 && after < before && ink
                                        ? ": more ink lies where it expects paper than where it expects ink"
                                        : "");
    }
}
