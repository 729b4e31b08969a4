package org.convolab.widget.pooling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.convolab.engine.layer.Axis;
import org.convolab.engine.layer.GlobalPool;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Phase;
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
import org.convolab.widget.Steps;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.springframework.stereotype.Component;

/**
 * Teaches what a pool keeps of a map and what it gives up: the largest number or the mean of each window, with the padding,
 * rounding and counting that frameworks offer, the mean of the whole map, or the maxima of a pyramid of cells.
 */
@Component
final class Pooling implements Widget<Pooling.Pool, Pooling.Pooled> {

    /** The grids that the pyramid lays over the map: 1 × 1, 2 × 2 and 4 × 4 cells. */
    static final List<Integer> LEVELS = List.of(1, 2, 4);

    /** The most numbers of a window that are written out one by one. */
    private static final int WRITTEN = 25;

    /** What becomes of a map. */
    public enum PoolKind {
        MAX,
        AVERAGE,
        GLOBAL,
        PYRAMID
    }

    /**
     * The map, the pool, and the cell of the output that is looked at; {@code level} counts the pyramid's grids.
     *
     * @param padding how many rows and columns are added on each side; they never win a maximum
     * @param ceil whether the number of windows is rounded up, so that the last may hang over the far edge
     * @param counting whether a mean divides by the padding too
     */
    public record Pool(
            @Form(Form.PICTURE) String input,
            PoolKind kind,
            @Bounds(min = 1, max = Grid.LIMIT) int window,
            @Bounds(min = 1, max = Grid.LIMIT) int stride,
            @Bounds(min = 0, max = Grid.LIMIT / 2) int padding,
            boolean ceil,
            boolean counting,
            @Bounds(min = 0, max = Grid.LIMIT) int row,
            @Bounds(min = 0, max = Grid.LIMIT) int col,
            @Bounds(min = 0, max = 2) int level) {

        /** Whether a window moves over the map. */
        public boolean slides() {
            return kind == PoolKind.MAX || kind == PoolKind.AVERAGE;
        }

        /** Whether the windows lie side by side. */
        public boolean tiles() {
            return slides() && stride == window;
        }
    }

    /** A rectangle of the input; with padding it may begin before the first pixel and end after the last. */
    public record Region(int row, int col, int height, int width) {}

    /** How many rows and columns around the input windows reach into. */
    public record Border(int top, int left, int bottom, int right) {}

