package org.convolab.engine.data;

import java.util.List;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * A data set without end: every seed is a picture with its label, drawn when asked for. Implementations hold no state
 * and serve any number of threads.
 */
public interface Drawn {
    /** The shape of every picture. */
    Shape shape();

    /** The names of the classes; a label is an index of this list. */
    List<String> labels();

    /**
     * Draws the picture of this seed and class.
     *
     * @param into where the {@code shape().size()} numbers between 0 and 1 go, from {@code offset} on
     * @throws IllegalArgumentException if the label is no index of {@link #labels()}
     */
    void draw(long seed, int label, float[] into, int offset);

    /** The class of this seed's picture; over many seeds, all are equally likely. */
    default int label(long seed) {
        return new Dice(~seed).below(labels().size());
    }

    /** Draws the picture of this seed and class. */
    default Tensor picture(long seed, int label) {
        var picture = Tensor.zeros(1, shape());
        draw(seed, label, picture.data(), 0);
        return picture;
    }

    /** The picture and the label of this seed. */
    default Example example(long seed) {
        return new Example(picture(seed, label(seed)), label(seed));
    }
}
