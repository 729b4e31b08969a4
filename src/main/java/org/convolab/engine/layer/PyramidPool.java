package org.convolab.engine.layer;

import java.util.List;
import java.util.stream.Collectors;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * Spatial pyramid pooling: at each level n, every channel is divided into n×n bins and each bin gives its largest (or
 * average) number, so that an input of any height and width gives channels·Σn² numbers, level after level, channel after
 * channel, bin after bin. Bin i of n over a side of length a covers floor(i·a/n) to ceil((i+1)·a/n) (He et al., Spatial
 * Pyramid Pooling in Deep Convolutional Networks, 2014).
 *
 * @throws IllegalArgumentException if there is no level, or one is less than 1
 */
public record PyramidPool(List<Integer> levels, Pool2d.Kind kind) implements Layer {
    public PyramidPool {
        levels = List.copyOf(levels);
        if (levels.isEmpty() || levels.stream().anyMatch(level -> level < 1)) {
            throw new IllegalArgumentException("a pyramid needs levels of at least 1, not " + levels);
        }
    }

    /** A pyramid of maxima. */
    public static PyramidPool max(Integer... levels) {
        return new PyramidPool(List.of(levels), Pool2d.Kind.MAX);
    }

    @Override
    public String describe() {
        return kind + " pyramid pool "
                + levels.stream().map(level -> level + "×" + level).collect(Collectors.joining(", "));
    }

    @Override
    public Shape output(Shape input) {
        return Shape.vector(input.channels()
                * levels.stream().mapToInt(level -> level * level).sum());
    }

    @Override
    public Field field(Field below) {
        return Field.WHOLE;
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, Mode mode) {
        Tensor output = Tensor.zeros(input.count(), output(input.shape()));
        int to = 0;
        for (int n = 0; n < input.count(); n++) {
            for (int level : levels) {
                for (int c = 0; c < input.shape().channels(); c++) {
                    for (int bin = 0; bin < level * level; bin++) {
                        output.data()[to++] = pool(input, n, c, bin / level, bin % level, level);
                    }
                }
            }
        }
        return output;
    }

    private float pool(Tensor input, int n, int c, int row, int column, int level) {
        float largest = Float.NEGATIVE_INFINITY;
        double sum = 0;
        int read = 0;
        for (int y = first(row, level, input.shape().height());
                y < end(row, level, input.shape().height());
                y++) {
            for (int x = first(column, level, input.shape().width());
                    x < end(column, level, input.shape().width());
                    x++) {
                float value = input.at(n, c, y, x);
                largest = Math.max(largest, value);
                sum += value;
                read++;
            }
        }
        return kind == Pool2d.Kind.MAX ? largest : (float) (sum / read);
    }

    /** The first place of bin {@code bin} of {@code level} along a side. */
    public static int first(int bin, int level, int side) {
        return bin * side / level;
    }

    /** The place after the last of bin {@code bin} of {@code level} along a side. */
    public static int end(int bin, int level, int side) {
        return ((bin + 1) * side + level - 1) / level;
    }
}
