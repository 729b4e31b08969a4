package org.convolab.widget.invariance;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Pool2d;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Form;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.Steps;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.springframework.stereotype.Component;

/**
 * What halving a picture does to a small move of it: four ways to take every second place, before and after the picture
 * has moved, and how far their numbers change. A move by whole strides moves the numbers; one by less changes them.
 */
@Component
final class Invariance implements Widget<Invariance.Nudge, Invariance.Comparison> {

    /** How a picture is halved. */
    public enum Method {
        MAX,
        AVERAGE,
        STRIDED,
        BLURRED;

        /** How many pixels of a row a number depends on. */
        public int reach() {
            return this == BLURRED ? 4 : this == STRIDED ? 1 : 2;
        }

        /** The first of them; before the first pixel stands the last. */
        public int first(int place) {
            return 2 * place - (this == BLURRED ? 1 : 0);
        }

        private String word() {
            return switch (this) {
                case MAX -> "the maximum";
                case AVERAGE -> "the mean";
                case STRIDED -> "every second pixel";
                case BLURRED -> "the blurred maximum";
            };
        }
    }

    /** The picture, how far to the right it moves, and the number that is looked at. */
    public record Nudge(
            @Form(Form.PICTURE) String input,
            @Bounds(min = 0, max = 8) int shift,
            Method method,
            @Bounds(min = 0, max = 7) int row,
            @Bounds(min = 0, max = 7) int col) {

        /** The method of that name. */
        public Method named(String name) {
            return Method.valueOf(name.toUpperCase(Locale.ROOT));
        }

        /** How many pixels of a row the number that is looked at depends on. */
        public int reach() {
            return method.reach();
        }

        /** The first of them; before the first pixel stands the last. */
        public int first(int place) {
            return method.first(place);
        }
    }

    /**
     * What one method makes of the picture.
     *
     * @param difference after minus before
     * @param distance the largest change of a number, whichever way
     * @param moved by how many places {@code before}, its end coming round to the front, must move to be {@code after};
     *     -1 if no move makes it so
     */
    public record Halved(Grid before, Grid after, Grid difference, float distance, int moved) {
        /** What has become of the numbers, in words. */
        public String fate() {
            return distance == 0 ? "unchanged" : moved > 0 ? "the old answer, moved by " + moved : "another answer";
        }
    }

    /**
     * What one method computes at the place that is looked at, before and after: {@code weights} are those of a sum, and
     * are missing where a maximum is taken.
     */
    public record WindowValues(List<Float> before, List<Float> after, List<Float> weights) {}

    /**
     * The four methods side by side.
     *
     * @param maxima the maximum at every place, which the blurred method blurs, before and after
     */
    public record Comparison(
            Grid input,
            Grid shifted,
            Halved max,
            Halved average,
            Halved strided,
            Halved blurred,
            List<Grid> maxima,
            WindowValues reading,
            String sentence)
            implements View {}

    @Override
    public String id() {
        return "invariance";
    }

    @Override
    public String title() {
        return "Nudged by a pixel";
    }

    @Override
    public Nudge start() {
        return new Nudge("0 0 1 1 0 0 1 1", 1, Method.MAX, 0, 0);
    }

    @Override
    public Comparison view(Nudge p, CourseResources materials) {
        Grid input = materials.grid("input", p.input());
        if (input.width() % 2 > 0 || input.height() % 2 > 0 && input.height() > 1) {
            throw new BadParameter(
                    "input", p.input(), "one row or an even number of rows, of an even number of pixels each");
        }
        int height = (input.height() + 1) / 2;
        int width = input.width() / 2;
        BadParameter.place("row", p.row(), height);
        BadParameter.place("col", p.col(), width);
        Grid shifted = moved(input, p.shift());
        Layer everyMaximum = everyMaximum(input);
        List<Grid> maxima = Stream.of(input, shifted)
                .map(grid -> run(everyMaximum, Weights.NONE, grid))
                .toList();
        Layer max = Pool2d.max(pair(input));
        Layer average = Pool2d.average(pair(input));
        Conv2d strided =
                Conv2d.of(1, 1, new Window(1, 1, 2, 1, Padding.NONE, false)).withoutBias();
        Weights one = Weights.of(Map.of("weight", new float[] {1}));
        Conv2d blur = blur(input);
        Weights weights = Weights.of(Map.of("weight", blurWeights(input)));
        Map<Method, Halved> halved = new EnumMap<>(Method.class);
        halved.put(Method.MAX, halved(run(max, Weights.NONE, input), run(max, Weights.NONE, shifted)));
        halved.put(Method.AVERAGE, halved(run(average, Weights.NONE, input), run(average, Weights.NONE, shifted)));
        halved.put(Method.STRIDED, halved(run(strided, one, input), run(strided, one, shifted)));
        halved.put(Method.BLURRED, halved(run(blur, weights, maxima.get(0)), run(blur, weights, maxima.get(1))));
        return new Comparison(
                input,
                shifted,
                halved.get(Method.MAX),
                halved.get(Method.AVERAGE),
                halved.get(Method.STRIDED),
                halved.get(Method.BLURRED),
                maxima,
                reading(p, input, shifted, maxima),
                sentence(p.shift(), input.equals(shifted), halved));
    }

    @Override
    public Steps walk(Nudge p, Comparison view) {
        return new Steps(
                p.shift(), 9, place -> Map.of("shift", place, "method", p.method(), "row", p.row(), "col", p.col()));
    }

