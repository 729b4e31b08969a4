package org.convolab.engine.data;

import java.util.List;
import java.util.function.IntUnaryOperator;
import org.convolab.engine.tensor.Cores;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * Examples of one shape, each with the class that it belongs to. The same index always gives the same example, whatever
 * thread asks.
 */
public interface DataSet {
    /** About how many operations a number of an example takes that is drawn. */
    long OPERATIONS = 30;

    /** How many examples there are. */
    int size();

    /** The shape of each. */
    Shape shape();

    /** The names of the classes; a label is an index into them. */
    List<String> classes();

    /** The class of example {@code index}. */
    int label(int index);

    /** Writes the numbers of example {@code index}, as many as the shape holds, into {@code to} from {@code offset} on. */
    void read(int index, float[] to, int offset);

    /**
     * Fills a batch and the labels of its examples: example {@code index.applyAsInt(n)} becomes the n-th. Idle cores
     * take part, since examples may have to be drawn.
     */
    default void read(IntUnaryOperator index, Tensor batch, int[] labels) {
        int size = shape().size();
        Cores.share(batch.count(), OPERATIONS * batch.data().length, (n, worker) -> {
            read(index.applyAsInt(n), batch.data(), n * size);
            labels[n] = label(index.applyAsInt(n));
        });
    }

    /** Example {@code index} as a batch of one. */
    default Tensor example(int index) {
        Tensor example = Tensor.zeros(1, shape());
        read(index, example.data(), 0);
        return example;
    }

    /**
     * The same examples in the middle of larger, otherwise empty ones, as LeNet-5 reads pictures of 28×28 in 32×32.
     *
     * @throws IllegalArgumentException if the larger shape has other channels, or is smaller
     */
    default DataSet within(Shape larger) {
        return larger.equals(shape()) ? this : new Framed(this, larger);
    }

    /**
     * The same examples smaller, each square of {@code factor} × {@code factor} pixels averaged into one.
     *
     * @throws IllegalArgumentException if such squares do not tile them
     */
    default DataSet shrunk(int factor) {
        return new Shrunk(this, factor);
    }

    /** The same examples, read once and held in memory. */
    default Examples held() {
        Tensor inputs = Tensor.zeros(size(), shape());
        int[] labels = new int[size()];
        read(n -> n, inputs, labels);
        return new Examples(inputs, labels, classes());
    }
}
