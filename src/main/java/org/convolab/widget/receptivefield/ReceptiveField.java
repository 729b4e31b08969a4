package org.convolab.widget.receptivefield;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.convolab.engine.layer.Axis;
import org.convolab.engine.layer.Field;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Ledger;
import org.convolab.engine.network.Network;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.Form;
import org.convolab.widget.Materials;
import org.convolab.widget.View;
import org.convolab.widget.Walk;
import org.convolab.widget.Widget;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
final class ReceptiveField implements Widget<ReceptiveField.Stack, ReceptiveField.Sight> {
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

    /**
     * A stack, and the unit of one of its layers that is looked at.
     *
     * @param network takes the stack's place, if it is not empty
     * @param layer counted from 0; -1 is the last
     * @param unit counted from 0 along one axis; -1 is the middle one
     * @param size the input's side; an input too small for the stack is as large as one unit of its last layer needs
     */
    public record Stack(
            @Form(value = ALLOWED, length = 700) String layers,

            @Form(value = "a network's name, or nothing", length = 60)
            String network,

            @Bounds(min = -1, max = 999) int layer,
            @Bounds(min = -1, max = 4095) int unit,
            @Bounds(min = 1, max = 1024) int size) {}

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

    /**
     * The stack, and what the chosen unit sees.
     *
     * @param receptiveField the last layer's
     * @param size the input's side
     * @param layer which one is looked at, and {@code unit} which of its units
     * @param field the chosen unit's receptive field, and {@code first} and {@code last} its outermost pixels, which may
     *     lie in the padding
     * @param read how many of the pixels in the field reach the unit at all
     * @param half the fewest pixels around the middle that hold half of the paths or more
     * @param pathCount how many paths lead to the unit along one axis: the product of the kernels
     * @param paths for each pixel from first to last, the part of all paths through the layers that leads from it to the
     *     unit
     * @param units for a small stack the same for each unit: the input's, then each layer's up to the chosen one
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
            int half,
            double pathCount,
            List<Layer> layers,
            List<Float> paths,
            List<List<Float>> units,
            String sentence)
            implements View {}

    /** A layer that moves a window over its input along one axis. */
    private record Step(String name, Window window, int in, Field below, Field field) {
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
        return new Stack("3x3,3x3,3x3,3x3,3x3", "", -1, -1, 15);
    }

    @Override
    public Sight view(Stack p, Materials materials) {
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
                half(paths),
                steps.subList(0, layer + 1).stream()
                        .mapToDouble(step -> step.window().height())
                        .reduce(1, (one, other) -> one * other),
                layers(steps, shares),
                paths,
                drawn ? shares.stream().map(ReceptiveField::list).toList() : List.of(),
                sentence(steps.subList(0, layer + 1), first, last, read, half(paths)));
    }

    @Override
    public Walk walk(Stack p, Sight sight) {
        int out = sight.layers().get(sight.layer()).out();
        return new Walk(sight.unit(), out, unit -> Map.of("unit", unit));
    }

    private static List<Step> typed(String layers, int size) {
        String[] words = layers.strip().split("\\s*,\\s*", -1);
        if (words.length > MOST_LAYERS) {
            throw new BadParameter("layers", layers, ALLOWED);
        }
        List<Window> windows = new ArrayList<>();
        Field field = Field.PIXEL;
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
        Field below = Field.PIXEL;
        int in = size;
        for (int i = 0; i < names.length; i++) {
            Step step = new Step(names[i], windows.get(i), in, below, below.through(windows.get(i)));
            steps.add(step);
            in = step.out();
            below = step.field();
        }
        return steps;
    }

    private static List<Step> published(Network network) {
        List<Step> steps = new ArrayList<>();
        Field below = Field.PIXEL;
        for (Ledger.Row row : network.ledger().spatial()) {
            if (row.window() == null || row.field().whole()) {
                break;
            }
            steps.add(new Step(row.path(), row.window(), row.input().height(), below, row.field()));
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
                    step.window().stride(),
                    step.window().dilation(),
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

    /** How many pixels around the middle are needed to hold half of the paths. */
    private static int half(List<Float> paths) {
        double all = paths.stream().mapToDouble(Float::doubleValue).sum();
        int low = (paths.size() - 1) / 2;
        int high = paths.size() / 2;
        double held = low == high ? paths.get(low) : paths.get(low) + paths.get(high);
        while (held < all / 2 && low > 0) {
            held += paths.get(--low) + paths.get(++high);
        }
        return high - low + 1;
    }

    private static List<Float> list(float[] values) {
        return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
    }

    private static String sentence(List<Step> steps, int first, int last, int read, int half) {
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
            boolean dilated = steps.stream().anyMatch(step -> step.window().dilation() > 1);
            return sees
                    + " Along each axis it reads only %d of those %d: %s."
                            .formatted(
                                    read,
                                    field,
                                    dilated ? "dilation leaves holes" : "a stride longer than its kernel leaves holes");
        }
        return steps.size() == 1
                ? sees + " No other pixel can change its answer."
                : sees + " Along each axis at least half of the paths to it start in the middle %d.".formatted(half);
    }
}
