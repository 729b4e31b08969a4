package org.convolab.engine.insight;

import java.util.List;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.ForwardContext;
import org.convolab.engine.layer.GlobalPool;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * Where in a picture the evidence for a class lies, as large as the maps of one layer. There are two ways.
 *
 * <p>A class activation map needs a network that ends in global average pooling and one dense layer. The score of class c is
 * then a sum over places, and the map is what each place contributes before averaging:
 *
 * <pre>
 *   map[y, x] = Σ weight[c, k] · maps[k, y, x]        score[c] = average of the map + bias[c]
 *               k
 * </pre>
 *
 * <p>(Zhou et al., Learning Deep Features for Discriminative Localization, 2016). Grad-CAM takes any network: the weight is
 * the gradient of the score with respect to the map, averaged over the map's places, and negative evidence is set to 0 (Selvaraju et al., Grad-CAM: Visual Explanations from Deep Networks, 2017).
 *
 * @param layer the layer whose maps are weighed
 * @param gradients whether it is made by Grad-CAM
 * @param map one channel
 */
public record ClassActivationMap(String layer, boolean gradients, Tensor map) {

    /** Where the network's global average pool stands that a last dense layer reads; -1 if it has none. */
    private static int pool(Network network) {
        List<Sequence.Named> layers = network.layers().layers();
        int dense = layers.size() - 1;
        while (dense > 0 && layers.get(dense).layer().parameters().isEmpty()) {
            dense--;
        }
        return dense > 1
                        && layers.get(dense).layer() instanceof Dense
                        && layers.get(dense - 1).layer() instanceof GlobalPool
                ? dense - 1
                : -1;
    }

    /**
     * The evidence for a class in a picture, by the network's own head if it fits, else by Grad-CAM from the last layer
     * that has maps.
     *
     * @param scores the units that are the classes' scores, the last layer before a softmax
     * @param picture one picture
     * @throws IllegalArgumentException if no layer below the scores has maps
     */
    public static ClassActivationMap of(Network network, Units scores, Tensor picture, int label) {
        int pool = pool(network);
        return pool > 0 ? byHead(scores, picture, label, pool) : byGradients(scores, picture, label);
    }

    private static ClassActivationMap byHead(Units scores, Tensor picture, int label, int pool) {
        List<Sequence.Named> layers = scores.layers().layers();
        Sequence below = new Sequence(layers.subList(0, pool));
        Tensor maps = below.forward(picture, scores.weights(), Phase.INFERENCE);
        float[] weights = scores.weights().child(layers.get(pool + 1).name()).get("weight");
        float[] of = new float[maps.shape().channels()];
        System.arraycopy(weights, label * of.length, of, 0, of.length);
        return new ClassActivationMap(layers.get(pool - 1).name(), false, weighed(maps, of));
    }

    static ClassActivationMap byGradients(Units scores, Tensor picture, int label) {
        List<Sequence.Named> layers = scores.layers().layers();
        int last = layers.size() - 1;
        while (last >= 0
                && new Sequence(layers.subList(0, last + 1))
                        .output(scores.input())
                        .isVector()) {
            last--;
        }
        if (last < 0) {
            throw new IllegalArgumentException("no layer has maps");
        }
        Sequence below = new Sequence(layers.subList(0, last + 1));
        Sequence above = new Sequence(layers.subList(last + 1, layers.size()));
        Tensor maps = below.forward(picture, scores.weights(), Phase.INFERENCE);
        ForwardContext context = ForwardContext.of(Phase.INFERENCE);
        above.forward(maps, scores.weights(), context);
        Tensor gradient =
                above.backward(scores.one(new Units.Place(label, 0, 0)), scores.weights(), Weights.NONE, context);
        Tensor averages = new GlobalPool().forward(gradient, Weights.NONE, Phase.INFERENCE);
        Tensor map = weighed(maps, averages.data());
        for (int i = 0; i < map.data().length; i++) {
            map.data()[i] = Math.max(0, map.data()[i]);
        }
        return new ClassActivationMap(layers.get(last).name(), true, map);
    }

    private static Tensor weighed(Tensor maps, float[] weights) {
        Shape shape = maps.shape();
        Tensor sum = Tensor.zeros(1, new Shape(1, shape.height(), shape.width()));
        for (int i = 0; i < maps.data().length; i++) {
            sum.data()[i % shape.area()] += weights[i / shape.area()] * maps.data()[i];
        }
        return sum;
    }
}
