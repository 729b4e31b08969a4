package org.convolab.widget.pooling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.convolab.engine.layer.GlobalPool;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.layer.Mode;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Pool2d;
import org.convolab.engine.layer.PyramidPool;
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

@Component
final class Pooling implements Widget<Pooling.Pool, Pooling.Pooled> {

    /** The grids that the pyramid lays over the map: 1 × 1, 2 × 2 and 4 × 4 cells. */
    private static final List<Integer> LEVELS = List.of(1, 2, 4);

    /** What becomes of a map. */
    public enum Kind {
        MAX,
        AVERAGE,
        GLOBAL,
        PYRAMID
    }

    /** The map, the pool, and the cell of the output that is looked at; {@code level} counts the pyramid's grids. */
    public record Pool(
            @Form(Form.PICTURE) String input,
            Kind kind,
            @Bounds(min = 1, max = Grid.LIMIT) int window,
            @Bounds(min = 1, max = Grid.LIMIT) int stride,
            @Bounds(min = 0, max = Grid.LIMIT - 1) int row,
            @Bounds(min = 0, max = Grid.LIMIT - 1) int col,
            @Bounds(min = 0, max = 2) int level) {}

    /** A rectangle of the input. */
    public record Region(int row, int col, int height, int width) {}

    /**
     * The pooled map, and one window of it.
     *
     * @param output rows of numbers; of a pyramid one list, level after level
     * @param maps the same as grids: one, or one for each level of the pyramid
     * @param reads how many windows read each pixel
     * @param wins of how many windows each pixel is the largest number; where several are equal the first counts, and
     *     where all are none does
     * @param window what the cell that is looked at reads
     * @param numbers the pixels there, row by row
     * @param ofRows the maximum, or for a mean the sum, of each of those rows
     * @param value what the pool makes of them
     */
    public record Pooled(
            Grid input,
            List<?> output,
            List<Grid> maps,
            Grid reads,
            Grid wins,
            Region window,
            List<Float> numbers,
            List<Float> ofRows,
            float value,
            String sentence)
            implements View {}

    @Override
    public String id() {
        return "pooling";
    }

    @Override
    public String title() {
        return "Pooling";
    }

    @Override
    public Pool start() {
        return new Pool("1 3 2 0/5 2 1 1/0 1 4 6/2 0 3 1", Kind.MAX, 2, 2, 0, 0, 0);
    }

    @Override
    public Pooled view(Pool p, CourseResources materials) {
        Grid input = materials.grid("input", p.input());
        Layer layer = layer(p, input);
        Tensor output = layer.forward(input.tensor(), Weights.NONE, Mode.INFERENCE);
        List<Grid> maps = p.kind() == Kind.PYRAMID ? levels(output) : List.of(Grid.of(output, 0, 0));
        int level = p.kind() == Kind.PYRAMID ? p.level() : 0;
        Grid map = maps.get(level);
        if (p.row() >= map.height()) {
            throw new BadParameter("row", p.row(), "a whole number from 0 to " + (map.height() - 1));
        }
        if (p.col() >= map.width()) {
            throw new BadParameter("col", p.col(), "a whole number from 0 to " + (map.width() - 1));
        }
        float[][] reads = new float[input.height()][input.width()];
        float[][] wins = new float[input.height()][input.width()];
        boolean max = p.kind() == Kind.MAX || p.kind() == Kind.PYRAMID;
        for (int row = 0; row < map.height(); row++) {
            for (int col = 0; col < map.width(); col++) {
                count(input, region(p, input, level, row, col), max, reads, wins);
            }
        }
        Region window = region(p, input, level, p.row(), p.col());
        List<Float> numbers = new ArrayList<>();
        List<Float> ofRows = new ArrayList<>();
        for (int y = window.row(); y < window.row() + window.height(); y++) {
            List<Float> row = input.rows().get(y).subList(window.col(), window.col() + window.width());
            numbers.addAll(row);
            ofRows.add(row.stream().reduce(max ? Math::max : Float::sum).orElseThrow());
        }
        float value = map.at(p.row(), p.col());
        return new Pooled(
                input,
                p.kind() == Kind.PYRAMID
                        ? maps.stream()
                                .flatMap(each -> each.rows().stream())
                                .flatMap(List::stream)
                                .toList()
                        : map.rows(),
                maps,
                Grid.of(reads),
                Grid.of(wins),
                window,
                numbers,
                ofRows,
                value,
                sentence(p, input, window, numbers, value, wins, reads));
    }

