package org.convolab.engine.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * Spatial pyramid pooling: at each level n, every channel is divided into n×n bins and each bin gives its largest (or
 * average) number, so that an input of any height and width gives channels·Σn² numbers, level after level, channel after
 * channel, bin after bin. Bin i of n over a side of length a covers floor(i·a/n) to ceil((i+1)·a/n) (He et al., Spatial
 * Pyramid Pooling in Deep Convolutional Networks, 2014). Backward: a bin's gradient goes to its largest number, the first
 * of equals, or in equal parts to all of its numbers.
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
    public Cost cost(Shape input) {
        return Cost.NONE;
    }

    @Override
    public ReceptiveField field(ReceptiveField below) {
        return ReceptiveField.WHOLE;
    }

    @Override
    public Contributions contributions(Tensor input, Weights weights, int unit, int row, int col) {
        List<Contributions.Term> terms = new ArrayList<>();
        bins(input, (to, plane, top, bottom, left, right) -> {
            if (to == unit) {
                terms.add(bin(input, plane / input.shape().area(), top, bottom, left, right));
            }
        });
        return new Contributions(terms, 0);
    }

    private Contributions.Term bin(Tensor input, int channel, int top, int bottom, int left, int right) {
        // a window of the bin's size, at the place that begins with the bin's first pixel
        Window window = Window.of(bottom - top, right - left);
        float share = kind == Pool2d.Kind.MAX ? 0 : 1f / ((bottom - top) * (right - left));
        return kind == Pool2d.Kind.MAX
                ? Contributions.largest(window, input, channel, top, left)
                : Contributions.window(window, input, channel, top, left, (u, v, y, x) -> share);
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, ForwardContext context) {
        Tensor output = context.begin(input).output(output(input.shape()));
        int width = input.shape().width();
        bins(input, (to, plane, top, bottom, left, right) -> {
            if (kind == Pool2d.Kind.MAX) {
                output.data()[to] = input.data()[largest(input.data(), plane, width, top, bottom, left, right)];
                return;
            }
            double sum = 0;
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    sum += input.data()[plane + y * width + x];
                }
            }
            output.data()[to] = (float) (sum / ((bottom - top) * (right - left)));
        });
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
        Tensor input = context.scratch().input();
        Tensor below = context.scratch().inputGradient();
        Arrays.fill(below.data(), 0);
        int width = input.shape().width();
        bins(input, (from, plane, top, bottom, left, right) -> {
            float given = gradient.data()[from];
            if (kind == Pool2d.Kind.MAX) {
                below.data()[largest(input.data(), plane, width, top, bottom, left, right)] += given;
                return;
            }
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    below.data()[plane + y * width + x] += given / ((bottom - top) * (right - left));
                }
            }
        });
        return below;
    }

    /** One bin: the number of the output that it gives, the input plane it reads, and its rows and columns there. */
    private interface Bin {
        void visit(int output, int plane, int top, int bottom, int left, int right);
    }

    private void bins(Tensor input, Bin bin) {
        Shape shape = input.shape();
        int output = 0;
        for (int n = 0; n < input.count(); n++) {
            for (int level : levels) {
                for (int c = 0; c < shape.channels(); c++) {
                    for (int i = 0; i < level * level; i++) {
                        bin.visit(
                                output++,
                                (n * shape.channels() + c) * shape.area(),
                                first(i / level, level, shape.height()),
                                end(i / level, level, shape.height()),
                                first(i % level, level, shape.width()),
                                end(i % level, level, shape.width()));
                    }
                }
            }
        }
    }

    /** Where the bin's largest number stands, the first of equals. */
    private static int largest(float[] in, int plane, int width, int top, int bottom, int left, int right) {
        int largest = plane + top * width + left;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                int place = plane + y * width + x;
                if (Tensor.rank(in[place]) > Tensor.rank(in[largest])) {
                    largest = place;
                }
            }
        }
        return largest;
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
