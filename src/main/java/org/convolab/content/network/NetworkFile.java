package org.convolab.content.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.convolab.content.source.Problems;
import org.convolab.content.source.Yaml;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Dropout;
import org.convolab.engine.layer.Flatten;
import org.convolab.engine.layer.GlobalPool;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.layer.Normalize;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Pool2d;
import org.convolab.engine.layer.PyramidPool;
import org.convolab.engine.layer.Rbf;
import org.convolab.engine.layer.Residual;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Softmax;
import org.convolab.engine.layer.SqueezeExcite;
import org.convolab.engine.layer.Subsample;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A network as an author writes it, {@code content/networks/vgg-16.yml}: title, year, source, a note, what it learned from
 * if its weights are there ({@link WeightsFile}), the input as [channels, height, width], how it is scaled, and a list of
 * layers.
 *
 * <pre>
 *   scale: 255                     pictures go from 0 to 1 here; this network reads them from 0 to 255,
 *   mean: [123.7, 116.3, 103.5]    less a mean, one number or one for each channel,
 *   std: 58                        and divided by a standard deviation, likewise
 * </pre>
 *
 * <pre>
 *   - conv: {name: conv1, filters: 64, kernel: 3, stride: 2, padding: same}
 *   - relu
 *   - repeat: {times: 3, from: 2, layers: [...]}      copies; {n} in a name counts them
 *   - residual: {name: block, main: [...], shortcut: [...]}
 * </pre>
 *
 * <p>How many channels a layer reads follows from the layers before it. A layer without a name is named after its kind
 * and counted: {@code relu1}, {@code relu2}. Every layer can have a {@code note}.
 */
public final class NetworkFile {
    /** The name of the layer that scales the input. */
    private static final String SCALE = "scale";

    private static final int MOST = 1_000_000;
    private static final int MOST_LAYERS = 10_000;
    private static final int MOST_PIXELS = 10_000;
    private static final String SIDES = "a whole number from 1 to " + MOST_PIXELS + ", or [height, width]";
    private static final String PADDINGS =
            "a whole number from 0 to " + MOST_PIXELS + ", [height, width], [top, left, bottom, right], same or valid";

    private static final Map<String, LayerKind> KINDS = kinds();
    private static final List<String> NAMES =
            Stream.concat(KINDS.keySet().stream(), Stream.of("repeat")).sorted().toList();

    private NetworkFile() {}

    /** How the values of one kind of layer are read. What it gives makes the layer once the input's shape is known. */
    private record LayerKind(List<String> keys, Function<Yaml.Fields, Maker> reader) {}

    /** Makes a layer for an input of a shape; null if a problem inside it has been reported. */
    private interface Maker {
        @Nullable
        Layer make(Shape input);
    }

    /** A layer that has been read but does not know its input yet. */
    private record Plan(Yaml place, String kind, String name, String note, Maker maker) {
        Plan copy(int n) {
            return new Plan(place, kind, name.replace("{n}", String.valueOf(n)), note, maker);
        }
    }

    /** A network, and what its file says that it learned from; that value is missing where there are no weights. */
    public record Reading(Network network, Yaml learned) {}

    /**
     * The network that a file describes; null if there is a problem, which is then reported.
     *
     * @param name the file's name without its ending
     */
    public static @Nullable Network parse(String name, String file, String text, Problems problems) {
        Reading reading = read(name, file, text, problems);
        return reading == null ? null : reading.network;
    }

    /** As {@link #parse}. */
    public static @Nullable Reading read(String name, String file, String text, Problems problems) {
        int before = problems.size();
        Yaml root = Yaml.parse(file, text, problems);
        if (problems.size() > before) {
            return null;
        }
        Yaml.Fields fields =
                root.map("title", "year", "source", "note", "learned", "input", "scale", "mean", "std", "layers");
        Network.About about = new Network.About(
                fields.string("title"),
                fields.integer("year", 1943, 9999, 1943),
                fields.string("source", ""),
                fields.string("note", ""));
        List<Integer> sides = integers(fields.get("input"), 1, 100_000);
        if (fields.get("input").isList() && sides.size() != 3) {
            fields.get("input").problem("an input is [channels, height, width]");
        }
        List<Plan> plans = plans(fields.get("layers"));
        if (problems.size() == before && plans.isEmpty()) {
            fields.get("layers").problem("a network has at least one layer");
        }
        if (problems.size() > before) {
            return null;
        }
        try {
            Shape input = new Shape(sides.get(0), sides.get(1), sides.get(2));
            Sequence layers = build(plans, input);
            Normalize scale = scale(fields, input.channels());
            if (layers != null && scale != null) {
                List<Sequence.Named> all = new ArrayList<>();
                all.add(new Sequence.Named(SCALE, scale, ""));
                all.addAll(layers.layers());
                layers = new Sequence(all);
            }
            return layers == null || problems.size() > before
                    ? null
                    : new Reading(new Network(name, about, input, layers), fields.get("learned"));
        } catch (IllegalArgumentException | ArithmeticException wrong) {
            root.problem(String.valueOf(wrong.getMessage()));
            return null;
        }
    }

