package org.convolab.widget.layers;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.convolab.engine.insight.Units;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.layer.Softmax;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Trace;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.Numerals;
import org.convolab.widget.TrainedNetwork;

/** A trained network that has read one picture, with its own weights or with others, and the activations of all its layers. */
final class TracedNetwork {
    /** The most units that stand for a layer in the overview. */
    static final int STRONGEST = 8;

    /** As many as tell two floats near one from each other. */
    private static final int MOST_DECIMALS = 8;

    /** A class and the probability that the network gives it. */
    public record Chance(String name, int label, float probability) {
        /** In per cent with one decimal, never all where a little is missing, nor nothing where there is a little. */
        public String share() {
            String share = Numerals.format(probability, "0.0\u00a0%");
            return probability < 1 && share.startsWith("100")
                    ? "> 99.9\u00a0%"
                    : probability > 0 && share.startsWith("0.0") ? "< 0.1\u00a0%" : share;
        }
    }

    /** A unit and its largest activation; units that give scores are called by their classes. */
    public record Peak(int unit, String name, float value) {}

    /**
     * A block of layers.
     *
     * @param name the layer with weights
     * @param layer in whose maps the block is shown: after the activation function
     * @param shape channels, height and width of that
     * @param field the side of the receptive field in pixels, 0 if it is the whole picture
     * @param awake the share of its activations that are above zero
     * @param strongest its units with the largest activations
     */
    public record Level(
            String name, String layer, String what, List<Integer> shape, int field, float awake, List<Peak> strongest) {
        /** Whether its units have maps, and not a number each. */
        public boolean hasMaps() {
            return shape.get(1) * shape.get(2) > 1;
        }

        /** The activation of one of the strongest units, with as many decimals as tell it from the others. */
        public String text(Peak peak) {
            long values = strongest.stream().map(Peak::value).distinct().count();
            return IntStream.range(2, MOST_DECIMALS)
                    .filter(decimals -> strongest.stream()
                                    .map(each -> text(each, decimals))
                                    .distinct()
                                    .count()
                            == values)
                    .mapToObj(decimals -> text(peak, decimals))
                    .findFirst()
                    .orElseGet(() -> text(peak, MOST_DECIMALS));
        }

        private static String text(Peak peak, int decimals) {
            return decimals == 2
                    ? Numerals.text(peak.value())
                    : Numerals.format(peak.value(), "#,##0." + "#".repeat(decimals));
        }

        /** {@code 16 maps of 64 × 64}, {@code 10 numbers}. */
        public String size() {
            return hasMaps()
                    ? Numerals.count(shape.get(0), "map") + " of " + Visualization.size(shape.get(1), shape.get(2))
                    : Numerals.count(shape.get(0), "number");
        }
    }

    final TrainedNetwork trained;
    final Blocks blocks;
    final Weights weights;
    final Tensor picture;
    private final Trace trace;

    TracedNetwork(TrainedNetwork trained, Blocks blocks, Weights weights, Tensor picture) {
        this.trained = trained;
        this.blocks = blocks;
        this.weights = weights;
        this.picture = picture;
        this.trace = trained.network().trace(weights, picture);
    }

    /** The same network and weights with another picture. */
    TracedNetwork reading(Tensor other) {
        return new TracedNetwork(trained, blocks, weights, other);
    }

    /** The same network with other weights, before the same picture. */
    TracedNetwork with(Weights other) {
        return new TracedNetwork(trained, blocks, other, picture);
    }

    Units units(int index) {
        return Units.of(trained.network(), weights, blocks.name(index));
    }

    /** The weights of a layer. */
    Weights weights(int index) {
        return weights.child(blocks.name(index));
    }

    /** What a layer gives. */
    Tensor activations(int index) {
        return trace.of(blocks.name(index));
    }

    /** What a layer reads. */
    Tensor below(int index) {
        return index == 0 ? picture : activations(index - 1);
    }

    float activation(int index, Units.Place place) {
        return activations(index).at(0, place.unit(), place.row(), place.col());
    }

    /** Where a unit's activation is largest, the first of equals. */
    Units.Place strongestPlace(int index, int unit) {
        return Units.strongest(activations(index), 0, unit);
    }

    /** A unit's largest activation. */
    float largest(int index, int unit) {
        return activation(index, strongestPlace(index, unit));
    }

    /** The unit of a layer with the largest activation, the first of equals. */
    int strongestUnit(int index) {
        return peaks(index).stream()
                .reduce((one, other) -> other.value() > one.value() ? other : one)
                .orElseThrow()
                .unit();
    }

    /** What a unit is called: by its class if it gives a score or a probability, else by its number. */
    String name(int index, int unit) {
        boolean isClass = index >= blocks.scores() && unit < trained.classes().size();
        return isClass ? trained.classes().get(unit) : String.valueOf(unit);
    }

    /** Every unit of a layer. */
    List<Peak> peaks(int index) {
        return IntStream.range(0, blocks.shape(index).channels())
                .mapToObj(unit -> new Peak(unit, name(index, unit), largest(index, unit)))
                .toList();
    }

    /** The classes by their probabilities, the largest first; if the network ends without a softmax, as one would give them. */
    List<Chance> chances() {
        int last = blocks.steps().size() - 1;
        Tensor scores = new Tensor(
                1,
                Shape.vector(activations(last).shape().size()),
                activations(last).data());
        float[] probabilities = (blocks.layer(last) instanceof Softmax
                        ? scores
                        : new Softmax().forward(scores, Weights.NONE, Phase.INFERENCE))
                .data();
        return IntStream.range(0, probabilities.length)
                .mapToObj(label -> new Chance(name(last, label), label, probabilities[label]))
                .sorted(Comparator.comparingDouble(chance -> -chance.probability()))
                .toList();
    }

    /** Every block, from the picture up. */
    List<Level> levels() {
        return blocks.firsts().stream().map(this::level).toList();
    }

    private Level level(int first) {
        int index = blocks.activated(first);
        int awake = 0;
        for (float each : activations(index).data()) {
            awake += each > 0 ? 1 : 0;
        }
        return new Level(
                blocks.name(first),
                blocks.name(index),
                blocks.layer(first).describe(),
                shape(blocks.shape(index)),
                field(index),
                (float) awake / activations(index).data().length,
                peaks(index).stream()
                        .sorted(Comparator.comparingDouble(peak -> -peak.value()))
                        .limit(STRONGEST)
                        .toList());
    }

    /** The side of a layer's receptive field in pixels, 0 if it is the whole picture. */
    int field(int index) {
        ReceptiveField field = blocks.steps().get(index).field();
        return field.whole() ? 0 : field.size();
    }

    static List<Integer> shape(Shape shape) {
        return List.of(shape.channels(), shape.height(), shape.width());
    }
}
