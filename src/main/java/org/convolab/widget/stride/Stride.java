package org.convolab.widget.stride;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.convolab.engine.layer.Axis;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Mode;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Shape;
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

@Component
final class Stride implements Widget<Stride.Stepping, Stride.Places> {
    private static final String PADDINGS = "valid, same, full or a whole number of pixels from 0 to 16";

    /** The most pixels across a padded input that can still be drawn. */
    private static final int WIDEST = 32;

    /** What the input shows: ink that grows by 1 with each step to the right or down, or 9 everywhere. */
    public enum Picture {
        RAMP,
        EVEN
    }

    /**
     * The window and its input, both square; the place of the window that is looked at; and the pixel whose reads are
     * traced.
     */
    public record Stepping(
            @Bounds(min = 1, max = 16) int size,
            @Bounds(min = 1, max = 9) int kernel,
            @Bounds(min = 1, max = 8) int stride,
            @Form(value = PADDINGS, length = 8) String padding,
            Padding.Mode mode,
            @Bounds(min = 1, max = 4) int dilation,
            Picture picture,
            @Bounds(min = 0, max = WIDEST - 1) int row,
            @Bounds(min = 0, max = WIDEST - 1) int col,
            @Bounds(min = 0, max = 15) int pixelRow,
            @Bounds(min = 0, max = 15) int pixelCol) {}

    /**
     * Every place of the window, one of them, and one pixel.
     *
     * @param out the side of the output
     * @param before how many pixels of padding stand above and to the left, {@code after} below and to the right
     * @param reach how many pixels the window covers from its first cell to its last
     * @param padded the input and what its border holds
     * @param output the mean of what the window reads, place by place
     * @param reads how often each pixel is read; a copy in the border is a read of the pixel that it copies
     * @param here how often the window at the chosen place reads each pixel
     * @param readers how often the window reads the chosen pixel, place by place
     * @param readersDown how many cells of windows read the pixel's row, {@code readersAcross} its column
     * @param fromBorder how many cells of the window at the chosen place lie on the border
     */
    public record Places(
            int out,
            int before,
            int after,
            int reach,
            Grid padded,
            Grid output,
            Grid reads,
            int neverRead,
            Grid here,
            Grid readers,
            int readersDown,
            int readersAcross,
            int fromBorder,
            String sentence)
            implements View {}

    @Override
    public String id() {
        return "stride";
    }

    @Override
    public String title() {
        return "Stride and padding";
    }

    @Override
    public Stepping start() {
        return new Stepping(7, 3, 2, "valid", Padding.Mode.ZERO, 1, Picture.RAMP, 0, 0, 0, 0);
    }

    @Override
    public Places view(Stepping p, CourseResources materials) {
        Padding padding = padding(p);
        Window window = new Window(p.kernel(), p.kernel(), p.stride(), p.dilation(), padding, false);
        int room = p.size() + padding.left() + padding.right();
        refuse(p, padding, window, room);
        Tensor input = picture(p);
        int cells = p.kernel() * p.kernel();
        float[] mean = new float[cells];
        Arrays.fill(mean, 1f / cells);
        Grid output = Grid.of(
                Conv2d.of(1, 1, window)
                        .withoutBias()
                        .forward(input, Weights.of(Map.of("weight", mean)), Mode.INFERENCE),
                0,
                0);
        Axis axis = window.across(p.size());
        int out = axis.places();
        place("row", p.row(), out);
        place("col", p.col(), out);
        place("pixelRow", p.pixelRow(), p.size());
        place("pixelCol", p.pixelCol(), p.size());
        int[] each = new int[p.size()];
        IntStream.range(0, out).forEach(place -> add(each, axis, place));
        int[] down = new int[p.size()];
        add(down, axis, p.row());
        int[] across = new int[p.size()];
        add(across, axis, p.col());
        int[] readersDown = readers(axis, p.pixelRow());
        int[] readersAcross = readers(axis, p.pixelCol());
        Grid reads = product(each, each);
        Grid here = product(down, across);
        int neverRead = (int) reads.rows().stream()
                .flatMap(List::stream)
                .filter(count -> count == 0)
                .count();
        int fromBorder = outside(axis, p, p.row(), p.col());
        return new Places(
                out,
                padding.left(),
                padding.right(),
                window.reachAcross(),
                padded(p, padding, input, room),
                output,
                reads,
                neverRead,
                here,
                product(readersDown, readersAcross),
                IntStream.of(readersDown).sum(),
                IntStream.of(readersAcross).sum(),
                fromBorder,
                sentence(p, reads, neverRead, fromBorder));
    }

    @Override
    public Steps walk(Stepping p, Places view) {
        int out = view.out();
        return new Steps(
                p.row() * out + p.col(),
                out * out,
                place -> Map.of(
                        "row", place / out, "col", place % out, "pixelRow", p.pixelRow(), "pixelCol", p.pixelCol()));
    }