    /** How the input is scaled; null if nothing is said, or there is a problem, which is then reported. */
    private static @Nullable Normalize scale(Yaml.Fields fields, int channels) {
        if (!fields.has("scale") && !fields.has("mean") && !fields.has("std")) {
            return null;
        }
        double scale = fields.number("scale", 1);
        List<Double> mean = perChannel(fields, "mean", channels, 0);
        List<Double> deviation = perChannel(fields, "std", channels, 1);
        boolean scales = within(fields, "scale", List.of(scale), 1e-6);
        boolean means = within(fields, "mean", mean, -1e6);
        boolean deviations = within(fields, "std", deviation, 1e-6);
        return scales && means && deviations && mean.size() == channels && deviation.size() == channels
                ? new Normalize(scale, mean, deviation)
                : null;
    }

    private static boolean within(Yaml.Fields fields, String key, List<Double> numbers, double least) {
        boolean fits = numbers.stream().allMatch(each -> each >= least && each <= 1e6);
        if (!fits) {
            fields.get(key)
                    .problem("allowed are numbers from %s to 1000000".formatted(least < 0 ? "-1000000" : "0.000001"));
        }
        return fits;
    }

    private static List<Double> perChannel(Yaml.Fields fields, String key, int channels, double fallback) {
        Yaml value = fields.get(key);
        if (!value.isList()) {
            return Collections.nCopies(channels, fields.number(key, fallback));
        }
        List<Double> numbers = value.list().stream().map(Yaml::number).toList();
        if (numbers.size() != channels) {
            value.problem("%d numbers do not fit %d channels".formatted(numbers.size(), channels));
        }
        return numbers;
    }

    private static List<Plan> plans(Yaml list) {
        List<Plan> plans = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (Plan plan : unnamed(list)) {
            String name = plan.name.isEmpty() ? plan.kind + counts.merge(plan.kind, 1, Integer::sum) : plan.name;
            if (!names.add(name)) {
                plan.place.problem("two layers are named " + name);
            }
            plans.add(new Plan(plan.place, plan.kind, name, plan.note, plan.maker));
        }
        return plans;
    }

    private static List<Plan> unnamed(Yaml list) {
        List<Plan> plans = new ArrayList<>();
        for (Yaml each : list.list()) {
            Yaml.Named named = each.named(NAMES);
            LayerKind kind = KINDS.get(named.name());
            if (named.name().equals("repeat")) {
                Yaml.Fields fields = named.value().map("times", "from", "layers");
                int times = fields.integer("times", 1, 1000);
                int from = fields.integer("from", 0, MOST, 1);
                List<Plan> once = unnamed(fields.get("layers"));
                if ((long) times * once.size() > MOST_LAYERS) {
                    each.problem("this makes more than " + MOST_LAYERS + " layers");
                    return plans;
                }
                for (int n = from; n < from + times; n++) {
                    for (Plan plan : once) {
                        plans.add(plan.copy(n));
                    }
                }
            } else if (kind != null) {
                List<String> keys = Stream.concat(Stream.of("name", "note"), kind.keys.stream())
                        .toList();
                Yaml.Fields fields = named.value().map(keys);
                String name = fields.string("name", "");
                if (name.contains(".")) {
                    fields.get("name").problem("a layer's name has no dots, for dots lead to the layers inside it");
                }
                plans.add(new Plan(each, named.name(), name, fields.string("note", ""), kind.reader.apply(fields)));
            }
        }
        return plans;
    }

