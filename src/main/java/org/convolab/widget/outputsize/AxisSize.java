package org.convolab.widget.outputsize;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.convolab.engine.layer.Axis;
import org.convolab.widget.Numerals;
import org.jspecify.annotations.Nullable;

/**
 * A window's travel along one axis, counted.
 *
 * @param before the padding before the first pixel, and {@code after} that after the last
 * @param padded the pixels with their padding
 * @param reach the pixels from the window's first weight to its last
 * @param room how far the window can travel
 * @param steps how many strides fit into the room
 * @param rest the pixels of room that no stride used
 * @param unread the pixels, padding not counted, that no place reads
 * @param unreadBetween how many of them lie between the weights of a place
 * @param unreadAtEnd how many of them follow the last place
 * @param row the pixels that are drawn: all of a short row, both ends of a long one
 * @param places the places that are drawn: all if they are few, else the first three and the last two
 */
public record AxisSize(
        int in,
        int kernel,
        int before,
        int after,
        int stride,
        int dilation,
        int padded,
        int reach,
        int room,
        int steps,
        int rest,
        int out,
        int unread,
        int unreadBetween,
        int unreadAtEnd,
        List<Pixel> row,
        List<WindowPlace> places) {

    /** The longest row that is drawn pixel by pixel. */
    private static final int WHOLE = 30;

    /** How many pixels of a longer row are drawn at its beginning, and how many at its end. */
    private static final int END = 13;

    /** The most places that are drawn one below the other. */
    private static final int PLACES = 9;

    /** The widest row whose pixels have room for numbers on a phone. */
    private static final int NUMBERED = 16;

    /** One pixel of the padded row, counted from the first one of the input, and how many places read it. */
    public record Pixel(int at, boolean padding, int reads) {}

    /** One place of the window, counted from 0, and the pixel on which its first weight lies. */
    public record WindowPlace(int at, int first) {}

    static AxisSize of(Axis axis, int in, int before, int after, int stride, int dilation) {
        int kernel = axis.cells();
        int reach = dilation * (kernel - 1) + 1;
        int padded = in + before + after;
        int room = padded - reach;
        int out = axis.places();
        int rest = room - (out - 1) * stride;
        int[] reads = new int[in];
        boolean[] spanned = new boolean[in];
        for (int place = 0; place < out; place++) {
            for (int cell = 0; cell < kernel; cell++) {
                if (axis.read(cell, place) >= 0) {
                    reads[axis.read(cell, place)]++;
                }
            }
            int first = place * stride - before;
            for (int pixel = Math.max(0, first); pixel < Math.min(in, first + reach); pixel++) {
                spanned[pixel] = true;
            }
        }
        int unread = (int) IntStream.of(reads).filter(count -> count == 0).count();
        return new AxisSize(
                in,
                kernel,
                before,
                after,
                stride,
                dilation,
                padded,
                reach,
                room,
                out - 1,
                rest,
                out,
                unread,
                (int) IntStream.range(0, in)
                        .filter(pixel -> spanned[pixel] && reads[pixel] == 0)
                        .count(),
                Math.max(0, Math.min(in, rest - after)),
                row(in, before, after, reads),
                IntStream.range(0, out)
                        .filter(at -> out <= PLACES || at < 3 || at >= out - 2)
                        .mapToObj(at -> new WindowPlace(at, at * stride - before))
                        .toList());
    }

    private static List<Pixel> row(int in, int before, int after, int[] reads) {
        int first = -before;
        int last = in + after - 1;
        boolean whole = last - first < WHOLE;
        return IntStream.rangeClosed(first, last)
                .filter(at -> whole || at < first + END || at > last - END)
                .mapToObj(at -> new Pixel(at, at < 0 || at >= in, at < 0 || at >= in ? 0 : reads[at]))
                .toList();
    }

    /** How many pixels no place reads because the stride is longer than the window. */
    int unreadJumped() {
        return unread - unreadBetween - unreadAtEnd;
    }

    /** {@code 224 + 2·3}, and {@code 224 + 0 + 1} where the ends differ. */
    public String paddedSum() {
        return before == after ? "%d + 2·%d".formatted(in, before) : "%d + %d + %d".formatted(in, before, after);
    }

    /** {@code ⌊223 / 2⌋ = ⌊111.5⌋}. */
    public String division() {
        return "⌊%d / %d⌋ = ⌊%s⌋".formatted(room, stride, Numerals.text((double) room / stride));
    }

    public String left() {
        return rest == 0 ? "nothing is left" : rest + " left over";
    }

    /** The drawing: the pixels in a line, and below them the window at each place. */
    public Table table() {
        boolean cut = row.size() < padded;
        List<HeadCell> head = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            if (isAfterCut(i)) {
                head.add(new HeadCell("…", "cut"));
            }
            Pixel pixel = row.get(i);
            head.add(new HeadCell(
                    pixel.padding() ? "0" : String.valueOf(pixel.at()),
                    pixel.padding() ? "z pad" : pixel.reads() == 0 ? "z unread" : "g2"));
        }
        List<Line> lines = new ArrayList<>();
        for (int n = 0; n < places.size(); n++) {
            WindowPlace place = places.get(n);
            int skipped = n == 0 ? 0 : place.at() - places.get(n - 1).at() - 1;
            if (skipped > 0) {
                lines.add(new Line(
                        "…",
                        "%s, %s apart"
                                .formatted(Numerals.count(skipped, "more place"), Numerals.count(stride, "pixel")),
                        false,
                        List.of()));
            }
            boolean last = place.at() == out - 1;
            lines.add(new Line(String.valueOf(place.at() + 1), null, last, cells(place, last)));
        }
        return new Table(head.size(), (cut ? END : row.size()) > NUMBERED, head, lines);
    }

    private boolean isAfterCut(int i) {
        return i > 0 && row.get(i).at() != row.get(i - 1).at() + 1;
    }

    private List<String> cells(WindowPlace place, boolean last) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            if (isAfterCut(i)) {
                cells.add("cut");
            }
            int cell = row.get(i).at() - place.first();
            cells.add(cell < 0 ? "" : cell >= reach ? (last ? "left" : "") : cell % dilation == 0 ? "weight" : "hole");
        }
        return cells;
    }

    /** A pixel of the drawing, and its class. */
    public record HeadCell(String text, String css) {}

    /** The window at one place, a class for each pixel; or, with {@code more}, that places are left out. */
    public record Line(String label, @Nullable String more, boolean last, List<String> cells) {
        public String css() {
            return last ? "lastplace" : more == null ? "" : "more";
        }
    }

    /** {@code many}: whether the numbers of the pixels are left out on a phone. */
    public record Table(int columns, boolean many, List<HeadCell> head, List<Line> lines) {}
}