    @Override
    public Steps walk(Pool p, Pooled view) {
        if (p.kind() != Kind.PYRAMID) {
            int width = view.maps().get(0).width();
            return new Steps(
                    p.row() * width + p.col(),
                    width * view.maps().get(0).height(),
                    place -> Map.of("row", place / width, "col", place % width, "level", 0));
        }
        List<Map<String, Object>> cells = new ArrayList<>();
        int at = 0;
        for (int level = 0; level < LEVELS.size(); level++) {
            int side = LEVELS.get(level);
            for (int cell = 0; cell < side * side; cell++) {
                if (level == p.level() && cell == p.row() * side + p.col()) {
                    at = cells.size();
                }
                cells.add(Map.of("level", level, "row", cell / side, "col", cell % side));
            }
        }
        return new Steps(at, cells.size(), cells::get);
    }

    private static Layer layer(Pool p, Grid input) {
        if (p.kind() == Kind.GLOBAL) {
            return new GlobalPool();
        }
        if (p.kind() == Kind.PYRAMID) {
            return new PyramidPool(LEVELS, Pool2d.Kind.MAX);
        }
        Window window = new Window(down(p, input), across(p, input), p.stride(), 1, Padding.NONE, false);
        if (window.height() > input.height() || window.width() > input.width()) {
            throw new BadParameter(
                    "window",
                    p.window(),
                    "at most as large as the input, %d × %d".formatted(input.height(), input.width()));
        }
        return new Pool2d(p.kind() == Kind.MAX ? Pool2d.Kind.MAX : Pool2d.Kind.AVERAGE, window, false);
    }

    /** A single row is pooled along the row only. */
    private static int down(Pool p, Grid input) {
        return input.height() == 1 ? 1 : p.window();
    }

    private static int across(Pool p, Grid input) {
        return input.width() == 1 ? 1 : p.window();
    }

    private static List<Grid> levels(Tensor output) {
        List<Grid> maps = new ArrayList<>();
        int from = 0;
        for (int side : LEVELS) {
            float[][] rows = new float[side][side];
            for (int cell = 0; cell < side * side; cell++) {
                rows[cell / side][cell % side] = output.data()[from++];
            }
            maps.add(Grid.of(rows));
        }
        return maps;
    }

    private static Region region(Pool p, Grid input, int level, int row, int col) {
        return switch (p.kind()) {
            case MAX, AVERAGE -> new Region(row * p.stride(), col * p.stride(), down(p, input), across(p, input));
            case GLOBAL -> new Region(0, 0, input.height(), input.width());
            case PYRAMID -> {
                int side = LEVELS.get(level);
                int top = PyramidPool.first(row, side, input.height());
                int left = PyramidPool.first(col, side, input.width());
                yield new Region(
                        top,
                        left,
                        PyramidPool.end(row, side, input.height()) - top,
                        PyramidPool.end(col, side, input.width()) - left);
            }
        };
    }

    private static void count(Grid input, Region region, boolean max, float[][] reads, float[][] wins) {
        int winY = region.row();
        int winX = region.col();
        boolean even = true;
        for (int y = region.row(); y < region.row() + region.height(); y++) {
            for (int x = region.col(); x < region.col() + region.width(); x++) {
                reads[y][x]++;
                even &= input.at(y, x) == input.at(region.row(), region.col());
                if (input.at(y, x) > input.at(winY, winX)) {
                    winY = y;
                    winX = x;
                }
            }
        }
        if (max && !even) {
            wins[winY][winX]++;
        }
    }

