package org.convolab.widget.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.convolab.widget.Claims.number;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.convolab.engine.insight.WeightRandomization;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Dropout;
import org.convolab.engine.layer.Flatten;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Pool2d;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Softmax;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Network;
import org.convolab.engine.synthetic.SyntheticPictures;
import org.convolab.engine.tensor.Shape;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.Parameters;
import org.convolab.widget.TrainedNetwork;
import org.convolab.widget.layers.Layers.Insight;
import org.convolab.widget.layers.Layers.Method;
import org.convolab.widget.layers.Layers.State;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every sentence is made of claims, and each is recomputed here from the numbers that the view shows. */
class LayersSentencesTest {
    private static final CourseResources MATERIALS = LayersTest.materials(
            LayersTest.MATERIALS.trained("network", "sketches"),
            LayersTest.MATERIALS.trained("network", "lenet-5-full"),
            LayersTest.MATERIALS.trained("network", "authors"),
            small("flat", new Shape(1, 32, 32), flat()),
            small("dense", new Shape(1, 28, 28), Sequence.of().then("scores", Dense.of(784, 10))));

    /** With a single map, kernels of 1 x 1, a flatten that multiplies units, and dead ReLUs. */
    private static Sequence flat() {
        return Sequence.of()
                .then("conv1", Conv2d.of(1, 1, Window.of(5).withStride(2)))
                .then("relu1", Activation.RELU)
                .then("conv2", Conv2d.of(1, 6, Window.of(3).withPadding(Padding.of(1))))
                .then("relu2", Activation.RELU)
                .then("pool", Pool2d.max(Window.of(2).withStride(2)))
                .then("mix", Conv2d.of(6, 3, Window.of(1)))
                .then("relu3", Activation.RELU)
                .then("flatten", new Flatten())
                .then("dropout", new Dropout(0.5f))
                .then("scores", Dense.of(147, 10))
                .then("softmax", new Softmax());
    }

    private static TrainedNetwork small(String name, Shape input, Sequence layers) {
        Network network = Network.of(name, input, layers);
        SyntheticPictures drawn = SyntheticPictures.sets().get("digits");
        return new TrainedNetwork(network, network.random(3), drawn.classes(), drawn);
    }

    private record Seen(State p, Insight v, Network network) {
        static Seen of(State p) {
            return new Seen(
                    p,
                    LayersTest.WIDGET.view(p, MATERIALS),
                    MATERIALS.trained("network", p.network()).network());
        }

        private Sequence.Step step(String layer) {
            return steps().stream()
                    .filter(step -> step.named().name().equals(layer))
                    .findFirst()
                    .orElseThrow();
        }

        private List<Sequence.Step> steps() {
            return network.layers().steps(network.input(), ReceptiveField.PIXEL);
        }

        /** The layers whose maps the overview shows. */
        private List<Sequence.Step> rows() {
            return v.levels().stream()
                    .filter(TracedNetwork.Level::hasMaps)
                    .map(level -> step(level.layer()))
                    .toList();
        }

        private List<Float> image() {
            return v.image().rows().stream().flatMap(List::stream).toList();
        }

        private float largest() {
            return image().stream().max(Comparator.naturalOrder()).orElseThrow();
        }

        /** The weights of the unit, as they are shown. */
        private float[] weights() {
            TrainedNetwork trained = MATERIALS.trained("network", p.network());
            String layer = v.spot().within().get(0);
            float[] all = WeightRandomization.last(network, trained.weights(), p.shuffled(), 1)
                    .child(layer)
                    .get("weight");
            int each = all.length / step(layer).output().channels();
            return Arrays.copyOfRange(all, v.spot().unit() * each, (v.spot().unit() + 1) * each);
        }

        private double sum(int sign) {
            double sum = 0;
            for (float each : weights()) {
                sum += sign * each > 0 ? each : 0;
            }
            return sum;
        }

        private double left() {
            return Math.abs(sum(1) + sum(-1)) / (sum(1) - sum(-1));
        }

        private boolean color() {
            return network.input().channels() == 3;
        }

        private UnitArithmetic.Step sum() {
            return v.steps().get(v.steps().size() - 1);
        }

