package org.convolab.widget.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.convolab.engine.insight.Units;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.Mode;
import org.convolab.engine.layer.Parameter;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Softmax;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.convolab.engine.network.Trace;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.BadParameter;

/** One picture in one network: its layers in order, and what each of them gives. */
final class Bench {
    final Network network;
    final Weights weights;
    final Tensor picture;
    final Trace trace;
    private final List<Sequence.Step> steps;

    Bench(Network network, Weights weights, Tensor picture) {
        this.network = network;
        this.weights = weights;
        this.picture = picture;
        this.trace = network.trace(weights, picture);
        this.steps = network.layers().steps(network.input(), ReceptiveField.PIXEL);
    }

    List<Sequence.Step> steps() {
        return steps;
    }

    Sequence.Step step(int index) {
        return steps.get(index);
    }

    String name(int index) {
        return steps.get(index).named().name();
    }

    /**
     * Where the layer of that name stands.
     *
     * @throws BadParameter if there is none
     */
    int index(String layer) {
        return IntStream.range(0, steps.size())
                .filter(i -> name(i).equals(layer))
                .findFirst()
                .orElseThrow(() -> new BadParameter(
                        "layer",
                        layer,
                        "nothing for the whole network, or one of "
                                + String.join(
                                        ", ",
                                        IntStream.range(0, steps.size())
                                                .mapToObj(this::name)
                                                .toList())));
    }

    /** The layer that gives the scores of the classes: the last before a softmax. */
    int scores() {
        int last = steps.size() - 1;
        return last > 0 && steps.get(last).named().layer() instanceof Softmax ? last - 1 : last;
    }

    /** The layer whose weights a layer's units owe most to: itself, or the nearest below it that has weights of its own. */
    int weighted(int index) {
        int at = index;
        while (at > 0 && !multiplies(at)) {
            at--;
        }
        return at;
    }

    /** Whether a layer multiplies what it reads by trained weights. */
    boolean multiplies(int index) {
        return steps.get(index).named().layer().parameters().stream().anyMatch(Parameter::isDrawn);
    }

    /** The layers that belong together: one with weights, and what follows it up to the next one. */
    List<Integer> block(int index) {
        List<Integer> block = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (weighted(i) == weighted(index)) {
                block.add(i);
            }
        }
        return block;
    }

    /** The layer of a block in whose maps its units are seen best: the last activation function, else the scores or the first. */
    int face(int index) {
        int face = weighted(index);
        for (int i : block(index)) {
            face = steps.get(i).named().layer() instanceof Activation ? i : face;
        }
        return face;
    }

    /** The first layer of each block. */
    List<Integer> blocks() {
        return IntStream.range(0, steps.size())
                .filter(i -> i == 0 || weighted(i) == i)
                .boxed()
                .toList();
    }

    Units units(int index) {
        return Units.of(network, weights, name(index));
    }

    Tensor answers(int index) {
        return trace.of(name(index));
    }

    /** What a layer reads. */
    Tensor below(int index) {
        return index == 0 ? picture : answers(index - 1);
    }

    Units.Place strongest(int index, int unit) {
        return Units.strongest(answers(index), 0, unit);
    }

    float answer(int index, Units.Place place) {
        return answers(index).at(0, place.unit(), place.row(), place.col());
    }

    /** The unit of a layer that answers most. */
    int loudest(int index) {
        Shape shape = answers(index).shape();
        int loudest = 0;
        for (int unit = 1; unit < shape.channels(); unit++) {
            if (answer(index, strongest(index, unit)) > answer(index, strongest(index, loudest))) {
                loudest = unit;
            }
        }
        return loudest;
    }

    /** The shares that the network gives its classes; if it ends without a softmax, as one would. */
    float[] probabilities() {
        Tensor last = trace.last();
        Tensor scores = new Tensor(1, Shape.vector(last.shape().size()), last.data());
        boolean softmax = steps.get(steps.size() - 1).named().layer() instanceof Softmax;
        return softmax
                ? scores.data()
                : new Softmax().forward(scores, Weights.NONE, Mode.INFERENCE).data();
    }
}