    private static String sentence(
            Pool p, Grid input, Region window, List<Float> numbers, float value, float[][] wins, float[][] reads) {
        String said = switch (p.kind()) {
            case MAX -> maximum(input, window, numbers, value, wins);
            case AVERAGE -> mean(numbers, value);
            case GLOBAL ->
                "All %d numbers add up to %s; divided by %d that is %s. One number is left for the whole map, and it stays the same if the pixels trade places."
                        .formatted(numbers.size(), Numerals.text(sum(numbers)), numbers.size(), Numerals.text(value));
            case PYRAMID ->
                "This cell of the %d × %d grid covers %s and %s of the map; its largest number is %s. A map of any size gives %s = %d numbers."
                        .formatted(
                                LEVELS.get(p.level()),
                                LEVELS.get(p.level()),
                                span("row", window.row(), window.height()),
                                span("column", window.col(), window.width()),
                                Numerals.text(value),
                                LEVELS.stream()
                                        .map(side -> String.valueOf(side * side))
                                        .collect(Collectors.joining(" + ")),
                                LEVELS.stream().mapToInt(side -> side * side).sum());
        };
        long unread = IntStream.range(0, input.height() * input.width())
                .filter(i -> reads[i / input.width()][i % input.width()] == 0)
                .count();
        return unread == 0
                ? said
                : said + " No window reads the %s crossed out.".formatted(unread == 1 ? "pixel" : unread + " pixels");
    }

    private static String maximum(Grid input, Region window, List<Float> numbers, float value, float[][] wins) {
        if (numbers.stream().distinct().count() == 1) {
            return "Every number in this window is %s, and so is the maximum.".formatted(Numerals.text(value));
        }
        int first = numbers.indexOf(value);
        int y = window.row() + first / window.width();
        int x = window.col() + first % window.width();
        String largest = numbers.size() > 4
                ? "The largest of the %d numbers is %s".formatted(numbers.size(), Numerals.text(value))
                : "The largest of %s is %s".formatted(listed(numbers), Numerals.text(value));
        long equal = numbers.stream().filter(number -> number == value).count();
        if (equal > 1) {
            return largest
                    + ". It stands here %d times; once would have been enough, for the output only says that it was here."
                            .formatted(equal);
        }
        if (wins[y][x] > 1) {
            return largest
                    + ". These windows overlap, and the same pixel, row %d, column %d, wins %d of them."
                            .formatted(y, x, (int) wins[y][x]);
        }
        return largest
                + ", at row %d, column %d. The output keeps the %s and forgets where in the window it stood."
                        .formatted(y, x, Numerals.text(input.at(y, x)));
    }

    private static String mean(List<Float> numbers, float value) {
        if (numbers.stream().distinct().count() == 1) {
            return "Every number in this window is %s, and so is the mean.".formatted(Numerals.text(value));
        }
        float largest = numbers.stream().max(Float::compare).orElseThrow();
        String sum = numbers.size() > 4 ? "The %d numbers add".formatted(numbers.size()) : listed(numbers) + " add";
        return "%s up to %s; divided by %d that is %s. The largest, %s, is diluted by its neighbors."
                .formatted(
                        sum, Numerals.text(sum(numbers)), numbers.size(), Numerals.text(value), Numerals.text(largest));
    }

    private static double sum(List<Float> numbers) {
        return numbers.stream().mapToDouble(Float::doubleValue).sum();
    }

    private static String listed(List<Float> numbers) {
        List<String> texts = numbers.stream().map(Numerals::text).toList();
        return String.join(", ", texts.subList(0, texts.size() - 1)) + " and " + texts.get(texts.size() - 1);
    }

    private static String span(String name, int first, int count) {
        return count == 1 ? name + " " + first : "%ss %d to %d".formatted(name, first, first + count - 1);
    }
}
