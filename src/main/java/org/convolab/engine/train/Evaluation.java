package org.convolab.engine.train;

import org.convolab.engine.data.DataSet;
import org.convolab.engine.layer.ForwardContext;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Tensor;

/**
 * How well a network does on a data set, in inference.
 *
 * @param loss the average over the examples
 * @param confusion how many examples of each class (first index) the network takes for each class (second)
 */
public record Evaluation(double loss, int[][] confusion) {
    private static final int BATCH = 100;

    /** Runs the network on every example. */
    public static Evaluation of(Network network, Weights weights, Loss loss, DataSet data) {
        Sequence layers = loss.layers(network);
        ForwardContext context = ForwardContext.of(Phase.INFERENCE);
        Weights fixed = weights.fixed();
        int classes = data.classes().size();
        int[][] confusion = new int[classes][classes];
        double sum = 0;
        for (int from = 0; from < data.size(); from += BATCH) {
            int first = from;
            int count = Math.min(BATCH, data.size() - first);
            Tensor batch = Tensor.zeros(count, data.shape());
            int[] labels = new int[count];
            data.read(n -> first + n, batch, labels);
            Tensor output = layers.forward(batch, fixed, context);
            sum += loss.of(output, labels, Tensor.zeros(count, output.shape())) * count;
            for (int n = 0; n < count; n++) {
                confusion[labels[n]][largest(output, n)]++;
            }
        }
        return new Evaluation(sum / data.size(), confusion);
    }

    /** The share of examples that the network takes for what they are. */
    public double accuracy() {
        int right = 0;
        int all = 0;
        for (int label = 0; label < confusion.length; label++) {
            right += confusion[label][label];
            for (int count : confusion[label]) {
                all += count;
            }
        }
        return (double) right / all;
    }

    /** The class with the largest output for example {@code n}, the first of equals. */
    static int largest(Tensor output, int n) {
        int classes = output.shape().size();
        int largest = 0;
        for (int i = 1; i < classes; i++) {
            if (output.data()[n * classes + i] > output.data()[n * classes + largest]) {
                largest = i;
            }
        }
        return largest;
    }
}