    private static Padding padding(Stepping p) {
        int reach = p.dilation() * (p.kernel() - 1);
        return switch (p.padding()) {
            case "valid" -> Padding.of(0, p.mode());
            case "full" -> Padding.of(reach, p.mode());
            case "same" -> {
                Padding same = new Window(p.kernel(), p.kernel(), p.stride(), p.dilation(), Padding.NONE, false)
                        .withSamePadding(new Shape(1, p.size(), p.size()))
                        .padding();
                yield new Padding(same.top(), same.left(), same.bottom(), same.right(), p.mode());
            }
            default -> {
                if (!p.padding().matches("1?[0-9]") || Integer.parseInt(p.padding()) > 16) {
                    throw new BadParameter("padding", p.padding(), PADDINGS);
                }
                yield Padding.of(Integer.parseInt(p.padding()), p.mode());
            }
        };
    }

    private static void refuse(Stepping p, Padding padding, Window window, int room) {
        if (p.mode().least(padding.right()) > p.size()) {
            throw new BadParameter(
                    "padding",
                    p.padding(),
                    "at most %d pixels on a side in %s mode, and this is %d: an input of %d has no more to copy"
                            .formatted(
                                    p.mode() == Padding.Mode.REFLECT ? p.size() - 1 : p.size(),
                                    p.mode().name().toLowerCase(Locale.ROOT),
                                    padding.right(),
                                    p.size()));
        }
        if (room > WIDEST) {
            throw new BadParameter(
                    "padding", p.padding(), "what makes the padded input at most %d pixels wide".formatted(WIDEST));
        }
        if (window.reachAcross() > room) {
            throw new BadParameter(
                    "kernel",
                    p.kernel(),
                    "what fits the padded input of %d pixels; with dilation %d this kernel covers %d"
                            .formatted(room, p.dilation(), window.reachAcross()));
        }
    }

    private static void place(String field, int value, int count) {
        if (value >= count) {
            throw new BadParameter(field, value, "a whole number from 0 to " + (count - 1));
        }
    }

    private static Tensor picture(Stepping p) {
        float[] ink = new float[p.size() * p.size()];
        for (int i = 0; i < ink.length; i++) {
            ink[i] = p.picture() == Picture.EVEN ? 9 : 1 + i / p.size() + i % p.size();
        }
        return Tensor.of(new Shape(1, p.size(), p.size()), ink);
    }

    private static Grid padded(Stepping p, Padding padding, Tensor input, int room) {
        float[][] rows = new float[room][room];
        for (int y = 0; y < room; y++) {
            for (int x = 0; x < room; x++) {
                int row = padding.mode().source(y - padding.top(), p.size());
                int col = padding.mode().source(x - padding.left(), p.size());
                rows[y][x] = row < 0 || col < 0 ? 0 : input.at(0, 0, row, col);
            }
        }
        return Grid.of(rows);
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

    private static int outside(Axis axis, Stepping p, int row, int col) {
        int down = inside(axis, p, row);
        int across = inside(axis, p, col);
        return p.kernel() * p.kernel() - down * across;
    }

    private static int inside(Axis axis, Stepping p, int place) {
        int first = place * p.stride() - padding(p).left();
        return (int) IntStream.range(0, axis.cells())
                .map(cell -> first + cell * p.dilation())
                .filter(index -> index >= 0 && index < p.size())
                .count();
    }

    private static Grid product(int[] down, int[] across) {
        List<List<Float>> rows = new ArrayList<>();
        for (int y : down) {
            rows.add(IntStream.of(across).mapToObj(x -> (float) (y * x)).toList());
        }
        return new Grid(rows);
    }

    private static String sentence(Stepping p, Grid reads, int neverRead, int fromBorder) {
        int cells = p.kernel() * p.kernel();
        String window = fromBorder == 0
                ? "Here the window reads %s, all of the picture. ".formatted(counted(cells, "pixel"))
                : "Here the window reads %s of the picture and %s of the border. "
                        .formatted(
                                counted(cells - fromBorder, "pixel"),
                                p.mode() == Padding.Mode.ZERO
                                        ? counted(fromBorder, "zero")
                                        : counted(fromBorder, fromBorder == 1 ? "copy" : "copie"));
        if (neverRead > 0) {
            return window + "No window ever reads %d of the %d pixels.".formatted(neverRead, p.size() * p.size());
        }
        int corner = (int) reads.at(0, 0);
        float most = reads.largest();
        boolean even = reads.rows().stream().flatMap(List::stream).allMatch(count -> count == most);
        if (even) {
            return window
                    + "Over all places every pixel is read %s, a corner as often as the middle."
                            .formatted(times(corner));
        }
        return window
                + "Over all places the first corner is read %s, and the pixel that is read most %s."
                        .formatted(times(corner), times((int) most));
    }

    private static String counted(int count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    private static String times(int count) {
        return count == 1 ? "once" : count == 2 ? "twice" : count + " times";
    }
}
