package org.convolab.widget.receptivefield;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.convolab.engine.insight.EffectiveField;
import org.convolab.engine.layer.Axis;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Ledger;
import org.convolab.engine.network.Network;
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
final class ReceptiveFields implements Widget<ReceptiveFields.Stack, ReceptiveFields.Sight> {
    private static final Pattern LAYER = Pattern.compile("(\\d{1,2})(?:x(\\d{1,2}))?(?:/(\\d{1,2}))?(?:@(\\d{1,4}))?");
    private static final String ALLOWED =
            "1 to 64 layers such as 3x3, 3x3/2 (stride 2) or 3x3@2 (dilation 2), separated by commas";
    private static final int MOST_LAYERS = 64;
    private static final int LARGEST_KERNEL = 31;
    private static final int LARGEST_STRIDE = 16;
    private static final int LARGEST_DILATION = 1024;
    private static final int LARGEST_FIELD = 4096;

    /** The largest input and the most layers that are drawn unit by unit. */
    private static final int DRAWN_PIXELS = 32;

    private static final int DRAWN_LAYERS = 12;

    /** The most cells across in which an effective field is drawn. */
    private static final int DRAWN_CELLS = 45;

    /** The most multiply-adds that an effective field may take. */
    private static final long MOST_WORK = 1_000_000_000;

    /**
     * A stack, the unit of one of its layers that is looked at, and how the effective field of that unit is measured.
     *
     * @param network takes the stack's place, if it is not empty
     * @param layer counted from 0; -1 is the last
     * @param unit counted from 0 along one axis; -1 is the middle one
     * @param size the input's side; an input too small for the stack is as large as one unit of its last layer needs
     * @param kernels the weights of all layers: equal, or drawn from the seed
     * @param relu whether ReLU stands between the layers
     * @param draws how many stacks are drawn, and inputs with them; fewer if they take too long
     */
    public record Stack(
            @Form(value = ALLOWED, length = 700) String layers,

            @Form(value = "a network's name, or nothing", length = 60)
            String network,

            @Bounds(min = -1, max = 999) int layer,
            @Bounds(min = -1, max = 4095) int unit,
            @Bounds(min = 1, max = 1024) int size,
            EffectiveField.Kernels kernels,
            boolean relu,
            @Bounds(min = 1, max = 200) int draws,
            @Bounds(min = 0, max = 9999) int seed) {}

    /**
     * One layer's arithmetic along one axis.
     *
     * @param below the receptive field of the layer below, and {@code jumpBelow} its jump
     * @param start the first pixel of unit 0's field, negative in the padding
     * @param out how many units
     * @param first the first of its units on which the chosen unit depends, and {@code last} the last; both -1 in the
     *     layers above it
     * @param fieldFirst the first pixel that the middle one of those sees, meaningless above
     */
    public record Layer(
            String name,
            int kernel,
            int stride,
            int dilation,
            int below,
            int jumpBelow,
            int receptiveField,
            int jump,
            int start,
            int out,
            int first,
            int last,
            int fieldFirst) {}

    /** A square in the middle of the field, and the share of the gradient that it holds. */
    public record Square(int first, int side, double share) {}

    /**
     * The gradient of the chosen unit with respect to the input: its shares, which are those of the gradient between equal
     * kernels and of its square between drawn ones.
     *
     * @param draws how many stacks were drawn, and {@code silent} how many more had no gradient at all
     * @param first the first pixel of {@code shares}, which are those of the field that lie in the input
     * @param cell how many pixels across each of them stands for
     * @param across the same along one axis, all rows together
     * @param bell what a Gaussian of the deviation {@code formula} has there
     * @param deviation the measured standard deviation along an axis, in pixels
     * @param formula what it is between equal kernels, if the field lies in the input
     * @param half the smallest square that holds half of it, and {@code most} nine tenths
     */
    public record Effective(
            int draws,
            int silent,
            int first,
            int cell,
            Grid shares,
            List<Double> across,
            List<Double> bell,
            double deviation,
            double formula,
            Square half,
            Square most) {}

