package org.convolab.widget.stride;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.convolab.engine.layer.Axis;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.image.Drawing;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.PaddingRule;
import org.convolab.widget.Sides;
import org.convolab.widget.Steps;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Teaches what stride, padding and dilation do to a window's places: how large the output is, how often each pixel is read,
 * which are never read, and what stands in the border.
 */
@Component
final class Stride implements Widget<Stride.Setting, Stride.Places> {

    /** The largest input, and more places than a window takes on it along one axis. */
    static final int LARGEST = 224;

    static final int MOST_PLACES = 320;

    /** The widest padded input whose cells are all drawn, and how many cells of a wider one are. */
    private static final int WIDEST = 32;

    private static final int CUTTING = 11;

    /** What the input shows: ink that grows by 1 with each step to the right or down, or 9 everywhere. */
    public enum Pattern {
        RAMP,
        EVEN
    }

    /** The window and its input; the place of the window that is looked at; and the pixel whose reads are traced. */
    public record Setting(
            @Bounds(min = 1, max = LARGEST) Sides size,
            @Bounds(min = 1, max = 11) Sides kernel,
            @Bounds(min = 1, max = 8) Sides stride,
            @Bounds(min = 0, max = 16) PaddingRule padding,
            Padding.Mode mode,
            @Bounds(min = 1, max = 4) Sides dilation,
            Pattern picture,
            @Bounds(min = 0, max = MOST_PLACES - 1) int row,
            @Bounds(min = 0, max = MOST_PLACES - 1) int col,
            @Bounds(min = 0, max = LARGEST - 1) int pixelRow,
            @Bounds(min = 0, max = LARGEST - 1) int pixelCol) {

        private Shape input() {
            return new Shape(1, size.height(), size.width());
        }

        private Window window() {
            Window window = Window.of(kernel.height(), kernel.width())
                    .withStride(stride.height(), stride.width())
                    .withDilation(dilation.height(), dilation.width());
            return window.withPadding(padding.around(window, input(), mode));
        }

        /** The first row and column of the padded input on which the window at the chosen place lies. */
        public int top() {
            return row * stride.height();
        }

        public int left() {
            return col * stride.width();
        }
    }

    /** A window's travel along one axis: the numbers of its formula. */
    public record Travel(int size, int before, int after, int reach, int stride, int kernel, int dilation, int out) {

        /** {@code floor((7 + 0 + 0 − 3) / 2) + 1 = floor(2) + 1}. */
        public String formula() {
            return "floor((%d + %d + %d − %d) / %d) + 1 = floor(%s) + 1"
                    .formatted(
                            size,
                            before,
                            after,
                            reach,
                            stride,
                            Numerals.format((double) (size + before + after - reach) / stride, "0.###"));
        }
    }

    /**
     * Every place of the window, one of them, and one pixel.
     *
     * @param out the larger of {@code outHeight} and {@code outWidth}
     * @param before how many pixels of padding stand to the left, {@code after} to the right
     * @param above how many stand above, {@code below} below
     * @param reach how many pixels the window covers across from its first cell to its last, {@code reachDown} down
     * @param padded the input and what its border holds
     * @param output the mean of what the window reads, place by place
     * @param reads how often each pixel is read; a copy in the border is a read of the pixel that it copies
     * @param here how often the window at the chosen place reads each pixel
     * @param readers how often the window reads the chosen pixel, place by place
     * @param readersDown how many cells of windows read the pixel's row, {@code readersAcross} its column
     * @param fromBorder how many cells of the window at the chosen place lie on the border
     * @param axes the ways down and across; only one where they are alike
     */
    public record Places(
            int out,
            int outHeight,
            int outWidth,
            int before,
            int after,
            int above,
            int below,
            int reach,
            int reachDown,
            Grid padded,
            Grid output,
            Grid reads,
            int neverRead,
            Grid here,
            Grid readers,
            int readersDown,
            int readersAcross,
            int fromBorder,
            List<Travel> axes,
            String sentence)
            implements View {

        public boolean bordered() {
            return before + after + above + below > 0;
        }

        /** Whether the padded input is too large to be drawn cell by cell. */
        public boolean large() {
            return Math.max(padded.height(), padded.width()) > WIDEST;
        }

        /** The most cells across that are drawn. */
        public int shown() {
            return large() ? CUTTING : WIDEST;
        }
    }

