package org.convolab.widget.separable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Phase;
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

/**
 * Teaches that a standard convolution can be taken apart into two cheap steps, space in each channel and then channels at each
 * pixel: the steps on a color picture, what they cost beside a standard layer, and how long both take on the engine.
 */
@Component
final class Separable implements Widget<Separable.Settings, Separable.TwoSteps> {
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

    private final LayerTimer timer = new LayerTimer();

    /**
     * The layer whose costs are counted, a kernel's side, channels in and out and the side of its maps; and the worked example, a
     * color picture, a pixel of the maps and one of the pointwise filters.
     *
     * @param timed whether the layer and its separable twin are timed
     */
    public record Settings(
            @Bounds(min = 1, max = 11) int kernel,
            @Bounds(min = 1, max = 2048) int in,
            @Bounds(min = 1, max = 2048) int out,
            @Bounds(min = 1, max = 1024) int size,

            @Form(value = "the name of a color picture", length = 60)
            String picture,

            @Bounds(min = 0, max = CHANNELS - 1) int filter,
            @Bounds(min = 0, max = Grid.LIMIT - 1) int row,
            @Bounds(min = 0, max = Grid.LIMIT - 1) int col,
            boolean timed) {

        /** How many weights a kernel of one channel has. */
        public int cells() {
            return kernel * kernel;
        }
    }

    /**
     * What one layer, or two, cost.
     *
     * @param weights without biases
     * @param multiplyAdds for one picture
     * @param numbers that have to be moved at least: what is read, the weights and what is given, each once
     */
    public record Cost(long weights, long multiplyAdds, long numbers) {

        /** Multiply-adds for each number that is moved. */
        public double perNumber() {
            return (double) multiplyAdds / numbers;
        }
    }

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
     * The two steps, and what they and a standard layer cost.
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
            implements View {

        /** The costs of the standard layer and of each step, drawn to one scale. */
        public List<CostBar> bars() {
            double most = Math.max(standard.multiplyAdds(), separable.multiplyAdds());
            return List.of(
                    CostBar.of("standard", standard, (double) standard.multiplyAdds(), most),
                    CostBar.of("depthwise", depthwise, (double) depthwise.multiplyAdds(), most),
                    CostBar.of("pointwise", pointwise, (double) pointwise.multiplyAdds(), most));
        }

        /** How long each took, drawn to one scale; the last are both steps. Empty unless measured. */
        public List<CostBar> times() {
            if (measured == null) {
                return List.of();
            }
            double most = Math.max(measured.standard(), measured.separable());
            return List.of(
                    CostBar.of("standard", standard, measured.standard(), most),
                    CostBar.of("depthwise", depthwise, measured.depthwise(), most),
                    CostBar.of("pointwise", pointwise, measured.pointwise(), most),
                    CostBar.of("both steps", separable, measured.separable(), most));
        }

        /** What the measurement shows beside the count; empty unless measured. */
        public String clock() {
            return measured == null
                    ? ""
                    : new SeparableCaptions(channels, sum, ratio, standard, depthwise, separable).clock(measured);
        }
    }

    /**
     * One line of a table of costs.
     *
     * @param amount of multiply-adds or of milliseconds, drawn as a bar of that length of 100
     */
    public record CostBar(String layer, Cost cost, double amount, double length) {
        static CostBar of(String layer, Cost cost, double amount, double most) {
            return new CostBar(layer, cost, amount, 100 * amount / most);
        }

        /** If the amount is a time: billions of multiply-adds a second. */
        public double billions() {
            return cost.multiplyAdds() / amount / 1e6;
        }
    }

    @Override
    public String id() {
        return "separable";
    }

    @Override
    public String title() {
        return "Depthwise, then pointwise";
    }

    @Override
    public Settings start() {
        return new Settings(3, 64, 128, 56, "leaf", 0, 0, 0, false);
    }

    @Override
    public double cost(Settings p) {
        return p.timed() ? TIMING : 0;
    }

    @Override
    public boolean measures(Settings p) {
        return p.timed();
    }

    @Override
    public TwoSteps view(Settings p, CourseResources materials) {
        List<Grid> planes = materials.colorPicture("picture", p.picture()).channels();
        Tensor input = stacked(planes);
        Tensor depthwise = Conv2d.of(CHANNELS, CHANNELS, Window.of(3))
                .withGroups(CHANNELS)
                .withoutBias()
                .forward(input, Weights.of(Map.of("weight", stacked(KERNELS).data())), Phase.INFERENCE);
        float[] mixing = new float[CHANNELS * CHANNELS];
        for (int i = 0; i < mixing.length; i++) {
            mixing[i] = FILTERS.get(i / CHANNELS).get(i % CHANNELS);
        }
        Tensor pointwise = Conv2d.of(CHANNELS, CHANNELS, Window.of(1))
                .withoutBias()
                .forward(depthwise, Weights.of(Map.of("weight", mixing)), Phase.INFERENCE);
        Grid map = Grid.of(pointwise, 0, p.filter());
        BadParameter.place("row", p.row(), map.height());
        BadParameter.place("col", p.col(), map.width());
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
                new SeparableCaptions(channels, sum, ratio, standard, inSpace, separable).sentence(measured));
    }

    @Override
    public Steps walk(Settings p, TwoSteps view) {
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

    private static Channel channel(Settings p, Grid plane, Grid kernel, Grid map, int c) {
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
        LayerTimer.Times times = timer.time(layers, side);
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
}