    /**
     * The stack, and what the chosen unit sees.
     *
     * @param receptiveField the last layer's
     * @param size the input's side
     * @param layer which one is looked at, and {@code unit} which of its units
     * @param field the chosen unit's receptive field, and {@code first} and {@code last} its outermost pixels, which may
     *     lie in the padding
     * @param read how many of the pixels in the field reach the unit at all
     * @param pathCount how many paths lead to the unit along one axis: the product of the kernels
     * @param paths for each pixel from first to last, the part of all paths through the layers that leads from it to the
     *     unit
     * @param units for a small stack the same for each unit: the input's, then each layer's up to the chosen one
     * @param effective the gradient; null if it would take too long, or never reached the input
     */
    public record Sight(
            int receptiveField,
            int size,
            int layer,
            int unit,
            int field,
            int first,
            int last,
            int read,
            double pathCount,
            List<Layer> layers,
            List<Float> paths,
            List<List<Float>> units,
            @Nullable Effective effective,
            String sentence)
            implements View {}

    /** A layer that moves a window over its input along one axis. */
    private record Step(String name, Window window, int in, ReceptiveField.Span below, ReceptiveField.Span field) {
        int out() {
            return window.placesDown(in);
        }

        Axis axis() {
            return window.down(in);
        }
    }

    @Override
    public String id() {
        return "receptive-field";
    }

    @Override
    public String title() {
        return "Receptive field";
    }

    @Override
    public Stack start() {
        return new Stack("3x3,3x3,3x3,3x3,3x3", "", -1, -1, 15, EffectiveField.Kernels.UNIFORM, false, 100, 1);
    }

    @Override
    public double cost(Stack p) {
        return p.kernels() == EffectiveField.Kernels.RANDOM ? 2 * p.draws() : 0;
    }

    @Override
    public Sight view(Stack p, CourseResources materials) {
        List<Step> steps = p.network().isEmpty()
                ? typed(p.layers(), p.size())
                : published(materials.network("network", p.network()));
        int size = steps.get(0).in();
        if (p.layer() >= steps.size()) {
            throw new BadParameter(
                    "layer", p.layer(), "a whole number from 0 to %d, or -1 for the last".formatted(steps.size() - 1));
        }
        int layer = p.layer() < 0 ? steps.size() - 1 : p.layer();
        Step chosen = steps.get(layer);
        if (p.unit() >= chosen.out()) {
            throw new BadParameter(
                    "unit",
                    p.unit(),
                    "a whole number from 0 to %d, or -1 for the middle one".formatted(chosen.out() - 1));
        }
        int unit = p.unit() < 0 ? (chosen.out() - 1) / 2 : p.unit();
        List<float[]> shares = shares(steps.subList(0, layer + 1), unit);
        int first = chosen.field().first(unit);
        int last = first + chosen.field().size() - 1;
        List<Float> paths = IntStream.rangeClosed(first, last)
                .mapToObj(pixel -> pixel < 0 || pixel >= size ? 0f : shares.get(0)[pixel])
                .toList();
        int read = (int) paths.stream().filter(share -> share > 0).count();
        Effective effective = effective(p, steps.subList(0, layer + 1), unit);
        boolean drawn = size <= DRAWN_PIXELS && steps.size() <= DRAWN_LAYERS;
        return new Sight(
                steps.get(steps.size() - 1).field().size(),
                size,
                layer,
                unit,
                chosen.field().size(),
                first,
                last,
                read,
                steps.subList(0, layer + 1).stream()
                        .mapToDouble(step -> step.window().height())
                        .reduce(1, (one, other) -> one * other),
                layers(steps, shares),
                paths,
                drawn ? shares.stream().map(ReceptiveFields::list).toList() : List.of(),
                effective,
                sentence(p, steps.subList(0, layer + 1), first, last, read, effective));
    }

    /** Measures the field: without padding on an input of the field's size, otherwise on the input as it is. */
    private static @Nullable Effective effective(Stack p, List<Step> steps, int unit) {
        ReceptiveField.Span field = steps.get(steps.size() - 1).field();
        boolean alone = steps.stream().allMatch(step -> step.window().padding().isNone());
        List<Window> windows = steps.stream().map(ReceptiveFields::convolution).toList();
        int side = alone ? field.size() : steps.get(0).in();
        long work = EffectiveField.multiplyAdds(windows, side, side, p.kernels());
        int draws = (int) Math.min(p.draws(), MOST_WORK / work);
        if (draws < 1) {
            return null;
        }
        int origin = alone ? field.first(unit) : 0;
        int place = alone ? 0 : unit;
        EffectiveField measured =
                EffectiveField.of(windows, side, side, place, place, p.kernels(), p.relu(), draws, p.seed());
        if (measured.draws() == 0) {
            return null;
        }
        int first = Math.max(0, field.first(unit));
        int seen = Math.min(steps.get(0).in(), field.first(unit) + field.size()) - first;
        int cell = (seen + DRAWN_CELLS - 1) / DRAWN_CELLS;
        int cells = (seen + cell - 1) / cell;
        float[][] shares = new float[cells][cells];
        double[] across = new double[cells];
        for (int y = 0; y < seen; y++) {
            for (int x = 0; x < seen; x++) {
                double share = measured.at(first - origin + y, first - origin + x);
                shares[y / cell][x / cell] += (float) share;
                across[x / cell] += share;
            }
        }
        double variance = 0;
        for (Step step : steps) {
            double reach = (double) step.window().dilationDown() * step.below().jump();
            variance += (Math.pow(step.window().height(), 2) - 1) / 12 * reach * reach;
        }
        double formula = Math.sqrt(variance);
        return new Effective(
                measured.draws(),
                measured.silent(),
                first,
                cell,
                Grid.of(shares),
                Arrays.stream(across).boxed().toList(),
                bell(cells, cell, field.first(unit) + field.size() / 2.0 - first, formula),
                measured.deviation(),
                formula,
                square(measured, origin, field.first(unit), field.size(), 0.5),
                square(measured, origin, field.first(unit), field.size(), 0.9));
    }

