package org.convolab.widget.layers;

import java.util.List;
import java.util.stream.IntStream;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.layer.Parameter;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Softmax;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.widget.BadParameter;

/**
 * The layers of a network in order, and which of them belong together: a layer with trained weights makes a block with what
 * follows it, up to the next one.
 */
record Blocks(Network network, List<Sequence.Step> steps) {

    static Blocks of(Network network) {
        return new Blocks(network, network.layers().steps(network.input(), ReceptiveField.PIXEL));
    }

    String name(int index) {
        return steps.get(index).named().name();
    }

    Layer layer(int index) {
        return steps.get(index).named().layer();
    }

    /** Channels, height and width of what a layer gives. */
    Shape shape(int index) {
        return steps.get(index).output();
    }

    /**
     * Where the layer of that name stands.
     *
     * @throws BadParameter if there is none
     */
    int index(String layer) {
        return all().filter(i -> name(i).equals(layer))
                .findFirst()
                .orElseThrow(() -> new BadParameter(
                        "layer",
                        layer,
                        "nothing for the whole network, or one of "
                                + String.join(", ", all().mapToObj(this::name).toList())));
    }

    /** The layer that gives the scores of the classes: the last before a softmax. */
    int scores() {
        int last = steps.size() - 1;
        return last > 0 && layer(last) instanceof Softmax ? last - 1 : last;
    }

    /** Whether a layer multiplies what it reads by trained weights. */
    boolean hasWeights(int index) {
        return layer(index).parameters().stream().anyMatch(Parameter::isDrawn);
    }

    /** The first layer of a layer's block: itself, or the nearest below it that has weights. */
    int weighted(int index) {
        int at = index;
        while (at > 0 && !hasWeights(at)) {
            at--;
        }
        return at;
    }

    /** The layers of a layer's block. */
    List<Integer> block(int index) {
        return all().filter(i -> weighted(i) == weighted(index)).boxed().toList();
    }

    /** The layer in whose maps a block is shown: the last activation function, else the first of all. */
    int activated(int index) {
        return block(index).stream()
                .filter(i -> layer(i) instanceof Activation)
                .reduce(weighted(index), (one, other) -> other);
    }

    /** The first layer of each block. */
    List<Integer> firsts() {
        return all().filter(i -> weighted(i) == i).boxed().toList();
    }

    /** Whether a layer is the first with weights, and reads as many numbers as the picture has. */
    boolean readsPixels(int index) {
        return steps.get(index).input().equals(network.input())
                && all().limit(index).noneMatch(this::hasWeights);
    }

    boolean isRelu(int index) {
        return layer(index) == Activation.RELU;
    }

    IntStream all() {
        return IntStream.range(0, steps.size());
    }
}
