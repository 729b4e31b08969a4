package org.convolab.widget.outputsize;

import java.util.List;
import java.util.stream.IntStream;
import org.convolab.engine.layer.Axis;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Shape;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.springframework.stereotype.Component;

@Component
final class OutputSize implements Widget<OutputSize.Layer, OutputSize.Bill> {

    /** The longest row that is drawn pixel by pixel. */
    private static final int WHOLE = 30;

    /** How many pixels of a longer row are drawn at its beginning, and how many at its end. */
    private static final int END = 13;

    /** The most places that are drawn one below the other. */
    private static final int PLACES = 9;

    /** A convolution layer on a square input of {@code channels} maps, {@code in} pixels wide. */
    public record Layer(
            @Bounds(min = 1, max = 4096) int in,
            @Bounds(min = 1, max = 31) int kernel,
            @Bounds(min = 0, max = 64) int padding,
            @Bounds(min = 1, max = 64) int stride,
            @Bounds(min = 1, max = 64) int dilation,
            @Bounds(min = 1, max = 4096) int channels,
            @Bounds(min = 1, max = 4096) int filters,
            @Bounds(min = 1, max = 4096) int groups) {}

    /** One pixel of the padded row, counted from the first one of the input, and how many places read it. */
    public record Pixel(int at, boolean padding, int reads) {}

    /** One place of the window, counted from 0, and the pixel on which its first weight lies. */
    public record Place(int at, int first) {}

    /**
     * The layer's arithmetic along one axis, and its costs.
     *
     * @param padded the row with its padding
     * @param reach the pixels from the window's first weight to its last
     * @param room how far the window can travel
     * @param steps how many strides fit into the room
     * @param rest the pixels of room that no stride used
     * @param unread the pixels of a row, padding not counted, that no place reads
     * @param unreadAtEnd how many of them follow the last place
     * @param weightsEach the weights of one filter
     * @param row the pixels that are drawn: all of a short row, both ends of a long one
     * @param places the places that are drawn: all if they are few, else the first three and the last two
     */
    public record Bill(
            int padded,
            int reach,
            int room,
            int steps,
            int rest,
            int out,
            int unread,
            int unreadAtEnd,
            int weightsEach,
            long weights,
            int biases,
            long parameters,
            long multiplyAdds,
            List<Pixel> row,
            List<Place> places,
            String sentence)
            implements View {}

    @Override
    public String id() {
        return "output-size";
    }

    @Override
    public String title() {
        return "Output size and cost";
    }

    @Override
    public Layer start() {
        return new Layer(224, 7, 3, 2, 1, 3, 64, 1);
    }

    @Override
    public Bill view(Layer p, CourseResources materials) {
        refuseWhatDoesNotFit(p);
        Window window = new Window(p.kernel(), p.kernel(), p.stride(), p.dilation(), Padding.of(p.padding()), false);
        Conv2d layer = Conv2d.of(p.channels(), p.filters(), window).withGroups(p.groups());
        Shape input = new Shape(p.channels(), p.in(), p.in());
        int out = layer.output(input).width();
        int padded = p.in() + 2 * p.padding();
        int room = padded - window.reachAcross();
        int[] reads = reads(window.across(p.in()), p.in());
        int unread = (int) IntStream.of(reads).filter(count -> count == 0).count();
        int rest = room - (out - 1) * p.stride();
        int unreadAtEnd = Math.min(unread, Math.max(0, rest - p.padding()));
        int weightsEach = p.kernel() * p.kernel() * p.channels() / p.groups();
        long parameters = layer.parameterCount();
        return new Bill(
                padded,
                window.reachAcross(),
                room,
                out - 1,
                rest,
                out,
                unread,
                unreadAtEnd,
                weightsEach,
                parameters - p.filters(),
                p.filters(),
                parameters,
                layer.multiplyAdds(input),
                row(p, reads),
                places(p, out),
                size(p, out) + " " + left(p, rest, unread, unreadAtEnd) + sharing(p));
    }