    private static List<Double> bell(int cells, int cell, double middle, double deviation) {
        return IntStream.range(0, deviation > 0 ? cells : 0)
                .mapToObj(i -> (i * cell + cell / 2.0 - middle) / deviation)
                .map(z -> cell * Math.exp(-z * z / 2) / deviation / Math.sqrt(2 * Math.PI))
                .toList();
    }

    /** The smallest square around the middle of the field that holds so much of it. */
    private static Square square(EffectiveField measured, int origin, int first, int size, double share) {
        int margin = (size - 1) / 2;
        while (margin > 0 && held(measured, origin, first, size, margin) < share) {
            margin--;
        }
        return new Square(first + margin, size - 2 * margin, held(measured, origin, first, size, margin));
    }

    private static double held(EffectiveField measured, int origin, int first, int size, int margin) {
        int low = first + margin - origin;
        int high = first + size - 1 - margin - origin;
        return measured.within(low, high, low, high);
    }

    /** The layer's window as a convolution's: a pool's that hangs over the far edge reads zeros there. */
    private static Window convolution(Step step) {
        Window window = step.window();
        if (!window.ceil()) {
            return window;
        }
        Padding padding = window.padding();
        int over = (step.out() - 1) * window.strideDown() + window.reachDown() - step.in() - padding.top();
        int far = Math.max(over, padding.bottom());
        Padding wider = new Padding(padding.top(), padding.left(), far, far, padding.mode());
        return window.withPadding(wider).withCeil(false);
    }

    @Override
    public Steps walk(Stack p, Sight sight) {
        int out = sight.layers().get(sight.layer()).out();
        return new Steps(sight.unit(), out, unit -> Map.of("unit", unit));
    }

    private static List<Step> typed(String layers, int size) {
        String[] words = layers.strip().split("\\s*,\\s*", -1);
        if (words.length > MOST_LAYERS) {
            throw new BadParameter("layers", layers, ALLOWED);
        }
        List<Window> windows = new ArrayList<>();
        ReceptiveField field = ReceptiveField.PIXEL;
        for (String word : words) {
            Window window = window(layers, word);
            windows.add(window);
            field = field.through(window);
            if (field.size() > LARGEST_FIELD || field.jump() > LARGEST_FIELD) {
                throw new BadParameter(
                        "layers", layers, "a stack that sees at most %d pixels".formatted(LARGEST_FIELD));
            }
        }
        return steps(words, windows, Math.max(size, field.size()));
    }

    private static Window window(String layers, String word) {
        Matcher matcher = LAYER.matcher(word);
        if (!matcher.matches()) {
            throw new BadParameter(
                    "layers",
                    layers,
                    "%s; %s is none".formatted(ALLOWED, word.isEmpty() ? "an empty one" : "“" + word + "”"));
        }
        int kernel = number(layers, word, matcher.group(1), LARGEST_KERNEL);
        if (matcher.group(2) != null && Integer.parseInt(matcher.group(2)) != kernel) {
            throw new BadParameter("layers", layers, "layers with a square kernel; “%s” has none".formatted(word));
        }
        return Window.of(kernel)
                .withStride(number(layers, word, matcher.group(3), LARGEST_STRIDE))
                .withDilation(number(layers, word, matcher.group(4), LARGEST_DILATION));
    }

