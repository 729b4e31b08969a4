package org.convolab.widget.layers;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convolab.engine.insight.Units;
import org.convolab.engine.insight.WeightRandomization;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.image.Drawing;
import org.convolab.image.Photo;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Form;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.Steps;
import org.convolab.widget.TrainedNetwork;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A trained network inspected, from the whole of it down to one number with its products and their sum. It teaches what the
 * units of each layer stand for, and how far the usual ways to find out can be trusted. An address goes the way down: no
 * layer is the whole network, a layer without a unit all of its units, a unit without a place the place where it is most
 * active. Each {@link Visualization} is a class and a template of its own.
 */
@Component
final class Layers implements Widget<Layers.State, Layers.Insight> {
    /** Tiles beside each other in a sheet of all units of a layer. */
    static final int COLUMNS = 8;

    private final Computed computed = new Computed();

    /** The ways to look, as the parameter {@code view} names them. */
    public enum Method {
        ACTIVATIONS("activations", "activations", true, ActivationMaps::of),
        FILTERS("filters", "filters", true, new FilterKernels.Technique()),
        PATCHES("strongest patches", "patches", true, new StrongestPatches.Technique()),
        DECONVNET("deconvnet", "backward", false, BackwardImages.DECONVNET),
        GRADIENT("gradient", "backward", false, BackwardImages.GRADIENT),
        GUIDED("guided", "backward", false, BackwardImages.GUIDED),
        ASCENT("ascent", "ascent", false, new GradientAscent.Technique()),
        OCCLUSION("occlusion", "occlusion", false, new OcclusionMap.Technique()),
        CAM("class activation map", "cam", false, new ClassEvidence.Technique());

        private final String label;
        private final String template;
        /** Whether all units of a layer are shown if none is chosen; otherwise it is the one that is most active. */
        private final boolean allUnits;

        private final Visualization.Technique technique;

        Method(String label, String template, boolean allUnits, Visualization.Technique technique) {
            this.label = label;
            this.template = template;
            this.allUnits = allUnits;
            this.technique = technique;
        }

        public String label() {
            return label;
        }
    }

    /**
     * Where to look, and how.
     *
     * @param picture a class and a number name a drawn picture, or it is the reader's own; nothing is the first of the first
     *     class, and blank where nobody draws what the network learned from
     * @param shuffled of how many layers the weights are shuffled, from the last down
     * @param row a row of the unit's map; -1 is where it is most active, for ascent the middle
     * @param col a column of it
     * @param steps of gradient ascent; then its jitter in pixels, how often its gradient is blurred, its decay
     * @param square the side of the square that hides a part of the picture
     * @param seed decides from which noise the ascent starts
     */
    public record State(
            @Form(value = "a trained network's name", length = 60)
            String network,

            @Form(value = "a drawn picture such as dog-3, or nothing", length = 60, picture = true)
            String picture,

            @Form(value = "a layer's name, or nothing for the whole network", length = 60)
            String layer,

            @Bounds(min = -1, max = 4095) int unit,
            Method view,
            @Bounds(min = 0, max = 64) int shuffled,
            @Bounds(min = -1, max = 1023) int row,
            @Bounds(min = -1, max = 1023) int col,
            @Bounds(min = 0, max = 256) int steps,
            @Bounds(min = 0, max = 8) int jitter,
            @Bounds(min = 0, max = 8) int blur,
            @Bounds(min = 0, max = 0.2) double decay,
            @Bounds(min = 1, max = 64) int square,
            @Bounds(min = 1, max = 999) int seed) {
        /** Whether the whole network is looked at, and none of its layers. */
        public boolean isOverview() {
            return layer.isEmpty() && view == Method.ACTIVATIONS;
        }

        /** {@code 128 steps}. */
        public String ascent() {
            return Numerals.count(steps, "step");
        }

        /** {@code the last 3 layers}. */
        public String last() {
            return "the last " + (shuffled == 1 ? "layer" : Numerals.count(shuffled, "layer"));
        }
    }

    /**
     * A class, and the drawn picture of it that comes next.
     *
     * @param current whether the picture that is looked at is of this class
     */
    public record Sample(String name, String picture, boolean current) {}

