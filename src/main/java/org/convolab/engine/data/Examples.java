package org.convolab.engine.data;

import java.util.List;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * A data set that is held in memory.
 *
 * @throws IllegalArgumentException if there are not as many labels as examples, or a label has no class
 */
public record Examples(Tensor inputs, int[] labels, List<String> classes) implements DataSet {
    public Examples {
        classes = List.copyOf(classes);
        if (labels.length != inputs.count()) {
            throw new IllegalArgumentException(
                    "%d labels do not fit %d examples".formatted(labels.length, inputs.count()));
        }
        for (int label : labels) {
            if (label < 0 || label >= classes.size()) {
                throw new IllegalArgumentException("label %d is none of 0 to %d".formatted(label, classes.size() - 1));
            }
        }
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public Shape shape() {
        return inputs.shape();
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    @Override
    public void read(int index, float[] to, int offset) {
        int size = shape().size();
        System.arraycopy(inputs.data(), index * size, to, offset, size);
    }
}
