package org.convolab.widget.separable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Mode;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Shape;
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
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
final class Separable implements Widget<Separable.Layers, Separable.TwoSteps> {
    private static final int CHANNELS = 3;

    /** One depthwise kernel for each of red, green and blue: a spot, a vertical edge, a horizontal edge. */
    private static final List<Grid> KERNELS = List.of(
            Grid.parse("kernel", "0 1 0/1 -4 1/0 1 0"),
            Grid.parse("kernel", "-1 0 1/-2 0 2/-1 0 1"),
            Grid.parse("kernel", "-1 -2 -1/0 0 0/1 2 1"));

    /** Three pointwise filters, each a weight for each channel. */
    private static final List<List<Float>> FILTERS =
            List.of(List.of(2f, 0.5f, 0f), List.of(-1f, 1f, 1f), List.of(0f, -2f, 1f));

    /** The most multiply-adds of a layer that is timed, and the most numbers that it may read and give. */
    private static final long MOST_WORK = 1_000_000_000;

    private static final long MOST_NUMBERS = 1 << 24;

    /** About how many milliseconds it takes to time layers. */
    private static final double TIMING = 1000;

    private final LayerTimer stopwatch = new LayerTimer();

    /**
     * The layer that is billed, a kernel's side, channels in and out and the side of its maps; and the worked example, a
     * color picture, a pixel of the maps and one of the pointwise filters.
     *
     * @param timed whether the layer and its separable twin are timed
     */
    public record Layers(
            @Bounds(min = 1, max = 11) int kernel,
            @Bounds(min = 1, max = 2048) int in,
            @Bounds(min = 1, max = 2048) int out,
            @Bounds(min = 1, max = 1024) int size,

            @Form(value = "the name of a color picture", length = 60)
            String picture,

            @Bounds(min = 0, max = CHANNELS - 1) int filter,
            @Bounds(min = 0, max = Grid.LIMIT - 1) int row,
            @Bounds(min = 0, max = Grid.LIMIT - 1) int col,
            boolean timed) {}

    /**
     * What one layer, or two, cost.
     *
     * @param weights without biases
     * @param multiplyAdds for one picture
     * @param numbers that have to be moved at least: what is read, the weights and what is given, each once
     */
    public record Cost(long weights, long multiplyAdds, long numbers) {}

    /**
     * How long the layers took on this server, in milliseconds, each the median of some runs on one thread.
     *
     * @param separable both steps, and {@code ratio} their time divided by the standard layer's
     * @param when the time of the measurement, as in {@code 2026-01-31T12:00:00Z}
     */
    public record Measured(
            double standard,
            double depthwise,
            double pointwise,
            double separable,
            double ratio,
            int runs,
            String when) {}

    /**
     * The depthwise step in one channel at the chosen pixel.
     *
     * @param map what the kernel makes of the whole channel
     * @param patch the pixels under the kernel, row by row, and {@code products} each of them times its weight
     * @param weight the pointwise weight of the channel, {@code product} the depthwise number times it
     */
    public record Channel(
            Grid plane,
            Grid kernel,
            Grid map,
            List<Float> patch,
            List<Float> products,
            float depthwise,
            float weight,
            float product) {}

    /**
     * The two steps, and the two bills.
     *
     * @param map the chosen pointwise filter's map, {@code sum} its value at the chosen pixel
     * @param ratio the separable layers' cost divided by the standard layer's
     * @param timeable whether the layer is small enough to be timed
     * @param measured the times; null unless asked for
     */
    public record TwoSteps(
            List<Channel> channels,
            Grid map,
            float sum,
            Cost standard,
            Cost depthwise,
            Cost pointwise,
            Cost separable,
            double ratio,
            boolean timeable,
            @Nullable Measured measured,
            String sentence)
            implements View {}

    @Override
    public String id() {
        return "separable";
    }

    @Override
    public String title() {
        return "Depthwise, then pointwise";
    }

    @Override
    public Layers start() {
        return new Layers(3, 64, 128, 56, "leaf", 0, 0, 0, false);
    }

    @Override
    public double cost(Layers p) {
        return p.timed() ? TIMING : 0;
    }

    @Override
    public boolean measures(Layers p) {
        return p.timed();
    }