        private String classes() {
            Map<String, Long> count = v.found().stream()
                    .collect(Collectors.groupingBy(StrongestPatches.Found::name, Collectors.counting()));
            return count.entrySet().stream()
                    .map(entry -> entry.getKey() + (entry.getValue() > 1 ? " (" + entry.getValue() + ")" : ""))
                    .sorted()
                    .collect(Collectors.joining(", "));
        }

        private double remains(String way) {
            return v.remains().stream()
                    .filter(each -> way.contains(each.view().name().toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow()
                    .similarity()
                    .get(p.shuffled());
        }

        private boolean isUnit(String name) {
            Inspection.Spot spot = v.spot();
            int last = network.layers().layers().size() - 1;
            boolean softmax = network.layers().layers().get(last).layer() instanceof Softmax;
            int at = network.layers().layers().stream()
                    .map(Sequence.Named::name)
                    .toList()
                    .indexOf(spot.layer());
            return name.equals(
                    spot.name().isEmpty()
                            ? "activation of unit %d of %s".formatted(spot.unit(), spot.layer())
                            : "%s for “%s”".formatted(softmax && at == last ? "probability" : "score", spot.name()));
        }
    }

    private static boolean says(String text, double value) {
        return text.equals(Visualization.number(value));
    }

    private static boolean share(String text, double value) {
        return text.equals(Numerals.share(value));
    }

    private static final String N = "(\\S+?)";
    private static final String SHARE = "((?:more than |less than )?[\\d.,]+\u00a0%)";
    private static final String UNIT = "((?:activation of unit \\d+ of \\S+?)|(?:(?:score|probability) for “.+?”))";
    private static final String SIZE = "(\\d+)\u00a0×\u00a0(\\d+)";

    private static Claims claims(Seen s) {
        Insight v = s.v;
        State p = s.p;
        Inspection.Spot spot = v.spot();
        Grid image = v.image();
        Claims claims = new Claims();
        // the whole network
        claims.claim(
                        "The network says (\\S+), with a probability of " + SHARE + "\\.",
                        m -> p.shuffled() == 0
                                && m.group(1).equals(v.prediction())
                                && share(m.group(2), v.chances().get(0).probability())
                                && v.chances().stream()
                                        .allMatch(each -> each.probability()
                                                <= v.chances().get(0).probability()))
                .claim(
                        "With the weights of the last (?:layer|(\\d+) layers) shuffled the network says (\\S+) \\("
                                + SHARE + "\\)\\.",
                        m -> p.shuffled() == (m.group(1) == null ? 1 : number(m.group(1)))
                                && m.group(2).equals(v.prediction())
                                && share(m.group(3), v.chances().get(0).probability()))
                .claim(
                        "On the way its maps shrink from " + SIZE + " \\((\\S+?)\\) to " + SIZE + " \\((\\S+?)\\)",
                        m -> {
                            List<Sequence.Step> maps = s.rows();
                            Sequence.Step low = s.step(m.group(3));
                            Sequence.Step high = s.step(m.group(6));
                            return low.equals(maps.get(0))
                                    && high.equals(maps.get(maps.size() - 1))
                                    && low.output().height() == number(m.group(1))
                                    && low.output().width() == number(m.group(2))
                                    && high.output().height() == number(m.group(4))
                                    && high.output().width() == number(m.group(5))
                                    && low.output().area() > high.output().area()
                                    && maps.stream()
                                            .allMatch(step -> step.output().area()
                                                            <= low.output().area()
                                                    && step.output().area()
                                                            >= high.output().area());
                        })
                .claim(", while the receptive field of a unit grows from " + SIZE + " to " + SIZE + " pixels", m -> {
                    List<ReceptiveField> fields =
                            s.rows().stream().map(Sequence.Step::field).toList();
                    ReceptiveField last = fields.get(fields.size() - 1);
                    return fields.get(0).down().size() == number(m.group(1))
                            && fields.get(0).across().size() == number(m.group(2))
                            && last.down().size() == number(m.group(3))
                            && last.across().size() == number(m.group(4))
                            && fields.stream()
                                    .allMatch(field ->
                                            field.size() >= fields.get(0).size() && field.size() <= last.size());
                })
                .words("\\.")
                .claim(
                        "Activations above zero get rarer: " + SHARE + " of those of (\\S+), and " + SHARE
                                + " of those of (\\S+?)(?=\\.)",
                        m -> {
                            TracedNetwork.Level low = level(v, m.group(2));
                            TracedNetwork.Level high = level(v, m.group(4));
                            return low.awake() > high.awake()
                                    && share(m.group(1), low.awake())
                                    && share(m.group(3), high.awake())
                                    && s.step(low.layer()).named().layer() == Activation.RELU
                                    && s.step(high.layer()).named().layer() == Activation.RELU;
                        });
        // a layer
        claims.claim(
                        "(\\d+) of (\\d+) units? (has|have) an activation above zero( somewhere in this picture)?\\.",
                        m -> {
                            long active = v.peaks().stream()
                                    .filter(peak -> peak.value() > 0)
                                    .count();
                            return active == number(m.group(1))
                                    && v.peaks().size() == number(m.group(2))
                                    && (active == 1) == m.group(3).equals("has")
                                    && (m.group(4) != null) == spot.hasMaps();
                        })
                .claim(
                        "The largest is that of (?:unit (\\d+)|“(.+?)”), " + N + "\\.(?= )",
                        m -> v.peaks().stream()
                                .filter(peak -> peak.name().equals(m.group(1) == null ? m.group(2) : m.group(1)))
                                .anyMatch(peak -> says(m.group(3), peak.value())
                                        && v.peaks().stream().allMatch(other -> other.value() <= peak.value())))
                .claim("Each unit sees the whole picture", m -> spot.field() == 0)
                .claim(
                        "Each unit has a receptive field of " + SIZE + " pixels",
                        m -> spot.field() == Math.max(number(m.group(1)), number(m.group(2))))
                .claim(
                        "at each of the (\\d+) places of its map",
                        m -> spot.shape().get(1) * spot.shape().get(2) == number(m.group(1)));
        // one number
        claims.claim(
                        "The " + UNIT + " is " + N + "\\.(?= |$)",
                        m -> s.isUnit(m.group(1)) && !spot.hasMaps() && says(m.group(2), v.activation()))
                .claim(
                        "The " + UNIT + " is zero everywhere in this picture\\.",
                        m -> s.isUnit(m.group(1)) && s.image().stream().allMatch(each -> each == 0))
                .claim(
                        "The " + UNIT + " is largest at row (\\d+), column (\\d+): " + N + "\\.(?= )",
                        m -> s.isUnit(m.group(1))
                                && says(m.group(4), s.largest())
                                && image.at((int) number(m.group(2)), (int) number(m.group(3))) == s.largest())
                .claim(
                        "The " + UNIT + " at row (\\d+), column (\\d+) is " + N + "; the largest in its map is " + N
                                + "\\.(?= )",
                        m -> s.isUnit(m.group(1))
                                && says(m.group(4), image.at((int) number(m.group(2)), (int) number(m.group(3))))
                                && says(m.group(5), s.largest()))
                .claim("It sees the whole picture\\.", m -> spot.field() == 0)
                .claim(
                        "There it sees the " + SIZE + " pixels in the frame\\.",
                        m -> spot.patch().height() == number(m.group(1))
                                && spot.patch().width() == number(m.group(2)))
                .claim(
                        "The sum of (\\S+) runs over (\\d+) (?:maps|numbers|colors), with positive contributions from (\\d+) and negative ones from (\\d+)\\.",
                        m -> s.sum().layer().equals(m.group(1))
                                && s.sum().parts().size() == number(m.group(2))
                                && s.sum().parts().stream()
                                                .filter(part -> part.sum() > 0)
                                                .count()
                                        == number(m.group(3))
                                && s.sum().parts().stream()
                                                .filter(part -> part.sum() < 0)
                                                .count()
                                        == number(m.group(4)));
        // filters
        claims.claim(
                        "Each unit of (\\S+) reads pixels, so its weights can be looked at like a picture: (?:bright where light|orange where ink) raises the sum, (?:dark|teal) where it lowers it\\.",
                        m -> spot.within().get(0).equals(m.group(1))
                                && m.group().contains("light") == s.color()
                                && m.group().contains("light") == v.palette().equals("color")
                                && s.step(m.group(1)).input().equals(s.network.input()))
                .claim(
                        "Each unit of (\\S+) reads (\\d+) (map|number)s? below and no pixels: as a picture its weights say next to nothing\\.",
                        m -> {
                            Sequence.Step step = s.step(m.group(1));
                            return spot.within().get(0).equals(m.group(1))
                                    && step.input().isVector() == m.group(3).equals("number")
                                    && step.input().channels() == number(m.group(2));
                        })
                .claim(
                        "Each row is one unit\\.",
                        m -> image.height() == spot.shape().get(0) * v.tile().get(0) - 1
                                && v.tile().get(1) == image.width()
                                && v.tile().get(1) > 2 * v.tile().get(0))
                .words("Such units have to be looked at in other ways\\.")
                .claim(
                        "Of its (\\d+|one) weights? (?:those )?above zero sum to " + N + " and those below to " + N
                                + "\\.(?= |$)",
                        m -> s.weights().length == (m.group(1).equals("one") ? 1 : number(m.group(1)))
                                && says(m.group(2), s.sum(1))
                                && says(m.group(3), s.sum(-1)))
                .claim(
                        "They multiply (\\d+) (map|number)s? below, and no picture tells what those stand for\\.",
                        m -> s.step(spot.within().get(0)).input().channels() == number(m.group(1)))
                .claim(
                        "They nearly cancel: what is left is " + SHARE
                                + " of their total size, so an even surface moves the sum little and differences move it more\\.",
                        m -> s.left() < 0.15 && share(m.group(1), s.left()))
                .claim(
                        "They do not cancel: what is left is " + SHARE
                                + " of their total size, so the sum also tells how (bright|dark|dark with ink) an even surface is\\.",
                        m -> s.left() >= 0.15
                                && share(m.group(1), s.left())
                                && (s.color()
                                        ? m.group(2).equals(s.sum(1) + s.sum(-1) > 0 ? "bright" : "dark")
                                        : m.group(2).contains("ink")));
        // patches
        claims.claim(
                        "For each of the (\\d+) units?, the one patch of 256 fresh drawings in which it is most active\\.",
                        m -> v.peaks().size() == number(m.group(1)))
                .claim(
                        "The " + UNIT + " is not above zero in any of 256 fresh drawings\\.",
                        m -> s.isUnit(m.group(1)) && v.found().stream().allMatch(each -> each.answer() <= 0))
                .claim(
                        "The " + UNIT
                                + " is below zero in all of 256 fresh drawings; in these (\\d+) it is highest, from "
                                + N
                                + " down to " + N + "\\.(?= |$)",
                        m -> s.isUnit(m.group(1))
                                && v.found().size() == number(m.group(2))
                                && v.found().stream().allMatch(each -> each.answer() < 0)
                                && says(m.group(3), v.found().get(0).answer())
                                && says(m.group(4), v.found().get(8).answer()))
                .claim(
                        "In these (\\d+) of 256 fresh drawings the " + UNIT + " is largest, from " + N + " down to "
                                + "([−\\d.,E]+?)(?:, and above zero in (\\d+) of them)?\\. They show: ([^.]+)\\. What do the patches share\\?",
                        m -> {
                            long active = v.found().stream()
                                    .filter(each -> each.answer() > 0)
                                    .count();
                            List<String> classes =
                                    new ArrayList<>(List.of(m.group(6).split(", ")));
                            return s.isUnit(m.group(2))
                                    && v.found().size() == number(m.group(1))
                                    && says(m.group(3), v.found().get(0).answer())
                                    && says(m.group(4), v.found().get(8).answer())
                                    && active == (m.group(5) == null ? 9 : number(m.group(5)))
                                    && active > 0
                                    && classes.stream()
                                            .sorted()
                                            .collect(Collectors.joining(", "))
                                            .equals(s.classes());
                        });
        // back to the pixels
        claims.claim(
                        "The gradient \\(Simonyan et al. 2013\\): how the " + UNIT
                                + " would change with more (light|ink) at each pixel\\.",
                        m -> p.view() == Method.GRADIENT
                                && s.isUnit(m.group(1))
                                && m.group(2).equals("light") == s.color())
                .claim(
                        "The deconvnet \\(Zeiler and Fergus 2013\\): the " + UNIT
                                + " projected back to the pixels; at each ReLU only positive signals go on down\\.",
                        m -> p.view() == Method.DECONVNET && s.isUnit(m.group(1)))
                .claim(
                        "Guided backpropagation \\(Springenberg et al. 2014\\): from the " + UNIT
                                + " only positive signals go down, and only through ReLUs that the picture opened\\.",
                        m -> p.view() == Method.GUIDED && s.isUnit(m.group(1)))
                .claim(
                        "It is zero at every pixel(: the ReLU of this unit is closed here)?(?=\\.)",
                        m -> image.largest() == 0
                                && (m.group(1) == null
                                        || v.activation() == 0
                                                && s.step(spot.layer()).named().layer() == Activation.RELU))
                .claim(
                        "It differs from zero at " + SHARE + " of the pixels\\.",
                        m -> image.largest() > 0
                                && share(
                                        m.group(1),
                                        s.image().stream()
                                                        .filter(each -> each != 0)
                                                        .count()
                                                / (double) s.image().size()))
                .claim(
                        "It differs from zero at every pixel\\.",
                        m -> s.image().stream().noneMatch(each -> each == 0))
                .claim("All three ways give the same picture here: no ReLU tells them apart\\.", m -> {
                    List<Insight> all = List.of(Method.GRADIENT, Method.DECONVNET, Method.GUIDED).stream()
                            .map(method -> LayersTest.WIDGET.view(with(p, "view", method), MATERIALS))
                            .toList();
                    return all.stream().allMatch(each -> each.image().equals(image));
                });
        // ascent, occlusion, evidence
        String at = "(?: at row (\\d+), column (\\d+))?";
        claims.claim(
                        "Noise, from which gradient ascent starts \\(Erhan et al. 2009\\): the " + UNIT + at + " is "
                                + N + "\\.(?= )",
                        m -> p.steps() == 0 && s.isUnit(m.group(1)) && says(m.group(4), v.activation()))
                .words("Each step moves the picture along the gradient of this number\\.")
                .claim(
                        "After (\\d+) steps? of gradient ascent from noise \\(Erhan et al. 2009\\) the " + UNIT + at
                                + " is " + N + "; at first it was " + N + "\\.(?= |$)",
                        m -> p.steps() == number(m.group(1))
                                && !m.group().contains(" 1 steps")
                                && s.isUnit(m.group(2))
                                && (m.group(3) == null) != spot.hasMaps()
                                && says(m.group(5), v.activation())
                                && says(
                                        m.group(6),
                                        LayersTest.WIDGET
                                                .view(with(p, "steps", 0), MATERIALS)
                                                .activation()))
                .claim(
                        "None of 256 fresh drawings gets that far: the best reaches " + N + "\\.(?= |$)",
                        m -> says(m.group(1), v.climb().best()) && v.climb().best() < v.activation())
                .claim(
                        "The best of 256 fresh drawings reaches more, " + N + "\\.(?= |$)",
                        m -> says(m.group(1), v.climb().best()) && v.climb().best() > v.activation())
                .claim(
                        "Occlusion \\(Zeiler and Fergus 2013\\): hiding " + SIZE
                                + " pixels from row (\\d+), column (\\d+) lowers the (?:largest )?" + UNIT
                                + " most, from " + N + " to " + N + "\\. The network then says (\\S+) \\(" + SHARE
                                + "\\)\\.",
                        m -> {
                            OcclusionMap.Hiding hiding = v.hiding();
                            int row = (int) number(m.group(3)) / hiding.stride();
                            int col = (int) number(m.group(4)) / hiding.stride();
                            return p.square() == number(m.group(1))
                                    && s.isUnit(m.group(5))
                                    && image.at(row, col) == s.largest()
                                    && s.largest() > 0
                                    && says(m.group(6), hiding.left() + s.largest())
                                    && says(m.group(7), hiding.left())
                                    && m.group(8).equals(hiding.prediction())
                                    && share(m.group(9), hiding.probability());
                        })
                .claim(
                        "Wherever the square of " + SIZE + " pixels stands, the (?:largest )?" + UNIT
                                + " does not fall \\(occlusion, Zeiler and Fergus 2013\\)\\.",
                        m -> p.square() == number(m.group(1)) && s.isUnit(m.group(3)) && s.largest() <= 0)
                .claim(
                        "The class activation map \\(Zhou et al. 2016\\): the maps of (\\S+), each times its weight for “(.+?)”\\.",
                        m -> !v.evidence().gradients()
                                && m.group(1).equals(v.evidence().layer())
                                && m.group(2).equals(spot.name()))
                .claim(
                        "Its average, " + N + ", and the bias, " + N + ", add up to the score: " + N + "\\.(?= |$)",
                        m -> {
                            double average = s.image().stream()
                                    .mapToDouble(Float::doubleValue)
                                    .average()
                                    .orElseThrow();
                            return Math.abs(number(m.group(1)) - average) < 0.006
                                    && Math.abs(average + number(m.group(2)) - number(m.group(3))) < 0.02
                                    && says(m.group(3), v.activation());
                        })
                .claim(
                        "This network has no global average pool before its scores, so it has no class activation map\\. Grad-CAM \\(Selvaraju et al. 2017\\) stands in: the maps of (\\S+), each times the average gradient of the "
                                + UNIT + "; what speaks against the class is left out\\.",
                        m -> m.group(1).equals(v.evidence().layer())
                                && s.isUnit(m.group(2))
                                && s.image().stream().allMatch(each -> each >= 0));
        // shuffled
        claims.claim(
                        "With the last (?:layer|(\\d+) layers) shuffled ",
                        m -> p.shuffled() == (m.group(1) == null ? 1 : number(m.group(1))))
                .claim(
                        "nothing changes here: (they lie|it lies) above (\\S+?)\\.(?= |$)",
                        m -> v.check().image().equals(image)
                                && v.check().activation() == v.activation()
                                && (p.shuffled() == 1) == m.group(1).equals("it lies")
                                && m.group(2).equals(spot.layer()))
                .claim(
                        "it is " + N + "; as trained it is " + N + "\\.(?= |$)",
                        m -> says(m.group(1), v.activation())
                                && says(m.group(2), v.check().activation()))
                .claim(
                        "one of the two images has the same number everywhere, so that nothing can be compared\\.",
                        m -> constant(image) || constant(v.check().image()))
                .claim(
                        "the image has a rank correlation of ([−\\d.]+) with that by the trained weights: 1 is the same order of sizes, 0 no common order\\.",
                        m -> m.group(1).equals(Numerals.format(v.check().similarity(), "0.00")))
                .claim(
                        "Of the three ways (.+?) keeps most \\(([−\\d.]+)\\) and (.+?) least \\(([−\\d.]+)\\)\\.",
                        m -> v.remains().stream()
                                        .mapToDouble(each -> each.similarity().get(p.shuffled()))
                                        .allMatch(
                                                each -> each <= s.remains(m.group(1)) && each >= s.remains(m.group(3)))
                                && m.group(2).equals(Numerals.format(s.remains(m.group(1)), "0.00"))
                                && m.group(4).equals(Numerals.format(s.remains(m.group(3)), "0.00"))
                                && number(m.group(2)) > number(m.group(4)))
                .words(
                        "A picture of what was learned should fall apart when that is shuffled \\(Adebayo et al. 2018\\)\\.")
                .claim(
                        SHARE + " of these patches are from the same pictures as before\\.",
                        m -> share(m.group(1), v.check().similarity()));
        return claims;
    }

    private static TracedNetwork.Level level(Insight v, String layer) {
        return v.levels().stream()
                .filter(each -> each.layer().equals(layer))
                .findFirst()
                .orElseThrow();
    }

    private static boolean constant(Grid image) {
        return image.rows().stream()
                        .flatMap(List::stream)
                        .map(Math::abs)
                        .distinct()
                        .count()
                == 1;
    }

    private static State with(State p, String field, Object value) {
        Map<String, String> texts = LayersTest.FIELDS.write(p);
        texts.put(field, Parameters.write(value));
        return LayersTest.FIELDS.read(texts);
    }

    private static void check(State p) {
        Seen seen = Seen.of(p);
        claims(seen).check(seen.v.sentence(), LayersTest.FIELDS.write(p));
        assertThat(seen.v.sentence()).doesNotContain("NaN", "Infinity", "null", " 1 units", " 1 maps", " 1 steps");
    }

    /** States that once broke the widget or made it say what is not so. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "network=lenet-5-full",
                "network=lenet-5-full&layer=F6&view=filters",
                "layer=output&unit=0&view=gradient&shuffled=2",
                "layer=relu2&unit=4&view=gradient&shuffled=6&picture=clock-3",
                "layer=relu1&unit=3&view=ascent&steps=1",
                "layer=relu4&unit=3&view=filters&shuffled=6",
                "network=flat&layer=relu1",
                "network=flat&layer=conv2&view=filters",
                "network=flat&layer=conv2&unit=2&view=filters",
                "network=flat&layer=flatten&unit=146",
                "network=flat&layer=softmax&unit=3&view=gradient",
                "network=dense&view=filters",
                "network=dense&unit=3&view=filters"
            })
    void whatWasFalseOnceIsTrue(String query) {
        check(LayersTest.look(query));
    }

    @ParameterizedTest
    @CsvSource({
        "network=lenet-5-full, to 10\u00a0×\u00a010 (tanh2)",
        "network=lenet-5-full&layer=F6&view=filters, Each unit of F6 reads 120 numbers below",
        "layer=output&unit=0&view=gradient&shuffled=2, the gradient least (0.76)",
        "layer=relu1&unit=3&view=ascent&steps=1, After 1 step of"
    })
    void whatTheySayNow(String query, String said) {
        assertThat(Seen.of(LayersTest.look(query)).v.sentence()).contains(said);
    }

    /** The flattened units are no kernels, a network of numbers has no maps. */
    @ParameterizedTest
    @CsvSource({"network=flat&layer=flatten&unit=146&view=filters, layer", "network=dense&view=cam, view"})
    void whatCannotBeShownIsRefused(String query, String field) {
        BadParameter refused = catchThrowableOfType(BadParameter.class, () -> Seen.of(LayersTest.look(query)));
        assertThat(refused.refusals().get(0).field()).isEqualTo(field);
    }

    @Tag("slow")
    @Test
    void everySentenceOfRandomStatesIsTrue() {
        SplittableRandom random = new SplittableRandom(5);
        List<String> names = List.copyOf(MATERIALS.trained().keySet());
        int checked = 0;
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            TrainedNetwork trained = MATERIALS.trained("network", names.get(i % names.size()));
            List<Sequence.Step> steps =
                    trained.network().layers().steps(trained.network().input(), ReceptiveField.PIXEL);
            Sequence.Step step = steps.get(random.nextInt(steps.size()));
            Method[] all = Method.values();
            Method method = all[random.nextInt(all.length)];
            boolean heavy = method == Method.PATCHES || method == Method.ASCENT || method == Method.OCCLUSION;
            int shuffling = WeightRandomization.layers(trained.network()).size();
            int shuffled = random.nextInt(3) > 0 ? 0 : heavy ? Math.min(2, shuffling) : random.nextInt(shuffling + 1);
            boolean whole = random.nextInt(8) == 0;
            Shape shape = step.output();
            State p = new State(
                    trained.network().name(),
                    trained.classes().get(random.nextInt(10)) + "-" + random.nextInt(50),
                    whole ? "" : step.named().name(),
                    random.nextInt(4) == 0 || whole ? -1 : random.nextInt(shape.channels()),
                    method,
                    shuffled,
                    random.nextInt(2) == 0 || whole ? -1 : random.nextInt(shape.height()),
                    random.nextInt(2) == 0 || whole ? -1 : random.nextInt(shape.width()),
                    random.nextInt(5),
                    random.nextInt(3),
                    random.nextInt(3),
                    0.02,
                    24 + random.nextInt(5),
                    1 + random.nextInt(9));
            try {
                check(p);
                checked++;
            } catch (BadParameter e) {
                refused++;
            }
        }
        assertThat(checked).isGreaterThan(350);
        assertThat(refused)
                .as("most of them class activation maps of other layers")
                .isPositive();
    }
}
