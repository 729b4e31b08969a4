package org.convolab.engine.insight;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convolab.engine.layer.ForwardContext;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.engine.train.Loss;

/**
 * The backward signal of a network: the gradient of the loss with respect to what each layer reads, from the last layer
 * to the input.
 *
 * @param norms the Euclidean norm of the gradient over the batch, under the name of the layer that is given it, in the order
 *     of the layers
 */
public record BackwardSignal(Map<String, Double> norms) {

    /**
     * Runs a batch forward through the layers in training, and the gradient of its loss backward.
     *
     * @param layers that give a number for each class
     * @param weights which stay as they are, but for running statistics
     */
    public static BackwardSignal of(Sequence layers, Weights weights, Loss loss, Tensor batch, int[] labels) {
        ForwardContext context = ForwardContext.of(Phase.TRAINING);
        Tensor signal = layers.forward(batch, weights, context);
        Shape output = signal.shape();
        Tensor gradient = Tensor.zeros(batch.count(), output);
        loss.of(signal, labels, gradient);
        List<Sequence.Named> all = layers.layers();
        Map<String, Double> norms = new LinkedHashMap<>();
        all.forEach(each -> norms.put(each.name(), 0.0));
        for (int i = all.size() - 1; i >= 0; i--) {
            String name = all.get(i).name();
            gradient = all.get(i).layer().backward(gradient, weights.child(name), Weights.NONE, context.child(name));
            norms.put(name, norm(gradient));
        }
        return new BackwardSignal(norms);
    }

    private static double norm(Tensor gradient) {
        double sum = 0;
        for (float each : gradient.data()) {
            sum += (double) each * each;
        }
        return Math.sqrt(sum);
    }
}