    /**
     * The pooled map, and one window of it.
     *
     * @param output rows of numbers; of a pyramid one list, level after level
     * @param maps the same as grids: one, or one for each level of the pyramid
     * @param reads how many windows read each pixel
     * @param wins of how many windows each pixel is the largest number; where several are equal the first counts, and
     *     where all are none does
     * @param border what is drawn around the input: its padding, and what a window that hangs over covers
     * @param window what the cell that is looked at reads
     * @param numbers the pixels there, row by row, padding left out
     * @param ofRows the maximum, or for a mean the sum, of each of those rows
     * @param counted how many cells of the window count in a mean
     * @param value what the pool makes of them
     */
    public record Pooled(
            Grid input,
            List<?> output,
            List<Grid> maps,
            Grid reads,
            Grid wins,
            Border border,
            Region window,
            List<Float> numbers,
            List<Float> ofRows,
            int counted,
            float value,
            String sentence)
            implements View {

        /** The window's first row on the map as it is drawn, with its border. */
        public int top() {
            return window.row() + border.top();
        }

        public int left() {
            return window.col() + border.left();
        }

        /** What each of {@code bins} bins along a side of the map covers: its first cell and how many. */
        public String spans(int bins, int side) {
            return IntStream.range(0, bins)
                    .mapToObj(bin -> PyramidPool.first(bin, bins, side) + "+"
                            + (PyramidPool.end(bin, bins, side) - PyramidPool.first(bin, bins, side)))
                    .collect(Collectors.joining(" "));
        }

        /** Whether the window holds too many numbers to be written out. */
        public boolean many() {
            return numbers.size() > WRITTEN;
        }
    }

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
        return new Pool("1 3 2 0/5 2 1 1/0 1 4 6/2 0 3 1", PoolKind.MAX, 2, 2, 0, false, false, 0, 0, 0);
    }

    @Override
    public Pooled view(Pool p, CourseResources materials) {
        Grid input = materials.grid("input", p.input());
        int level = p.kind() == PoolKind.PYRAMID ? p.level() : 0;
        List<Grid> maps = maps(p, input);
        Grid map = maps.get(level);
        BadParameter.place("row", p.row(), map.height());
        BadParameter.place("col", p.col(), map.width());
        float[][] reads = new float[input.height()][input.width()];
        float[][] wins = new float[input.height()][input.width()];
        boolean max = p.kind() == PoolKind.MAX || p.kind() == PoolKind.PYRAMID;
        for (int row = 0; row < map.height(); row++) {
            for (int col = 0; col < map.width(); col++) {
                count(input, inside(input, region(p, input, level, row, col)), max, reads, wins);
            }
        }
        Region window = region(p, input, level, p.row(), p.col());
        Region read = inside(input, window);
        List<Float> numbers = new ArrayList<>();
        List<Float> ofRows = new ArrayList<>();
        for (int y = read.row(); y < read.row() + read.height(); y++) {
            List<Float> row = input.rows().get(y).subList(read.col(), read.col() + read.width());
            numbers.addAll(row);
            ofRows.add(row.stream().reduce(max ? Math::max : Float::sum).orElseThrow());
        }
        float value = map.at(p.row(), p.col());
        int counted = p.counting() && p.kind() == PoolKind.AVERAGE ? counted(p, input) : numbers.size();
        Grid readCounts = Grid.of(reads);
        Grid winCounts = Grid.of(wins);
        return new Pooled(
                input,
                p.kind() == PoolKind.PYRAMID
                        ? maps.stream()
                                .flatMap(each -> each.rows().stream())
                                .flatMap(List::stream)
                                .toList()
                        : map.rows(),
                maps,
                readCounts,
                winCounts,
                border(p, input, map),
                window,
                numbers,
                ofRows,
                counted,
                value,
                new PoolingCaptions(p, window, read, numbers, counted, value, readCounts, winCounts).sentence());
    }

    @Override
    public Steps walk(Pool p, Pooled view) {
        if (p.kind() != PoolKind.PYRAMID) {
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

    private static List<Grid> maps(Pool p, Grid input) {
        Tensor map = input.tensor();
        return switch (p.kind()) {
            case GLOBAL -> List.of(Grid.of(new GlobalPool().forward(map, Weights.NONE, Phase.INFERENCE), 0, 0));
            case PYRAMID ->
                levels(new PyramidPool(LEVELS, Pool2d.Kind.MAX).forward(map, Weights.NONE, Phase.INFERENCE));
            case MAX, AVERAGE -> {
                Pool2d.Kind kind = p.kind() == PoolKind.MAX ? Pool2d.Kind.MAX : Pool2d.Kind.AVERAGE;
                Pool2d layer = new Pool2d(kind, window(p, input), p.counting());
                yield List.of(Grid.of(layer.forward(map, Weights.NONE, Phase.INFERENCE), 0, 0));
            }
        };
    }

    /** The window of a maximum or a mean. A single row is pooled along the row only. */
    private static Window window(Pool p, Grid input) {
        if (2 * p.padding() > p.window()) {
            throw new BadParameter(
                    "padding",
                    p.padding(),
                    "at most half of the window, %d, so that every window reads a pixel".formatted(p.window() / 2));
        }
        int down = input.height() == 1 ? 0 : p.padding();
        int across = input.width() == 1 ? 0 : p.padding();
        Window window = new Window(
                input.height() == 1 ? 1 : p.window(),
                input.width() == 1 ? 1 : p.window(),
                p.stride(),
                1,
                new Padding(down, across, down, across, Padding.Mode.ZERO),
                p.ceil());
        if (window.placesDown(input.height()) < 1 || window.placesAcross(input.width()) < 1) {
            throw new BadParameter(
                    "window",
                    p.window(),
                    "at most as large as the input, %d × %d"
                                    .formatted(input.height() + 2 * down, input.width() + 2 * across)
                            + (p.padding() > 0 ? " with its padding" : ""));
        }
        return window;
    }

    /** How many cells of the window that is looked at lie on pixels or padding, not beyond. */
    private static int counted(Pool p, Grid input) {
        Window window = window(p, input);
        return counted(window.down(input.height()), p.row()) * counted(window.across(input.width()), p.col());
    }

    private static int counted(Axis axis, int place) {
        return (int) IntStream.range(0, axis.cells())
                .filter(cell -> axis.read(cell, place) != Axis.BEYOND)
                .count();
    }

    private static Border border(Pool p, Grid input, Grid map) {
        if (!p.slides()) {
            return new Border(0, 0, 0, 0);
        }
        Padding padding = window(p, input).padding();
        Region last = region(p, input, 0, map.height() - 1, map.width() - 1);
        return new Border(
                padding.top(),
                padding.left(),
                Math.max(padding.bottom(), last.row() + last.height() - input.height()),
                Math.max(padding.right(), last.col() + last.width() - input.width()));
    }

    /** What a region has of the input itself. */
    private static Region inside(Grid input, Region region) {
        int top = Math.max(0, region.row());
        int left = Math.max(0, region.col());
        int bottom = Math.min(input.height(), region.row() + region.height());
        int right = Math.min(input.width(), region.col() + region.width());
        return new Region(top, left, bottom - top, right - left);
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
            case MAX, AVERAGE -> {
                Window window = window(p, input);
                yield new Region(
                        row * p.stride() - window.padding().top(),
                        col * p.stride() - window.padding().left(),
                        window.height(),
                        window.width());
            }
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
}