    @Override
    public TwoSteps view(Layers p, CourseResources materials) {
        List<Grid> planes = materials.colorPicture("picture", p.picture()).channels();
        Tensor input = stacked(planes);
        Tensor depthwise = Conv2d.of(CHANNELS, CHANNELS, Window.of(3))
                .withGroups(CHANNELS)
                .withoutBias()
                .forward(input, Weights.of(Map.of("weight", stacked(KERNELS).data())), Mode.INFERENCE);
        float[] mixing = new float[CHANNELS * CHANNELS];
        for (int i = 0; i < mixing.length; i++) {
            mixing[i] = FILTERS.get(i / CHANNELS).get(i % CHANNELS);
        }
        Tensor pointwise = Conv2d.of(CHANNELS, CHANNELS, Window.of(1))
                .withoutBias()
                .forward(depthwise, Weights.of(Map.of("weight", mixing)), Mode.INFERENCE);
        Grid map = Grid.of(pointwise, 0, p.filter());
        if (p.row() >= map.height()) {
            throw new BadParameter("row", p.row(), "a whole number from 0 to " + (map.height() - 1));
        }
        if (p.col() >= map.width()) {
            throw new BadParameter("col", p.col(), "a whole number from 0 to " + (map.width() - 1));
        }
        List<Channel> channels = IntStream.range(0, CHANNELS)
                .mapToObj(c -> channel(p, planes.get(c), KERNELS.get(c), Grid.of(depthwise, 0, c), c))
                .toList();
        Window window = Window.of(p.kernel()).withSamePadding(new Shape(1, p.size(), p.size()));
        Conv2d whole = Conv2d.of(p.in(), p.out(), window).withoutBias();
        Conv2d space = Conv2d.of(p.in(), p.in(), window).withGroups(p.in()).withoutBias();
        Conv2d mix = Conv2d.of(p.in(), p.out(), Window.of(1)).withoutBias();
        Cost standard = cost(whole, p.size());
        Cost inSpace = cost(space, p.size());
        Cost across = cost(mix, p.size());
        Cost separable = new Cost(
                inSpace.weights() + across.weights(),
                inSpace.multiplyAdds() + across.multiplyAdds(),
                inSpace.numbers() + across.numbers());
        double ratio = (double) separable.multiplyAdds() / standard.multiplyAdds();
        boolean timeable = standard.multiplyAdds() <= MOST_WORK && separable.numbers() <= MOST_NUMBERS;
        if (p.timed() && !timeable) {
            throw new BadParameter(
                    "timed",
                    true,
                    "false: a layer is timed if it has at most %s multiply-adds and moves at most %s numbers"
                            .formatted(Numerals.text(MOST_WORK), Numerals.text(MOST_NUMBERS)));
        }
        Measured measured = p.timed() ? measured(List.of(whole, space, mix), p.size()) : null;
        float sum = map.at(p.row(), p.col());
        return new TwoSteps(
                channels,
                map,
                sum,
                standard,
                inSpace,
                across,
                separable,
                ratio,
                timeable,
                measured,
                sentence(channels, sum, ratio, inSpace, separable) + told(measured));
    }

    @Override
    public Steps walk(Layers p, TwoSteps view) {
        int width = view.map().width();
        return new Steps(
                p.row() * width + p.col(),
                width * view.map().height(),
                place -> Map.of("row", place / width, "col", place % width));
    }

    private static Tensor stacked(List<Grid> planes) {
        Shape shape =
                new Shape(planes.size(), planes.get(0).height(), planes.get(0).width());
        float[] data = new float[shape.size()];
        for (int c = 0; c < planes.size(); c++) {
            System.arraycopy(planes.get(c).tensor().data(), 0, data, c * shape.area(), shape.area());
        }
        return Tensor.of(shape, data);
    }

    private static Channel channel(Layers p, Grid plane, Grid kernel, Grid map, int c) {
        List<Float> patch = new ArrayList<>();
        List<Float> products = new ArrayList<>();
        for (int m = 0; m < kernel.height(); m++) {
            for (int n = 0; n < kernel.width(); n++) {
                float pixel = plane.at(p.row() + m, p.col() + n);
                patch.add(pixel);
                products.add(pixel * kernel.at(m, n) + 0f);
            }
        }
        float depthwise = map.at(p.row(), p.col());
        float weight = FILTERS.get(p.filter()).get(c);
        return new Channel(plane, kernel, map, patch, products, depthwise, weight, weight * depthwise + 0f);
    }

    private static Cost cost(Conv2d layer, int side) {
        long places = (long) side * side;
        return new Cost(
                layer.parameterCount(),
                layer.multiplyAdds(new Shape(layer.channels(), side, side)),
                (layer.channels() + layer.filters()) * places + layer.parameterCount());
    }

    private Measured measured(List<Conv2d> layers, int side) {
        LayerTimer.Times times = stopwatch.time(layers, side);
        double standard = times.milliseconds().get(0);
        double depthwise = times.milliseconds().get(1);
        double pointwise = times.milliseconds().get(2);
        double separable = depthwise + pointwise;
        return new Measured(
                standard,
                depthwise,
                pointwise,
                separable,
                separable / standard,
                times.runs(),
                times.when().toString());
    }

    private static String told(@Nullable Measured measured) {
        if (measured == null) {
            return "";
        }
        return " Measured on this server, they took %s of its time."
                .formatted(Numerals.format(measured.ratio(), "0 %"));
    }

    private static String sentence(List<Channel> channels, float sum, double ratio, Cost inSpace, Cost separable) {
        long silent =
                channels.stream().filter(channel -> channel.depthwise() == 0).count();
        String pixel = silent == CHANNELS
                ? "Here every channel is even, so each kernel answers 0 and so does their sum. "
                : "Each channel gives one number, and only then do the three meet: their weighted sum is %s. "
                        .formatted(Numerals.text(sum));
        return pixel
                + (ratio < 1
                        ? "In the layer billed below, the two steps cost %s of a standard layer, and %s of that is the pointwise step."
                                .formatted(
                                        Numerals.format(ratio, "0.# %"),
                                        Numerals.format(
                                                1 - (double) inSpace.multiplyAdds() / separable.multiplyAdds(), "0 %"))
                        : "In the layer billed below, two steps save nothing: with so small a kernel or so few filters a standard layer costs no more.");
    }
}