    /**
     * Folds the input's shape over the layers; null if some of them do not fit, which is then reported. Behind a layer whose
     * window is too large the shape is taken as if it had not been: what is still too small is too small anyway.
     */
    private static @Nullable Sequence build(List<Plan> plans, Shape input) {
        List<Sequence.Named> layers = new ArrayList<>();
        boolean fits = true;
        for (Plan plan : plans) {
            Layer layer = null;
            try {
                layer = plan.maker.make(input);
                if (layer == null) {
                    return null;
                }
                layers.add(new Sequence.Named(plan.name, layer, plan.note));
                input = layer.output(input);
            } catch (IllegalArgumentException | ArithmeticException wrong) {
                plan.place.problem(plan.name + ": " + wrong.getMessage());
                if (layer == null || layer.window() == null) {
                    return null;
                }
                int channels = layer instanceof Conv2d conv ? conv.filters() : input.channels();
                input = new Shape(channels, input.height(), input.width());
                fits = false;
            }
        }
        return fits ? new Sequence(layers) : null;
    }

    private static Map<String, LayerKind> kinds() {
        Map<String, LayerKind> kinds = new HashMap<>();
        List<String> window = List.of("stride", "dilation", "padding", "mode");
        kinds.put(
                "conv", new LayerKind(with(window, "filters", "kernel", "groups", "bias", "flip", "table"), fields -> {
                    int filters = fields.integer("filters", 1, MOST);
                    int groups = fields.integer("groups", 1, MOST, 1);
                    boolean bias = fields.flag("bias", true);
                    boolean flip = fields.flag("flip", false);
                    List<List<Integer>> table = fields.has("table")
                            ? fields.list("table").stream()
                                    .map(row -> integers(row, 0, MOST))
                                    .toList()
                            : null;
                    Function<Shape, Window> over = window(fields, "kernel");
                    return in -> new Conv2d(in.channels(), filters, over.apply(in), groups, bias, flip, table);
                }));
        kinds.put("depthwise", new LayerKind(with(window, "kernel", "bias"), fields -> {
            boolean bias = fields.flag("bias", true);
            Function<Shape, Window> over = window(fields, "kernel");
            return in -> new Conv2d(in.channels(), in.channels(), over.apply(in), in.channels(), bias, false, null);
        }));
        kinds.put("pool", new LayerKind(with(window, "kind", "window", "ceil", "count-padding"), fields -> {
            Pool2d.Kind kind = poolKind(fields.get("kind"));
            boolean ceil = fields.flag("ceil", false);
            boolean count = fields.flag("count-padding", false);
            Function<Shape, Window> over = window(fields, "window");
            return in -> new Pool2d(kind, over.apply(in).withCeil(ceil), count);
        }));
        kinds.put("global-pool", new LayerKind(List.of(), fields -> in -> new GlobalPool()));
        kinds.put("pyramid-pool", new LayerKind(List.of("levels", "kind"), fields -> {
            List<Integer> levels = integers(fields.get("levels"), 1, 1000);
            Pool2d.Kind kind = fields.has("kind") ? poolKind(fields.get("kind")) : Pool2d.Kind.MAX;
            return in -> new PyramidPool(levels, kind);
        }));
        kinds.put("subsample", new LayerKind(with(window, "window"), fields -> {
            Function<Shape, Window> over = window(fields, "window");
            return in -> new Subsample(in.channels(), over.apply(in));
        }));
        kinds.put("batch-norm", new LayerKind(List.of("epsilon"), fields -> {
            float epsilon = (float) fields.number("epsilon", BatchNorm.EPSILON);
            return in -> new BatchNorm(in.channels(), epsilon);
        }));
        kinds.put("dense", new LayerKind(List.of("outputs", "bias"), fields -> {
            int outputs = fields.integer("outputs", 1, MOST);
            boolean bias = fields.flag("bias", true);
            return in -> new Dense(in.size(), outputs, bias);
        }));
        kinds.put("rbf", new LayerKind(List.of("outputs"), fields -> {
            int outputs = fields.integer("outputs", 1, MOST);
            return in -> new Rbf(in.size(), outputs);
        }));
        for (Activation activation : Activation.values()) {
            kinds.put(
                    activation.describe().toLowerCase(Locale.ROOT).replace(' ', '-'),
                    new LayerKind(List.of(), fields -> in -> activation));
        }
        kinds.put("softmax", new LayerKind(List.of(), fields -> in -> new Softmax()));
        kinds.put("flatten", new LayerKind(List.of(), fields -> in -> new Flatten()));
        kinds.put("dropout", new LayerKind(List.of("rate"), fields -> {
            double rate = fields.number("rate");
            return in -> new Dropout(rate);
        }));
        kinds.put("squeeze-excite", new LayerKind(List.of("squeezed"), fields -> {
            int squeezed = fields.integer("squeezed", 1, MOST);
            return in -> new SqueezeExcite(in.channels(), squeezed);
        }));
        kinds.put("block", new LayerKind(List.of("layers"), fields -> {
            List<Plan> layers = plans(fields.get("layers"));
            return in -> build(layers, in);
        }));
        kinds.put("residual", new LayerKind(List.of("main", "shortcut"), fields -> {
            List<Plan> main = plans(fields.get("main"));
            List<Plan> shortcut = fields.has("shortcut") ? plans(fields.get("shortcut")) : List.of();
            return in -> {
                Sequence through = build(main, in);
                Sequence around = build(shortcut, in);
                return through == null || around == null ? null : new Residual(through, around);
            };
        }));
        return kinds;
    }

