package org.convolab.engine.synthetic;

import java.util.List;
import java.util.Map;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * Pictures without end: every seed is a picture with its label, drawn when asked for. Implementations hold no state and
 * serve any number of threads.
 */
public interface SyntheticPictures {
    /** Where the seeds of pictures begin that no training sees; those of training are never negative. */
    long FRESH = -1_000_000_000;

    /** The sets that our own code draws, by name. */
    static Map<String, SyntheticPictures> sets() {
        return Map.of("digits", new Digits(), "sketches", new Sketches());
    }

    /** The shape of every picture. */
    Shape shape();

    /** The names of the classes; a label is an index of this list. */
    List<String> classes();

    /**
     * Draws the picture of this seed and class.
     *
     * @param into where the {@code shape().size()} numbers between 0 and 1 go, from {@code offset} on
     * @throws IllegalArgumentException if the label is no index of {@link #classes()}
     */
    void draw(long seed, int label, float[] into, int offset);

    /** The class of this seed's picture; over many seeds, all are equally likely. */
    default int label(long seed) {
        return new Dice(~seed).below(classes().size());
    }

    /** Draws the picture of this seed and class. */
    default Tensor picture(long seed, int label) {
        var picture = Tensor.zeros(1, shape());
        draw(seed, label, picture.data(), 0);
        return picture;
    }

    /** The pictures of the seeds {@code from}, {@code from + 1} and so on, drawn anew whenever they are read. */
    default DataSet examples(long from, int count) {
        return new DataSet() {
            @Override
            public int size() {
                return count;
            }

            @Override
            public Shape shape() {
                return SyntheticPictures.this.shape();
            }

            @Override
            public List<String> classes() {
                return SyntheticPictures.this.classes();
            }

            @Override
            public int label(int index) {
                return SyntheticPictures.this.label(from + index);
            }

            @Override
            public void read(int index, float[] to, int offset) {
                draw(from + index, label(index), to, offset);
            }
        };
    }
}