    private static int number(String layers, String word, @Nullable String digits, int most) {
        int number = digits == null ? 1 : Integer.parseInt(digits);
        if (number < 1 || number > most) {
            throw new BadParameter(
                    "layers",
                    layers,
                    "layers with kernels from 1 to %d, strides from 1 to %d and dilations from 1 to %d; “%s” has none"
                            .formatted(LARGEST_KERNEL, LARGEST_STRIDE, LARGEST_DILATION, word));
        }
        return number;
    }

    private static List<Step> steps(String[] names, List<Window> windows, int size) {
        List<Step> steps = new ArrayList<>();
        ReceptiveField below = ReceptiveField.PIXEL;
        int in = size;
        for (int i = 0; i < names.length; i++) {
            ReceptiveField field = below.through(windows.get(i));
            Step step = new Step(names[i], windows.get(i), in, below.down(), field.down());
            steps.add(step);
            in = step.out();
            below = field;
        }
        return steps;
    }

    private static List<Step> published(Network network) {
        List<Step> steps = new ArrayList<>();
        ReceptiveField below = ReceptiveField.PIXEL;
        for (Ledger.Row row : network.ledger().spatial()) {
            if (row.window() == null || row.field().whole()) {
                break;
            }
            steps.add(new Step(
                    row.path(),
                    row.window(),
                    row.input().height(),
                    below.down(),
                    row.field().down()));
            below = row.field();
        }
        if (steps.isEmpty()) {
            throw new BadParameter("network", network.name(), "a network with a layer that moves a window");
        }
        return steps;
    }

    /** For the input and each layer, the part of all paths to the unit of the last layer that goes through each unit. */
    private static List<float[]> shares(List<Step> steps, int unit) {
        List<float[]> shares = new ArrayList<>();
        float[] above = new float[steps.get(steps.size() - 1).out()];
        above[unit] = 1;
        shares.add(above);
        for (int i = steps.size() - 1; i >= 0; i--) {
            Axis axis = steps.get(i).axis();
            float[] below = new float[steps.get(i).in()];
            for (int place = 0; place < above.length; place++) {
                for (int cell = 0; above[place] > 0 && cell < axis.cells(); cell++) {
                    int read = axis.read(cell, place);
                    if (read >= 0) {
                        below[read] += above[place] / axis.cells();
                    }
                }
            }
            shares.add(0, below);
            above = below;
        }
        return shares;
    }

    private static List<Layer> layers(List<Step> steps, List<float[]> shares) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            int first = -1;
            int last = -1;
            for (int unit = 0; i + 1 < shares.size() && unit < step.out(); unit++) {
                if (shares.get(i + 1)[unit] > 0) {
                    first = first < 0 ? unit : first;
                    last = unit;
                }
            }
            layers.add(new Layer(
                    step.name(),
                    step.window().height(),
                    step.window().strideDown(),
                    step.window().dilationDown(),
                    step.below().size(),
                    step.below().jump(),
                    step.field().size(),
                    step.field().jump(),
                    step.field().start(),
                    step.out(),
                    first,
                    last,
                    step.field().first((first + last) / 2)));
        }
        return layers;
    }

    private static List<Float> list(float[] values) {
        return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
    }

    private static String sentence(
            Stack p, List<Step> steps, int first, int last, int read, @Nullable Effective effective) {
        Step chosen = steps.get(steps.size() - 1);
        int field = chosen.field().size();
        int jump = chosen.field().jump();
        String sees = "A unit of %s sees %d × %d pixels; its neighbor’s field lies %s further along."
                .formatted(
                        steps.size() == 1 ? "the first layer" : "layer " + steps.size(),
                        field,
                        field,
                        jump == 1 ? "one pixel" : jump + " pixels");
        if (first < 0 || last >= steps.get(0).in()) {
            return sees + " Part of this field lies in the padding, outside the picture.";
        }
        if (read < field) {
            boolean dilated = steps.stream().anyMatch(step -> step.window().dilationDown() > 1);
            return sees
                    + " Along each axis it reads only %d of those %d: %s."
                            .formatted(
                                    read,
                                    field,
                                    dilated ? "dilation leaves holes" : "a stride longer than its kernel leaves holes");
        }
        if (steps.size() == 1 || effective == null) {
            return sees + " No other pixel can change its answer.";
        }
        int half = effective.half().side();
        return sees
                + " Half of %s or more lies in the middle %d × %d, %s of that area."
                        .formatted(
                                p.kernels() == EffectiveField.Kernels.UNIFORM
                                        ? "its gradient"
                                        : "the square of its gradient",
                                half,
                                half,
                                Numerals.format((double) half * half / field / field, "0 %"));
    }
}
