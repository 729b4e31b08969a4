package org.convolab.widget.layers;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.insight.ClassActivationMap;
import org.convolab.engine.insight.Occlusion;
import org.convolab.engine.insight.RankCorrelation;
import org.convolab.engine.insight.TopActivations;
import org.convolab.engine.insight.Units;
import org.convolab.engine.insight.WeightRandomization;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.layer.ReluRule;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Drawing;
import org.convolab.widget.Form;
import org.convolab.widget.Grid;
import org.convolab.widget.Parameters;
import org.convolab.widget.Photo;
import org.convolab.widget.Steps;
import org.convolab.widget.TrainedNetwork;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The bench on which a trained network lies open. An address goes the way down: no layer is the network at a glance, a layer
 * without a unit all of its units, a unit without a place the unit where it answers most.
 */
@Component
final class Layers implements Widget<Layers.Look, Layers.Seen> {
    /** How many maps stand for a layer at a glance, and the largest side of one. */
    private static final int STRIP = 8;

    private static final int SMALL = 32;

    /** Tiles beside each other in a sheet of all units of a layer. */
    static final int COLUMNS = 8;

    /** Steps of gradient ascent between two pictures of a walk. */
    static final int STRIDE = 8;

    private final Sights sights = new Sights();

    /** A way of looking. */
    public enum Way {
        FILTERS,
        ACTIVATIONS,
        PATCHES,
        DECONVNET,
        GRADIENT,
        GUIDED,
        ASCENT,
        OCCLUSION,
        CAM;

        /** The ways that show all units of a layer if none is chosen; the others take the one that answers most. */
        private static final Set<Way> WIDE = EnumSet.of(FILTERS, ACTIVATIONS, PATCHES);

        /** The ways down to the pixels, in the order in which they are compared. */
        private static final List<Way> DOWN = List.of(GRADIENT, DECONVNET, GUIDED);

        /** The rule by which one of the ways down goes through the ReLUs. */
        private ReluRule rule() {
            return switch (this) {
                case DECONVNET -> ReluRule.DECONVNET;
                case GRADIENT -> ReluRule.GRADIENT;
                case GUIDED -> ReluRule.GUIDED;
                default -> throw new IllegalStateException(this + " does not lead down");
            };
        }
    }

    /**
     * Where to look, and how.
     *
     * @param picture a class and a number name a drawn picture, or it is the reader's own; nothing is the first of the first
     *     class, and blank where nobody draws what the network learned from
     * @param shuffled of how many layers the weights are shuffled, from the last down
     * @param row a row of the unit's map; -1 is where it answers most, for ascent the middle
     * @param col a column of it
     * @param steps of gradient ascent; then its jitter in pixels, how often its gradient is blurred, its decay
     * @param square the side of the square that hides a part of the picture
     * @param seed decides from which noise the ascent starts
     */
    public record Look(
            @Form(value = "a trained network's name", length = 60)
            String network,

            @Form(value = "a drawn picture such as dog-3, or nothing", length = 60, picture = true)
            String picture,

            @Form(value = "a layer's name, or nothing for the whole network", length = 60)
            String layer,

            @Bounds(min = -1, max = 4095) int unit,
            Way view,
            @Bounds(min = 0, max = 64) int shuffled,
            @Bounds(min = -1, max = 1023) int row,
            @Bounds(min = -1, max = 1023) int col,
            @Bounds(min = 0, max = 256) int steps,
            @Bounds(min = 0, max = 8) int jitter,
            @Bounds(min = 0, max = 8) int blur,
            @Bounds(min = 0, max = 0.2) double decay,
            @Bounds(min = 1, max = 64) int square,
            @Bounds(min = 1, max = 999) int seed) {}

    /**
     * A class, and the drawn picture of it that comes next.
     *
     * @param current whether the picture that is looked at is of this class
     */
    public record Sample(String name, String picture, boolean current) {}

    /** A class and the share that the network gives it. */
    public record Chance(String name, int label, float probability) {}

    /** A unit and its strongest answer to the picture; units that give scores are called by their classes. */
    public record Peak(int unit, String name, float value) {}

    /**
     * A layer with weights and what belongs to it.
     *
     * @param name the layer with weights
     * @param layer where its units are seen best: after its activation function
     * @param shape channels, height and width of that
     * @param field the side of the receptive field in pixels, 0 if it is the whole picture
     * @param awake the share of its numbers that are above zero
     * @param strongest its units that answer most
     */
    public record Level(
            String name,
            String layer,
            String what,
            List<Integer> shape,
            int field,
            float awake,
            List<Peak> strongest) {}

