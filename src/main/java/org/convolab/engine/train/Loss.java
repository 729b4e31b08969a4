package org.convolab.engine.train;

import java.util.List;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Softmax;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Tensor;

/** What training makes small: how far a network's outputs, one number for each class, are from the right labels. */
public enum Loss {
    /**
     * The cross-entropy of the softmax of the outputs, which are logits z: -log p[label], p = softmax z, averaged over the
     * batch of m. Backward: dz = (p - one-hot) / m.
     */
    CROSS_ENTROPY {
        @Override
        public double of(Tensor output, int[] labels, Tensor gradient) {
            int classes = output.shape().size();
            double loss = 0;
            for (int n = 0; n < output.count(); n++) {
                int first = n * classes;
                double largest = Double.NEGATIVE_INFINITY;
                for (int i = first; i < first + classes; i++) {
                    largest = Math.max(largest, output.data()[i]);
                }
                double sum = 0;
                for (int i = first; i < first + classes; i++) {
                    sum += Math.exp(output.data()[i] - largest);
                }
                for (int i = first; i < first + classes; i++) {
                    double right = i - first == labels[n] ? 1 : 0;
                    double p = Math.exp(output.data()[i] - largest) / sum;
                    gradient.data()[i] = (float) ((p - right) / output.count());
                }
                loss += largest + Math.log(sum) - output.data()[first + labels[n]];
            }
            return loss / output.count();
        }
    },

    /**
     * The squared distance from 1 for the right class and 0 for the others, (y - one-hot)², averaged over the classes and the
     * batch, k numbers in all. Backward: dy = 2 (y - one-hot) / k.
     */
    MEAN_SQUARED_ERROR {
        @Override
        public double of(Tensor output, int[] labels, Tensor gradient) {
            int classes = output.shape().size();
            double loss = 0;
            int k = output.data().length;
            for (int i = 0; i < k; i++) {
                double distance = output.data()[i] - (i % classes == labels[i / classes] ? 1 : 0);
                gradient.data()[i] = (float) (2 * distance / k);
                loss += distance * distance;
            }
            return loss / k;
        }
    };

    /** The layers of a network whose output the loss takes: without a softmax at the end, if it takes logits. */
    Sequence layers(Network network) {
        List<Sequence.Named> layers = network.layers().layers();
        int last = layers.size() - 1;
        return this == CROSS_ENTROPY && last >= 0 && layers.get(last).layer() instanceof Softmax
                ? new Sequence(layers.subList(0, last))
                : network.layers();
    }

    /**
     * The loss of a batch.
     *
     * @param output a number for each class, for each example
     * @param labels the right class of each example
     * @param gradient gets the gradient of the loss with respect to the output; of the output's size
     */
    public abstract double of(Tensor output, int[] labels, Tensor gradient);
}