    @Override
    public String id() {
        return "stride";
    }

    @Override
    public String title() {
        return "Stride and padding";
    }

    @Override
    public Setting start() {
        return new Setting(
                Sides.of(7),
                Sides.of(3),
                Sides.of(2),
                new PaddingRule("valid", null),
                Padding.Mode.ZERO,
                Sides.of(1),
                Pattern.RAMP,
                0,
                0,
                0,
                0);
    }

    @Override
    public Places view(Setting p, CourseResources materials) {
        Window window = p.window();
        Padding padding = window.padding();
        refuse(
                p,
                p.size().height(),
                padding.top(),
                padding.bottom(),
                window.reachDown(),
                p.dilation().height());
        refuse(
                p,
                p.size().width(),
                padding.left(),
                padding.right(),
                window.reachAcross(),
                p.dilation().width());
        Axis down = window.down(p.size().height());
        Axis across = window.across(p.size().width());
        BadParameter.place("row", p.row(), down.places());
        BadParameter.place("col", p.col(), across.places());
        BadParameter.place("pixelRow", p.pixelRow(), p.size().height());
        BadParameter.place("pixelCol", p.pixelCol(), p.size().width());
        Tensor input = picture(p);
        float[] mean = new float[p.kernel().area()];
        Arrays.fill(mean, 1f / mean.length);
        Grid output = Grid.of(
                Conv2d.of(1, 1, window)
                        .withoutBias()
                        .forward(input, Weights.of(Map.of("weight", mean)), Phase.INFERENCE),
                0,
                0);
        int[] readersDown = readers(down, p.pixelRow());
        int[] readersAcross = readers(across, p.pixelCol());
        Grid reads =
                product(reads(down, p.size().height()), reads(across, p.size().width()));
        int[] hereDown = new int[p.size().height()];
        add(hereDown, down, p.row());
        int[] hereAcross = new int[p.size().width()];
        add(hereAcross, across, p.col());
        int neverRead = (int) reads.rows().stream()
                .flatMap(List::stream)
                .filter(count -> count == 0)
                .count();
        int fromBorder = p.kernel().area()
                - inside(
                                p.top() - padding.top(),
                                down.cells(),
                                p.dilation().height(),
                                p.size().height())
                        * inside(
                                p.left() - padding.left(),
                                across.cells(),
                                p.dilation().width(),
                                p.size().width());
        Travel vertical = new Travel(
                p.size().height(),
                padding.top(),
                padding.bottom(),
                window.reachDown(),
                p.stride().height(),
                down.cells(),
                p.dilation().height(),
                down.places());
        Travel horizontal = new Travel(
                p.size().width(),
                padding.left(),
                padding.right(),
                window.reachAcross(),
                p.stride().width(),
                across.cells(),
                p.dilation().width(),
                across.places());
        return new Places(
                Math.max(down.places(), across.places()),
                down.places(),
                across.places(),
                padding.left(),
                padding.right(),
                padding.top(),
                padding.bottom(),
                window.reachAcross(),
                window.reachDown(),
                padded(p, padding, input),
                output,
                reads,
                neverRead,
                product(hereDown, hereAcross),
                product(readersDown, readersAcross),
                IntStream.of(readersDown).sum(),
                IntStream.of(readersAcross).sum(),
                fromBorder,
                vertical.equals(horizontal) ? List.of(horizontal) : List.of(vertical, horizontal),
                new StrideCaptions(p, reads, neverRead, fromBorder).sentence());
    }