    /**
     * What is looked at.
     *
     * @param layer its name, empty at a glance
     * @param within the layers that belong together with it, itself among them
     * @param unit -1 where all units of the layer are shown
     * @param name the class for which it gives a score or a probability; empty if it gives none
     * @param patch what the unit sees of the picture at the place
     */
    public record Spot(
            String layer,
            String what,
            List<String> within,
            List<Integer> shape,
            int field,
            int unit,
            String name,
            int row,
            int col,
            Units.Patch patch) {
        /** Whether the whole network is seen at a glance. */
        @JsonIgnore
        public boolean isGlance() {
            return layer.isEmpty();
        }
    }

    /**
     * How a number follows from what its layer reads.
     *
     * @param formula the same in numbers, where it is no sum of many products
     * @param below the layer that is read; empty for the picture
     * @param parts what each map contributes, the largest first
     * @param constant the bias, or what batch norm adds
     */
    public record Step(
            String layer, String what, float value, String formula, String below, List<Part> parts, double constant) {}

    /**
     * What a number owes to one map below.
     *
     * @param row the row of the map where what is read has its middle, or where the maximum stands
     * @param col the column
     * @param top the row where what is read begins, negative in the padding
     * @param left the column
     * @param numbers what is read
     * @param weights what each is multiplied by; none if it is no sum
     * @param sum of the products
     */
    public record Part(
            int unit,
            int row,
            int col,
            int top,
            int left,
            Grid numbers,
            @Nullable Grid weights,
            @Nullable Grid products,
            double sum) {}

    /**
     * A fresh drawn picture to which a unit answers.
     *
     * @param picture what it is called as a parameter
     * @param name its class
     * @param row the place of the unit's map where it answers most
     */
    public record Found(String picture, String name, float answer, int row, int col) {}

    /**
     * What gradient ascent made of noise.
     *
     * @param best the strongest answer to so many fresh pictures, and how many there were; null if nobody draws any
     */
    public record Climb(
            float noise,
            float climbed,
            int pictures,
            @Nullable Float best) {}

    /**
     * What hiding parts of the picture does to the answer.
     *
     * @param stride how many pixels the square moves at a time
     * @param row where the square begins when the answer falls most
     * @param col the column
     * @param left what is left of the answer then
     * @param prediction what the network takes the picture for then, with what probability
     */
    public record Hiding(
            int size, int stride, int row, int col, float fall, float left, String prediction, float probability) {}

    /**
     * How the evidence adds up.
     *
     * @param layer whose maps are weighed
     * @param gradients whether by Grad-CAM, which does not add up to anything
     * @param average of the map
     * @param score the network's own
     */
    public record Evidence(String layer, boolean gradients, float average, float bias, float score) {}

    /**
     * The same view by the trained weights, beside the one by shuffled weights.
     *
     * @param similarity Spearman's rank correlation of the sizes of all pixels; of favorites, the share that both have
     * @param above whether all shuffled layers lie above the unit, so that nothing can change
     */
    public record Check(String prediction, float activation, Grid image, double similarity, boolean above) {}

    /** Which share of a way down is left, as a rank correlation, when the last 0, 1, 2 and so on layers are shuffled. */
    public record Remains(Way view, List<Double> similarity) {}

