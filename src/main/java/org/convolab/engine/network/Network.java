package org.convolab.engine.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.convolab.engine.layer.ForwardContext;
import org.convolab.engine.layer.Parameter;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * A network: named layers in order, and the shape of the input that they are made for. It holds no weights.
 *
 * @throws org.convolab.engine.layer.ShapeException if the layers do not fit the input or one another
 */
public record Network(String name, About about, Shape input, Sequence layers) {

    /** What is known about a network: its title, the year and the source that describe it, and a remark. */
    public record About(String title, int year, String source, String note) {}

    public Network {
        layers.output(input);
    }

    /** A network about which only the name is known. */
    public static Network of(String name, Shape input, Sequence layers) {
        return new Network(name, new About(name, 0, "", ""), input, layers);
    }

    /** The shape of what the network gives for one example. */
    public Shape output() {
        return layers.output(input);
    }

    /** The arithmetic of every layer. */
    public Ledger ledger() {
        return Ledger.of(this);
    }

    /** The arrays of all layers by dotted name, such as {@code conv1_1.weight}, in the order of the layers. */
    public List<Parameter> parameters() {
        return layers.parameters();
    }

    /** Weights as before training, drawn anew from a seed by {@link Initialization#HE}. */
    public Weights random(long seed) {
        return random(Initialization.HE, seed);
    }

    /** Weights as before training, drawn anew from a seed: equal seeds give equal weights. */
    public Weights random(Initialization initialization, long seed) {
        Random random = new Random(seed);
        Map<String, float[]> arrays = new HashMap<>();
        for (Parameter parameter : parameters()) {
            float[] values = new float[parameter.size()];
            Arrays.fill(values, parameter.start());
            double deviation = parameter.isDrawn() ? Math.sqrt(initialization.variance(parameter)) : 0;
            for (int i = 0; parameter.isDrawn() && i < values.length; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
            arrays.put(parameter.name(), values);
        }
        return Weights.of(arrays);
    }

    /** What the network makes of a batch. */
    public Tensor forward(Tensor batch, Weights weights, Phase phase) {
        return layers.forward(batch, weights, phase);
    }

    /** Runs the network in inference and keeps what every layer gives. */
    public Trace trace(Weights weights, Tensor batch) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        layers.forward(batch, weights, ForwardContext.once(Phase.INFERENCE, outputs::put));
        return new Trace(batch, outputs);
    }
}