    /**
     * What is seen.
     *
     * @param prediction the class that the network takes the picture for
     * @param activation the unit's at the place; of a whole layer the largest; of the whole network the winning score
     * @param image maps, kernels, patches, pixels or falls; of the whole network the picture
     * @param input channels, height and width of the picture
     * @param palette what the image's numbers are: light, ink, signed or color (signed, around gray)
     * @param tile height and width of one of several pictures in the image
     * @param peaks of the units of the layer
     * @param shuffling the layers that can be shuffled, the last first
     * @param drawings the images of the page
     * @param methods the ways to look that fit
     * @param template that shows it, in {@code widget/layers/}
     */
    public record Insight(
            String prediction,
            float activation,
            Grid image,
            List<Integer> input,
            List<Sample> samples,
            String palette,
            List<Integer> tile,
            List<TracedNetwork.Chance> chances,
            List<TracedNetwork.Level> levels,
            Inspection.Spot spot,
            List<TracedNetwork.Peak> peaks,
            List<UnitArithmetic.Step> steps,
            List<StrongestPatches.Found> found,
            GradientAscent.@Nullable Climb climb,
            OcclusionMap.@Nullable Hiding hiding,
            ClassEvidence.@Nullable Evidence evidence,
            List<String> shuffling,
            SanityCheck.@Nullable Check check,
            List<BackwardImages.Remains> remains,
            @JsonIgnore Map<String, Drawing> drawings,
            @JsonIgnore List<Method> methods,
            @JsonIgnore String template,
            @JsonIgnore boolean overPicture,
            String sentence)
            implements View {
        /** The ways back to the pixels, in the order in which they are compared. */
        public List<BackwardImages.Technique> ways() {
            return BackwardImages.TECHNIQUES;
        }

        /** Whether the unit sees only a part of the picture. */
        public boolean cut() {
            return spot.isOneUnit()
                    && spot.field() > 0
                    && (spot.patch().height() < input.get(1) || spot.patch().width() < input.get(2));
        }

        /** The part of the picture that the unit sees, as the view box of a drawing. */
        public String patch() {
            return cut()
                    ? "%d %d %d %d"
                            .formatted(
                                    spot.patch().left(),
                                    spot.patch().top(),
                                    spot.patch().width(),
                                    spot.patch().height())
                    : "0 0 %d %d".formatted(input.get(2), input.get(1));
        }

        /** The image, or what the unit sees of it. */
        public String box() {
            return overPicture ? patch() : "0 0 %d %d".formatted(image.width(), image.height());
        }
    }

    @Override
    public String id() {
        return "layers";
    }

    @Override
    public String title() {
        return "Inside a trained network";
    }

    @Override
    public State start() {
        return new State("sketches", "", "", -1, Method.ACTIVATIONS, 0, -1, -1, 128, 2, 2, 0.02, 16, 1);
    }

    @Override
    public double cost(State p) {
        double once = p.view().technique.cost(p);
        return p.shuffled() > 0 ? 2 * once + 100 : once;
    }

    /** What the parameters name, all of it known to fit. */
    private record Target(TrainedNetwork trained, Tensor picture, Blocks blocks, int index) {}

    @Override
    public void check(State p, CourseResources resources) {
        target(p, resources);
    }

    private static Target target(State p, CourseResources resources) {
        TrainedNetwork trained = resources.trained("network", p.network());
        Tensor picture = picture(trained, p.picture());
        Blocks blocks = Blocks.of(trained.network());
        int index = p.layer().isEmpty() ? p.view().technique.layer(blocks) : blocks.index(p.layer());
        Shape shape = blocks.shape(index);
        int most = WeightRandomization.layers(trained.network()).size();
        if (p.shuffled() > most) {
            throw new BadParameter("shuffled", p.shuffled(), "a whole number from 0 to " + most);
        }
        atMost("unit", p.unit(), shape.channels() - 1);
        atMost("row", p.row(), shape.height() - 1);
        atMost("col", p.col(), shape.width() - 1);
        BadParameter misfit = p.view().technique.misfit(trained, blocks, index);
        if (misfit != null) {
            throw misfit;
        }
        p.view().technique.check(p, trained.network().input());
        return new Target(trained, picture, blocks, index);
    }

    private static void atMost(String field, int value, int most) {
        if (value > most) {
            throw new BadParameter(field, value, "a whole number from -1 to %d in this layer".formatted(most));
        }
    }