    /**
     * What is seen.
     *
     * @param prediction the class that the network takes the picture for
     * @param activation the unit's answer at the place; of a whole layer, its strongest; at a glance, the winning score
     * @param image the view: maps, kernels, patches, pixels or falls; at a glance the picture
     * @param input channels, height and width of the picture
     * @param palette what the image's numbers are: light, ink, signed or color (signed, around gray)
     * @param tile height and width of one of several pictures in the image
     * @param peaks of the units of the layer
     * @param shuffling the layers that can be shuffled, the last first
     * @param drawings the images of the page
     */
    public record Seen(
            String prediction,
            float activation,
            Grid image,
            List<Integer> input,
            List<Sample> samples,
            String palette,
            List<Integer> tile,
            List<Chance> chances,
            List<Level> levels,
            Spot spot,
            List<Peak> peaks,
            List<Step> steps,
            List<Found> found,
            @Nullable Climb climb,
            @Nullable Hiding hiding,
            @Nullable Evidence evidence,
            List<String> shuffling,
            @Nullable Check check,
            List<Remains> remains,
            @JsonIgnore Map<String, Drawing> drawings,
            String sentence)
            implements View {
        Seen saying(String sentence) {
            return new Seen(
                    prediction,
                    activation,
                    image,
                    input,
                    samples,
                    palette,
                    tile,
                    chances,
                    levels,
                    spot,
                    peaks,
                    steps,
                    found,
                    climb,
                    hiding,
                    evidence,
                    shuffling,
                    check,
                    remains,
                    drawings,
                    sentence);
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
    public Look start() {
        return new Look("sketches", "", "", -1, Way.ACTIVATIONS, 0, -1, -1, 128, 2, 2, 0.02, 16, 1);
    }

    @Override
    public double cost(Look p) {
        double once = switch (p.view()) {
            case PATCHES -> 900;
            case ASCENT -> 4.5 * p.steps();
            case OCCLUSION -> 200;
            default -> 0;
        };
        return p.shuffled() > 0 ? 2 * once + 100 : once;
    }

    @Override
    public Seen view(Look p, CourseResources materials) {
        TrainedNetwork trained = materials.trained("network", p.network());
        Tensor picture = picture(trained, p.picture());
        Bench learned = new Bench(trained.network(), trained.weights(), picture);
        List<String> shuffling = WeightRandomization.layers(trained.network());
        if (p.shuffled() > shuffling.size()) {
            throw new BadParameter("shuffled", p.shuffled(), "a whole number from 0 to " + shuffling.size());
        }
        Bench bench = p.shuffled() == 0
                ? learned
                : new Bench(trained.network(), sights.shuffled(learned, p.shuffled()), picture);
        boolean glance = p.layer().isEmpty() && p.view() == Way.ACTIVATIONS;
        int index = !p.layer().isEmpty()
                ? learned.index(p.layer())
                : p.view() == Way.FILTERS ? learned.face(0) : learned.scores();
        Units.Place place = place(p, learned, index, glance);
        boolean wide = glance || place.unit() < 0;
        Units.Place any = wide ? new Units.Place(learned.loudest(index), 0, 0) : place;
        Spot spot = spot(trained, learned, index, place, glance);

        Map<String, Drawing> drawings = new LinkedHashMap<>();
        drawings.put("picture", Sight.light(picture).drawing());
        Sight sight = glance ? Sight.light(picture) : sight(p, trained, bench, index, place);
        drawings.put("image", sight.drawing());
        List<Level> levels = levels(trained, bench, glance ? drawings : new LinkedHashMap<>());
        List<Peak> peaks = glance ? List.of() : peaks(trained, bench, index);
        List<Chance> chances = chances(trained, bench);
        float activation = wide
                ? bench.answer(index, bench.strongest(index, bench.loudest(index)))
                : activation(p, bench, index, any, sight);

        boolean unit = !wide;
        List<Step> steps = unit && p.view() == Way.ACTIVATIONS ? Sums.of(bench, index, place) : List.of();
        List<Found> found = unit && p.view() == Way.PATCHES ? found(trained, bench, index, place.unit()) : List.of();
        if (!found.isEmpty()) {
            drawings.put(
                    "projections",
                    sights.projections(trained, bench, index, place.unit()).drawing());
        }
        Climb climb = p.view() == Way.ASCENT ? climb(p, trained, bench, index, place, activation) : null;
        Hiding hiding = p.view() == Way.OCCLUSION ? hiding(p, trained, bench, index, place, sight) : null;
        Evidence evidence = p.view() == Way.CAM ? evidence(bench, index, place, sight) : null;
        List<Remains> remains = List.of();
        if (Way.DOWN.contains(p.view())) {
            draw(drawings, "", ways(bench.units(index), picture, place));
            if (p.shuffled() > 0) {
                draw(drawings, "trained-", ways(learned.units(index), picture, place));
                remains = remains(learned, index, place, shuffling.size());
            }
        }
        Check check =
                p.shuffled() > 0 && !glance ? check(p, trained, learned, bench, index, place, sight, drawings) : null;
        Seen seen = new Seen(
                chances.get(0).name(),
                activation,
                Grid.of(sight.plane(), 0, 0),
                shape(picture.shape()),
                samples(trained, p.picture()),
                sight.palette(),
                List.of(sight.height(), sight.width()),
                chances,
                levels,
                spot,
                peaks,
                steps,
                found,
                climb,
                hiding,
                evidence,
                shuffling,
                check,
                remains,
                drawings,
                "");
        return seen.saying(Saying.of(p, seen, bench));
    }

    @Override
    public @Nullable Drawing drawing(Look p, Seen seen, String name) {
        return seen.drawings().get(name);
    }

    /** From step to step of an ascent, otherwise from unit to unit. */
    @Override
    public @Nullable Steps walk(Look p, Seen seen) {
        if (p.view() == Way.ASCENT) {
            return new Steps(p.steps() / STRIDE, 256 / STRIDE + 1, at -> Map.of("steps", at * STRIDE));
        }
        return p.unit() < 0
                ? null
                : new Steps(p.unit(), seen.spot().shape().get(0), unit -> Map.of("unit", unit, "row", -1, "col", -1));
    }

    /** The picture that a text names, a class and a number, or the reader's own that it spells. */
    private static Tensor picture(TrainedNetwork trained, String text) {
        if (Photo.isOne(text)) {
            return trained.photo(Photo.read("picture", text));
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

    /** The unit that is looked at and the place of its map; unit -1 where all of the layer are. */
    private static Units.Place place(Look p, Bench learned, int index, boolean glance) {
        Shape shape = learned.answers(index).shape();
        if (p.unit() >= shape.channels()) {
            throw new BadParameter(
                    "unit", p.unit(), "a whole number from -1 to %d in this layer".formatted(shape.channels() - 1));
        }
        if (p.view() == Way.CAM && index != learned.scores()) {
            throw new BadParameter(
                    "layer",
                    p.layer(),
                    "%s, whose units are the classes: evidence for a class is shown"
                            .formatted(learned.name(learned.scores())));
        }
        boolean chosen = p.row() >= 0 && p.col() >= 0;
        if (p.row() >= shape.height()) {
            throw new BadParameter("row", p.row(), "a whole number from -1 to " + (shape.height() - 1));
        }
        if (p.col() >= shape.width()) {
            throw new BadParameter("col", p.col(), "a whole number from -1 to " + (shape.width() - 1));
        }
        if (glance || p.unit() < 0 && Way.WIDE.contains(p.view())) {
            return new Units.Place(-1, 0, 0);
        }
        int unit = p.unit() < 0 ? learned.loudest(index) : p.unit();
        if (chosen) {
            return new Units.Place(unit, p.row(), p.col());
        }
        return p.view() == Way.ASCENT
                ? new Units.Place(unit, shape.height() / 2, shape.width() / 2)
                : learned.strongest(index, unit);
    }

    private Sight sight(Look p, TrainedNetwork trained, Bench bench, int index, Units.Place place) {
        int unit = place.unit();
        return switch (p.view()) {
            case FILTERS -> sights.filters(bench, index, unit);
            case ACTIVATIONS -> sights.activations(bench, index, unit);
            case PATCHES -> sights.patches(trained, bench, index, unit);
            case DECONVNET, GRADIENT, GUIDED ->
                Sight.signed(
                        bench.units(index).down(bench.picture, place, p.view().rule()));
            case ASCENT -> Sight.light(sights.climb(bench, index, place, p));
            case OCCLUSION -> Sight.signed(sights.falls(bench, index, unit, p));
            case CAM -> Sight.signed(evidence(bench, index, unit).map());
        };
    }

    /** All ways down to the pixels, in their order. */
    private static List<Sight> ways(Units units, Tensor picture, Units.Place place) {
        List<ReluRule> rules = Way.DOWN.stream().map(Way::rule).toList();
        return units.down(picture, place, rules).stream().map(Sight::signed).toList();
    }

    private static void draw(Map<String, Drawing> drawings, String prefix, List<Sight> ways) {
        for (int i = 0; i < ways.size(); i++) {
            drawings.put(prefix + Parameters.write(Way.DOWN.get(i)), ways.get(i).drawing());
        }
    }

    private static ClassActivationMap evidence(Bench bench, int index, int label) {
        return ClassActivationMap.of(bench.network, bench.units(index), bench.picture, label);
    }

    private static Spot spot(TrainedNetwork trained, Bench bench, int index, Units.Place place, boolean glance) {
        Sequence.Step step = bench.step(index);
        ReceptiveField field = step.field();
        return new Spot(
                glance ? "" : bench.name(index),
                step.named().layer().describe(),
                bench.block(index).stream().map(bench::name).toList(),
                shape(step.output()),
                field.whole() ? 0 : field.size(),
                place.unit(),
                place.unit() >= 0 && index >= bench.scores() ? name(trained, bench, index, place.unit()) : "",
                place.row(),
                place.col(),
                bench.units(index).patch(place));
    }

    private static List<Integer> shape(Shape shape) {
        return List.of(shape.channels(), shape.height(), shape.width());
    }

    /** What a unit is called: by its class if it gives a score or a probability, else by its number. */
    private static String name(TrainedNetwork trained, Bench bench, int index, int unit) {
        boolean classes = index >= bench.scores() && unit < trained.classes().size();
        return classes ? trained.classes().get(unit) : String.valueOf(unit);
    }

    private static List<Chance> chances(TrainedNetwork trained, Bench bench) {
        float[] probabilities = bench.probabilities();
        return IntStream.range(0, probabilities.length)
                .mapToObj(label -> new Chance(trained.classes().get(label), label, probabilities[label]))
                .sorted(Comparator.comparingDouble(chance -> -chance.probability()))
                .toList();
    }

    private static List<Peak> peaks(TrainedNetwork trained, Bench bench, int index) {
        return IntStream.range(0, bench.answers(index).shape().channels())
                .mapToObj(unit -> new Peak(
                        unit, name(trained, bench, index, unit), bench.answer(index, bench.strongest(index, unit))))
                .toList();
    }

    /** Every layer with weights by the face of its block, and in {@code drawings} the maps that stand for it. */
    private static List<Level> levels(TrainedNetwork trained, Bench bench, Map<String, Drawing> drawings) {
        List<Level> levels = new ArrayList<>();
        for (int at : bench.blocks()) {
            int face = bench.face(at);
            Tensor answers = bench.answers(face);
            ReceptiveField field = bench.step(face).field();
            int awake = 0;
            for (float each : answers.data()) {
                awake += each > 0 ? 1 : 0;
            }
            List<Peak> strongest = peaks(trained, bench, face).stream()
                    .sorted(Comparator.comparingDouble(peak -> -peak.value()))
                    .limit(STRIP)
                    .toList();
            if (!answers.shape().isVector()) {
                List<Tensor> maps = Sights.channels(answers);
                List<Tensor> small = strongest.stream()
                        .map(peak -> Sight.shrunk(maps.get(peak.unit()), SMALL))
                        .toList();
                Shape shape = small.get(0).shape();
                drawings.put(
                        "maps-" + bench.name(face),
                        new Sight(Sight.mosaic(small, STRIP), Sight.Kind.SIGNED, shape.height(), shape.width())
                                .drawing());
            }
            levels.add(new Level(
                    bench.name(at),
                    bench.name(face),
                    bench.step(at).named().layer().describe(),
                    shape(answers.shape()),
                    field.whole() ? 0 : field.size(),
                    (float) awake / answers.data().length,
                    strongest));
        }
        return levels;
    }

    /** The unit's answer: at its place, or for a picture that ascent made, to that picture. */
    private static float activation(Look p, Bench bench, int index, Units.Place place, Sight sight) {
        if (p.view() != Way.ASCENT) {
            return bench.answer(index, place);
        }
        Tensor answers = bench.units(index).answers(sight.shown());
        return answers.at(0, place.unit(), place.row(), place.col());
    }

    private List<Found> found(TrainedNetwork trained, Bench bench, int index, int unit) {
        DataSet fresh = trained.fresh(Sights.PICTURES);
        return sights.favorites(trained, bench).of(bench.name(index), unit).stream()
                .map(found -> {
                    String name = trained.classes().get(fresh.label(found.picture()));
                    return new Found(
                            name + "-" + found.picture(),
                            name,
                            found.answer(),
                            found.place().row(),
                            found.place().col());
                })
                .toList();
    }

    private Climb climb(Look p, TrainedNetwork trained, Bench bench, int index, Units.Place place, float climbed) {
        Look start = new Look(
                p.network(),
                p.picture(),
                p.layer(),
                p.unit(),
                p.view(),
                p.shuffled(),
                p.row(),
                p.col(),
                0,
                p.jitter(),
                p.blur(),
                p.decay(),
                p.square(),
                p.seed());
        Tensor noise = bench.units(index).answers(sights.climb(bench, index, place, start));
        Float best = trained.pictures() == null
                ? null
                : sights.favorites(trained, bench)
                        .of(bench.name(index), place.unit())
                        .get(0)
                        .answer();
        return new Climb(noise.at(0, place.unit(), place.row(), place.col()), climbed, Sights.PICTURES, best);
    }

    private static Hiding hiding(
            Look p, TrainedNetwork trained, Bench bench, int index, Units.Place place, Sight falls) {
        Occlusion square = Sights.square(bench, p.square());
        Units.Place most = Units.strongest(falls.shown(), 0, 0);
        int row = most.row() * square.stride();
        int col = most.col() * square.stride();
        float fall = falls.shown().at(0, 0, most.row(), most.col());
        Bench hidden = new Bench(bench.network, bench.weights, square.covered(bench.picture, row, col));
        Chance first = chances(trained, hidden).get(0);
        float whole = bench.answer(index, bench.strongest(index, place.unit()));
        return new Hiding(
                square.size(), square.stride(), row, col, fall, whole - fall, first.name(), first.probability());
    }

    private static Evidence evidence(Bench bench, int index, Units.Place place, Sight sight) {
        ClassActivationMap made = evidence(bench, index, place.unit());
        double sum = 0;
        for (float each : sight.shown().data()) {
            sum += each;
        }
        float average = (float) (sum / sight.shown().data().length);
        float score = bench.answer(index, place);
        Dense head = (Dense) bench.step(index).named().layer();
        float bias = head.bias() ? bench.weights.child(bench.name(index)).get("bias")[place.unit()] : 0;
        return new Evidence(made.layer(), made.gradients(), average, bias, score);
    }

    /** How much of each way down remains when the last 0, 1, 2 and so on layers are shuffled. */
    private List<Remains> remains(Bench learned, int index, Units.Place place, int most) {
        Units units = learned.units(index);
        List<List<Sight>> shown = IntStream.rangeClosed(0, most)
                .mapToObj(count -> new Units(units.input(), units.layers(), sights.shuffled(learned, count)))
                .map(shuffled -> ways(shuffled, learned.picture, place))
                .toList();
        return IntStream.range(0, Way.DOWN.size())
                .mapToObj(way -> {
                    float[] before = shown.get(0).get(way).sizes();
                    return new Remains(
                            Way.DOWN.get(way),
                            shown.stream()
                                    .map(after ->
                                            similarity(before, after.get(way).sizes()))
                                    .toList());
                })
                .toList();
    }

    /** The rank correlation; 1 for two pictures that are the same, even where nothing differs in them. */
    private static double similarity(float[] before, float[] after) {
        return Arrays.equals(before, after) ? 1 : RankCorrelation.of(before, after);
    }

    private Check check(
            Look p,
            TrainedNetwork trained,
            Bench learned,
            Bench bench,
            int index,
            Units.Place place,
            Sight after,
            Map<String, Drawing> drawings) {
        Sight before = sight(p, trained, learned, index, place);
        drawings.put("before", before.drawing());
        boolean favorites = p.view() == Way.PATCHES;
        double similarity = favorites
                ? shared(trained, learned, bench, index, place.unit())
                : similarity(before.sizes(), after.sizes());
        int lowest = learned.index(WeightRandomization.layers(learned.network).get(p.shuffled() - 1));
        float activation = place.unit() < 0
                ? learned.answer(index, learned.strongest(index, learned.loudest(index)))
                : activation(p, learned, index, place, before);
        return new Check(
                chances(trained, learned).get(0).name(),
                activation,
                Grid.of(before.plane(), 0, 0),
                similarity,
                lowest > index);
    }

    /** Which share of the favorites of a unit, or of all units of a layer, are the same pictures for both. */
    private double shared(TrainedNetwork trained, Bench learned, Bench bench, int index, int unit) {
        String layer = learned.name(index);
        TopActivations before = sights.favorites(trained, learned);
        TopActivations after = sights.favorites(trained, bench);
        int same = 0;
        int all = 0;
        int units = learned.answers(index).shape().channels();
        for (int u = Math.max(0, unit); u < (unit < 0 ? units : unit + 1); u++) {
            Set<Integer> pictures = new HashSet<>();
            int shown = unit < 0 ? 1 : Sights.SHOWN;
            before.of(layer, u).subList(0, shown).forEach(found -> pictures.add(found.picture()));
            all += shown;
            for (TopActivations.Found found : after.of(layer, u).subList(0, shown)) {
                same += pictures.contains(found.picture()) ? 1 : 0;
            }
        }
        return (double) same / all;
    }
}