    private static List<String> with(List<String> keys, String... more) {
        return Stream.concat(Stream.of(more), keys.stream()).toList();
    }

    private static Pool2d.Kind poolKind(Yaml kind) {
        return kind.oneOf(List.of("max", "average")).equals("max") ? Pool2d.Kind.MAX : Pool2d.Kind.AVERAGE;
    }

    /**
     * A window: {@code size}, {@code stride} and {@code dilation}, each a number or [height, width]; {@code padding}, a
     * number, [height, width], [top, left, bottom, right], {@code same} or {@code valid}, which is none; and what the padding
     * holds, {@code mode}.
     */
    private static Function<Shape, Window> window(Yaml.Fields fields, String size) {
        List<Integer> side = both(fields.get(size));
        List<Integer> stride = fields.has("stride") ? both(fields.get("stride")) : List.of(1, 1);
        List<Integer> dilation = fields.has("dilation") ? both(fields.get("dilation")) : List.of(1, 1);
        Window plain = Window.of(side.get(0), side.get(1))
                .withStride(stride.get(0), stride.get(1))
                .withDilation(dilation.get(0), dilation.get(1));
        Padding.Mode mode = Padding.Mode.valueOf(
                fields.has("mode")
                        ? fields.get("mode")
                                .oneOf(List.of("zero", "reflect", "replicate", "circular"))
                                .toUpperCase(Locale.ROOT)
                        : "ZERO");
        Yaml padding = fields.get("padding");
        String word = fields.has("padding") && padding.isText() ? padding.string() : "";
        if (word.equals("same")) {
            return in -> {
                Padding same = plain.withSamePadding(in).padding();
                return plain.withPadding(new Padding(same.top(), same.left(), same.bottom(), same.right(), mode));
            };
        }
        if (!fields.has("padding") || word.equals("valid")) {
            return in -> plain;
        }
        List<Integer> around = numbers(padding, 0, List.of(2, 4), PADDINGS);
        Padding sides = new Padding(
                around.get(0),
                around.get(1 % around.size()),
                around.get(2 % around.size()),
                around.get(3 % around.size()),
                mode);
        return in -> plain.withPadding(sides);
    }

    /** Height and width: one number for both, or a list of two. */
    private static List<Integer> both(Yaml value) {
        List<Integer> numbers = numbers(value, 1, List.of(2), SIDES);
        return List.of(numbers.get(0), numbers.get(numbers.size() - 1));
    }

    /** One number, or as many as may stand in a list; the least where there is a problem, which is reported. */
    private static List<Integer> numbers(Yaml value, int least, List<Integer> sizes, String allowed) {
        if (value.isList()) {
            List<Integer> numbers = integers(value, least, MOST_PIXELS);
            if (sizes.contains(numbers.size())) {
                return numbers;
            }
            value.problem("a list of " + numbers.size() + " is not " + allowed);
        } else if (value.isText() && !value.string().matches("[0-9_]+")) {
            value.problem("'" + value.string() + "' is not " + allowed);
        } else {
            return List.of(value.integer(least, MOST_PIXELS));
        }
        return List.of(least);
    }

    private static List<Integer> integers(Yaml list, int least, int most) {
        return list.list().stream().map(each -> each.integer(least, most)).toList();
    }
}