    @Override
    public Insight view(State p, CourseResources resources) {
        Target target = target(p, resources);
        TracedNetwork learned = new TracedNetwork(
                target.trained(), target.blocks(), target.trained().weights(), target.picture());
        Inspection trained = new Inspection(p, learned, target.index(), place(p, learned, target.index()), computed);
        Inspection at =
                p.shuffled() == 0 ? trained : trained.by(learned.with(computed.shuffled(learned, p.shuffled())));
        Visualization shown = p.view().technique.of(at);
        TiledImage image = shown.image();
        Map<String, Drawing> drawings = new LinkedHashMap<>(shown.drawings());
        drawings.put("picture", TiledImage.light(target.picture()).drawing());
        drawings.put("image", image.drawing());
        String sentence = shown.caption();
        SanityCheck check = null;
        List<BackwardImages.Remains> remains = List.of();
        if (p.shuffled() > 0 && !p.isOverview()) {
            Visualization before = p.view().technique.of(trained);
            check = SanityCheck.of(shown, before);
            remains = shown.remains(before);
            drawings.putAll(shown.drawingsBeside(before));
            sentence += " " + check.caption();
        }
        List<TracedNetwork.Chance> chances = at.traced().chances();
        return new Insight(
                chances.get(0).name(),
                shown.activation(),
                Grid.of(image.plane(), 0, 0),
                TracedNetwork.shape(target.picture().shape()),
                samples(target.trained(), p.picture()),
                image.palette(),
                List.of(image.height(), image.width()),
                chances,
                at.traced().levels(),
                trained.spot(),
                p.isOverview() ? List.of() : at.traced().peaks(at.index()),
                shown.steps(),
                shown.found(),
                shown.climb(),
                shown.hiding(),
                shown.evidence(),
                WeightRandomization.layers(target.trained().network()),
                check == null ? null : check.check(),
                remains,
                drawings,
                methods(target, at.isOneUnit()),
                p.isOverview() ? "overview" : p.view().template,
                shown.overPicture(),
                sentence);
    }

    /** The ways in which a layer or one of its units can be looked at. */
    private static List<Method> methods(Target target, boolean oneUnit) {
        return Arrays.stream(Method.values())
                .filter(method -> oneUnit || method.allUnits)
                .filter(method -> method.technique.misfit(target.trained(), target.blocks(), target.index()) == null)
                .toList();
    }

    /** The unit that is looked at and the place of its map; unit -1 where all of the layer are. */
    private static Units.Place place(State p, TracedNetwork learned, int index) {
        if (p.isOverview() || p.unit() < 0 && p.view().allUnits) {
            return new Units.Place(-1, 0, 0);
        }
        int unit = p.unit() < 0 ? learned.strongestUnit(index) : p.unit();
        return p.row() >= 0 && p.col() >= 0
                ? new Units.Place(unit, p.row(), p.col())
                : p.view().technique.place(learned, index, unit);
    }

    @Override
    public @Nullable Drawing drawing(State p, Insight view, String name) {
        return view.drawings().get(name);
    }

    /** From step to step of an ascent, otherwise from unit to unit. */
    @Override
    public @Nullable Steps walk(State p, Insight view) {
        if (view.climb() != null) {
            int stride = GradientAscent.STRIDE;
            return new Steps(p.steps() / stride, 256 / stride + 1, at -> Map.of("steps", at * stride));
        }
        return p.unit() < 0
                ? null
                : new Steps(p.unit(), view.spot().shape().get(0), unit -> Map.of("unit", unit, "row", -1, "col", -1));
    }

    /** The picture that a text names, a class and a number, or the reader's own that it spells. */
    private static Tensor picture(TrainedNetwork trained, String text) {
        if (Photo.isOne(text)) {
            return trained.photo("picture", text);
        }
        if (text.isEmpty() && trained.pictures() == null) {
            return Tensor.zeros(1, trained.network().input());
        }
        if (trained.pictures() == null) {
            throw new BadParameter(
                    "picture",
                    text,
                    "nothing, or a picture of your own: nobody draws what %s learned from"
                            .formatted(trained.network().name()));
        }
        List<String> classes = trained.classes();
        int dash = text.lastIndexOf('-');
        String name = text.isEmpty() ? classes.get(0) : text.substring(0, Math.max(0, dash));
        String number = text.isEmpty() ? "1" : text.substring(dash + 1);
        if (!classes.contains(name) || !number.matches("[0-9]{1,6}")) {
            throw new BadParameter(
                    "picture",
                    text,
                    "a class and a number, such as %s-1; the classes are %s"
                            .formatted(classes.get(0), String.join(", ", classes)));
        }
        return trained.sample(classes.indexOf(name), Integer.parseInt(number));
    }

    /** A drawn picture of each class: the same number as now, and of the same class the next. */
    private static List<Sample> samples(TrainedNetwork trained, String text) {
        if (trained.pictures() == null) {
            return List.of();
        }
        if (Photo.isOne(text)) {
            return trained.classes().stream()
                    .map(name -> new Sample(name, name + "-1", false))
                    .toList();
        }
        int dash = text.lastIndexOf('-');
        String now = text.isEmpty() ? trained.classes().get(0) : text.substring(0, Math.max(0, dash));
        int number = text.isEmpty() ? 1 : Integer.parseInt(text.substring(dash + 1));
        return trained.classes().stream()
                .map(name -> new Sample(
                        name, name + "-" + (name.equals(now) ? (number + 1) % 1_000_000 : number), name.equals(now)))
                .toList();
    }
}