    @Override
    public Steps walk(Setting p, Places view) {
        int width = view.outWidth();
        return new Steps(
                p.row() * width + p.col(),
                view.outHeight() * width,
                place -> Map.of(
                        "row",
                        place / width,
                        "col",
                        place % width,
                        "pixelRow",
                        p.pixelRow(),
                        "pixelCol",
                        p.pixelCol()));
    }

    @Override
    public @Nullable Drawing drawing(Setting p, Places view, String name) {
        return name.equals("reads") && view.large()
                ? Drawing.ink(view.reads().tensor(), 0, 0, view.reads().largest())
                : null;
    }

    private static void refuse(Setting p, int size, int before, int after, int reach, int dilation) {
        if (p.mode().least(Math.max(before, after)) > size) {
            throw new BadParameter(
                    "padding",
                    p.padding(),
                    "at most %d pixels on a side in %s mode, and this is %d: an input of %d has no more to copy"
                            .formatted(
                                    p.mode() == Padding.Mode.REFLECT ? size - 1 : size,
                                    p.mode().name().toLowerCase(Locale.ROOT),
                                    Math.max(before, after),
                                    size));
        }
        if (reach > size + before + after) {
            throw new BadParameter(
                    "kernel",
                    p.kernel(),
                    "what fits the padded input of %s; with dilation %d this kernel covers %d"
                            .formatted(Numerals.count(size + before + after, "pixel"), dilation, reach));
        }
    }

    private static Tensor picture(Setting p) {
        float[] ink = new float[p.size().area()];
        for (int i = 0; i < ink.length; i++) {
            ink[i] = p.picture() == Pattern.EVEN
                    ? 9
                    : 1 + i / p.size().width() + i % p.size().width();
        }
        return Tensor.of(p.input(), ink);
    }

    private static Grid padded(Setting p, Padding padding, Tensor input) {
        int height = p.size().height();
        int width = p.size().width();
        float[][] rows = new float[padding.top() + height + padding.bottom()][padding.left() + width + padding.right()];
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < rows[y].length; x++) {
                int row = padding.mode().source(y - padding.top(), height);
                int col = padding.mode().source(x - padding.left(), width);
                rows[y][x] = row < 0 || col < 0 ? 0 : input.at(0, 0, row, col);
            }
        }
        return Grid.of(rows);
    }

    /** How often each of so many pixels is read, over all places along one axis. */
    private static int[] reads(Axis axis, int size) {
        int[] reads = new int[size];
        IntStream.range(0, axis.places()).forEach(place -> add(reads, axis, place));
        return reads;
    }

    /** Counts the pixels that the cells of a window read at a place along one axis. */
    private static void add(int[] reads, Axis axis, int place) {
        for (int cell = 0; cell < axis.cells(); cell++) {
            if (axis.read(cell, place) >= 0) {
                reads[axis.read(cell, place)]++;
            }
        }
    }

    /** How many cells of the window read a pixel, place by place. */
    private static int[] readers(Axis axis, int pixel) {
        return IntStream.range(0, axis.places())
                .map(place -> (int) IntStream.range(0, axis.cells())
                        .filter(cell -> axis.read(cell, place) == pixel)
                        .count())
                .toArray();
    }

    /** How many cells of a window, the first of them at {@code first}, lie on one of so many pixels. */
    private static int inside(int first, int cells, int dilation, int size) {
        return (int) IntStream.range(0, cells)
                .map(cell -> first + cell * dilation)
                .filter(index -> index >= 0 && index < size)
                .count();
    }

    private static Grid product(int[] down, int[] across) {
        List<List<Float>> rows = new ArrayList<>();
        for (int y : down) {
            rows.add(IntStream.of(across).mapToObj(x -> (float) (y * x)).toList());
        }
        return new Grid(rows);
    }
}