    private static void refuseWhatDoesNotFit(Layer p) {
        int padded = p.in() + 2 * p.padding();
        int reach = p.dilation() * (p.kernel() - 1) + 1;
        if (reach > padded) {
            throw p.dilation() > 1
                    ? new BadParameter(
                            "dilation",
                            p.dilation(),
                            "what lets the window reach at most the %d pixels of the padded row; %d weights %d pixels apart reach %d"
                                    .formatted(padded, p.kernel(), p.dilation(), reach))
                    : new BadParameter(
                            "kernel",
                            p.kernel(),
                            "at most the padded input, %d + 2·%d = %d pixels".formatted(p.in(), p.padding(), padded));
        }
        if (p.channels() % p.groups() != 0) {
            throw new BadParameter(
                    "groups", p.groups(), "a number that divides the %d channels".formatted(p.channels()));
        }
        if (p.filters() % p.groups() != 0) {
            throw new BadParameter("groups", p.groups(), "a number that divides the %d filters".formatted(p.filters()));
        }
        long most = Integer.MAX_VALUE / ((long) p.kernel() * p.kernel() * p.channels() / p.groups());
        if (p.filters() > most) {
            throw new BadParameter(
                    "filters", p.filters(), "at most %d, so that the weights can be counted".formatted(most));
        }
    }

    /** How many places read each pixel of a row. */
    private static int[] reads(Axis axis, int in) {
        int[] reads = new int[in];
        for (int place = 0; place < axis.places(); place++) {
            for (int cell = 0; cell < axis.cells(); cell++) {
                int pixel = axis.read(cell, place);
                if (pixel >= 0) {
                    reads[pixel]++;
                }
            }
        }
        return reads;
    }

    private static List<Pixel> row(Layer p, int[] reads) {
        int first = -p.padding();
        int last = p.in() + p.padding() - 1;
        boolean whole = last - first < WHOLE;
        return IntStream.rangeClosed(first, last)
                .filter(at -> whole || at < first + END || at > last - END)
                .mapToObj(at -> new Pixel(at, at < 0 || at >= p.in(), at < 0 || at >= p.in() ? 0 : reads[at]))
                .toList();
    }

    private static List<Place> places(Layer p, int out) {
        return IntStream.range(0, out)
                .filter(at -> out <= PLACES || at < 3 || at >= out - 2)
                .mapToObj(at -> new Place(at, at * p.stride() - p.padding()))
                .toList();
    }

    private static String size(Layer p, int out) {
        if (out == p.in()) {
            return "The map is as large as the input, %d.".formatted(out);
        }
        if (out > p.in()) {
            return "So much padding makes the map larger than the input, %d from %d.".formatted(out, p.in());
        }
        if (p.in() == out * p.stride()) {
            return "A stride of %d divides the size by %d: %d from %d.".formatted(p.stride(), p.stride(), out, p.in());
        }
        return "The map is %d wide, from %d.".formatted(out, p.in());
    }

    private static String left(Layer p, int rest, int unread, int unreadAtEnd) {
        if (rest == 0 && unread == 0) {
            return "The last place ends exactly at the edge: nothing is left over.";
        }
        String left = "";
        if (rest > 0) {
            left = "The last step would need %d %s, and %s left: the floor leaves %s out."
                    .formatted(
                            p.stride(),
                            p.stride() == 1 ? "pixel" : "pixels",
                            rest == 1 ? "1 is" : rest + " are",
                            rest == 1 ? "it" : "them");
        }
        String lost;
        if (unread == 0) {
            lost = rest > 0 ? " Only padding is lost." : "";
        } else if (unread == unreadAtEnd) {
            lost = " %s on the right %s never read."
                    .formatted(unread == 1 ? "1 pixel" : unread + " pixels", unread == 1 ? "is" : "are");
        } else {
            lost = " %d pixels of each row are never read: %s%s."
                    .formatted(
                            unread,
                            p.stride() > p.kernel() || p.dilation() == 1
                                    ? "the stride jumps over them"
                                    : "at every place they lie between the weights",
                            unreadAtEnd == 0 ? "" : ", all but %d at the end".formatted(unreadAtEnd));
        }
        return (left + lost).strip();
    }

    private static String sharing(Layer p) {
        if (p.groups() == p.channels() && p.groups() > 1) {
            return " Each filter reads one channel only: this is a depthwise convolution.";
        }
        return p.groups() > 1 ? " Each filter reads one of %d groups of channels.".formatted(p.groups()) : "";
    }
}