    private static int high(Grid input, int side) {
        return input.height() == 1 ? 1 : side;
    }

    private static Window pair(Grid input) {
        return new Window(high(input, 2), 2, 2, 1, Padding.NONE, false);
    }

    /** The maximum of each window, moved by one pixel, the far edge followed by the near one. */
    private static Layer everyMaximum(Grid input) {
        Padding around = new Padding(0, 0, high(input, 2) - 1, 1, Padding.Mode.CIRCULAR);
        return Pool2d.max(new Window(high(input, 2), 2, 1, 1, around, false));
    }

    private static Conv2d blur(Grid input) {
        int down = high(input, 3) / 2;
        Padding around = new Padding(down, 1, down, 1, Padding.Mode.CIRCULAR);
        return Conv2d.of(1, 1, new Window(high(input, 3), 3, 2, 1, around, false))
                .withoutBias();
    }

    /** ¼ ½ ¼ along the row, and for a picture down the columns too. */
    private static float[] blurWeights(Grid input) {
        float[] line = {.25f, .5f, .25f};
        if (input.height() == 1) {
            return line;
        }
        float[] square = new float[9];
        for (int i = 0; i < square.length; i++) {
            square[i] = line[i / 3] * line[i % 3];
        }
        return square;
    }

    private static Grid run(Layer layer, Weights weights, Grid grid) {
        Tensor output = layer.forward(grid.tensor(), weights, Phase.INFERENCE);
        return Grid.of(output, 0, 0);
    }

    private static Grid moved(Grid grid, int right) {
        float[][] rows = new float[grid.height()][grid.width()];
        for (int y = 0; y < grid.height(); y++) {
            for (int x = 0; x < grid.width(); x++) {
                rows[y][(x + right) % grid.width()] = grid.at(y, x);
            }
        }
        return Grid.of(rows);
    }

    private static Halved halved(Grid before, Grid after) {
        Grid difference = minus(after, before);
        int moved = -1;
        for (int places = before.width() - 1; places >= 0; places--) {
            if (minus(after, moved(before, places)).largest() == 0) {
                moved = places;
            }
        }
        return new Halved(before, after, difference, difference.largest(), moved);
    }

    private static Grid minus(Grid one, Grid other) {
        float[][] rows = new float[one.height()][one.width()];
        for (int y = 0; y < one.height(); y++) {
            for (int x = 0; x < one.width(); x++) {
                rows[y][x] = one.at(y, x) - other.at(y, x);
            }
        }
        return Grid.of(rows);
    }

    private static WindowValues reading(Nudge p, Grid input, Grid shifted, List<Grid> maxima) {
        return switch (p.method()) {
            case MAX -> new WindowValues(under(pair(input), input, p), under(pair(input), shifted, p), List.of());
            case AVERAGE ->
                new WindowValues(
                        under(pair(input), input, p), under(pair(input), shifted, p), evenly(2 * high(input, 2)));
            case STRIDED ->
                new WindowValues(
                        List.of(input.at(2 * p.row(), 2 * p.col())),
                        List.of(shifted.at(2 * p.row(), 2 * p.col())),
                        List.of(1f));
            case BLURRED -> {
                Window window = blur(input).window();
                List<Float> weights = new ArrayList<>();
                for (float weight : blurWeights(input)) {
                    weights.add(weight);
                }
                yield new WindowValues(under(window, maxima.get(0), p), under(window, maxima.get(1), p), weights);
            }
        };
    }

    private static List<Float> evenly(int count) {
        return Stream.generate(() -> 1f / count).limit(count).toList();
    }

    private static List<Float> under(Window window, Grid grid, Nudge p) {
        List<Float> numbers = new ArrayList<>();
        for (int m = 0; m < window.height(); m++) {
            for (int n = 0; n < window.width(); n++) {
                numbers.add(grid.at(
                        window.down(grid.height()).read(m, p.row()),
                        window.across(grid.width()).read(n, p.col())));
            }
        }
        return numbers;
    }

    private static String sentence(int shift, boolean same, Map<Method, Halved> halved) {
        String by = Numerals.count(shift, "pixel");
        if (shift == 0) {
            return "Nothing has moved yet. Step on, and watch which of the four answers stays closest to what it was.";
        }
        if (same) {
            return "Moved by %s the picture looks as it did before, so no answer can change.".formatted(by);
        }
        TreeMap<Float, String> ranking = new TreeMap<>();
        halved.forEach((method, result) ->
                ranking.merge(result.distance(), method.word(), (one, other) -> one + " and " + other));
        if (ranking.lastKey() == 0) {
            return "The picture has moved by %s, and none of the four answers shows it.".formatted(by);
        }
        if (shift % 2 == 0) {
            return "%s are %s: each of the four answers is its old self, moved by %s. The windows fall on the same pixels again, so nothing was lost."
                    .formatted(by, Numerals.count(shift / 2, "whole stride"), Numerals.count(shift / 2, "place"));
        }
        return "Moved by %s, %s. The largest change, from the least: %s."
                .formatted(
                        by,
                        shift == 1 ? "half a stride" : shift / 2 + "½ strides",
                        ranking.entrySet().stream()
                                .map(entry -> entry.getValue() + " "
                                        + (entry.getKey() == 0 ? "not at all" : "by " + Numerals.text(entry.getKey())))
                                .collect(Collectors.joining("; ")));
    }
}
