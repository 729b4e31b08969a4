package org.convolab.engine.layer;

import java.util.Arrays;
import java.util.List;
import org.convolab.engine.tensor.Matrix;
import org.convolab.engine.tensor.MatrixProduct;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A two-dimensional convolution layer: each filter lays a kernel over each input map that it reads, and adds the products
 * and a bias.
 *
 * <pre>
 *   y[f, i, j] = bias[f] + Σ x[c, i·stride + u·dilation - top, j·stride + v·dilation - left] · weight[f, c, u, v]
 *                          c,u,v
 * </pre>
 *
 * <p>This is cross-correlation, as everywhere in deep learning; {@code flip} turns each kernel by half a turn, which is
 * the convolution of signal processing. With {@code groups}, filter f reads only the channels of its group; as many
 * groups as channels make the depthwise convolution. A {@code table} lists, for each filter, the input maps that it reads
 * (LeNet-5's C3); its kernels are kept packed, filter after filter, one for each connection.
 *
 * <p>Weights: {@code weight} [filters, channels / groups, height, width], with a table [connections, height, width], and
 * {@code bias} [filters].
 *
 * @throws IllegalArgumentException if groups do not divide channels and filters, or the table does not fit them
 */
public record Conv2d(
        int channels,
        int filters,
        Window window,
        int groups,
        boolean bias,
        boolean flip,
        @Nullable List<List<Integer>> table)
        implements Layer {

    /** As many numbers as a strip of patches should have, so that it stays in the cache. */
    private static final int STRIP = 1 << 18;

    public Conv2d {
        if (channels < 1 || filters < 1 || groups < 1) {
            throw new IllegalArgumentException("a convolution needs at least one channel, one filter and one group");
        }
        if (channels % groups != 0 || filters % groups != 0) {
            throw new IllegalArgumentException(
                    "%d groups do not divide %d channels and %d filters".formatted(groups, channels, filters));
        }
        if (window.ceil()) {
            throw new IllegalArgumentException("a convolution's window cannot hang over the edge: ceil is for pools");
        }
        if (table != null) {
            table = table.stream().map(List::copyOf).toList();
            if (groups != 1) {
                throw new IllegalArgumentException("a convolution has a connection table or groups, not both");
            }
            if (table.size() != filters) {
                throw new IllegalArgumentException(
                        "the connection table has %d rows for %d filters".formatted(table.size(), filters));
            }
            for (int f = 0; f < filters; f++) {
                List<Integer> row = table.get(f);
                if (row.isEmpty() || row.stream().distinct().count() < row.size()) {
                    throw new IllegalArgumentException(
                            "filter %d reads %s: it needs at least one input map, each once".formatted(f, row));
                }
                for (int channel : row) {
                    if (channel < 0 || channel >= channels) {
                        throw new IllegalArgumentException("filter %d reads input map %d, but there are 0 to %d"
                                .formatted(f, channel, channels - 1));
                    }
                }
            }
        }
    }

    /** A convolution with a bias in which each filter reads each channel. */
    public static Conv2d of(int channels, int filters, Window window) {
        return new Conv2d(channels, filters, window, 1, true, false, null);
    }

    /** The same in {@code groups} groups. */
    public Conv2d withGroups(int groups) {
        return new Conv2d(channels, filters, window, groups, bias, flip, table);
    }

    public Conv2d withoutBias() {
        return new Conv2d(channels, filters, window, groups, false, flip, table);
    }

    /** The same with each kernel turned by half a turn: true convolution. */
    public Conv2d flipped() {
        return new Conv2d(channels, filters, window, groups, bias, true, table);
    }

    /** The same in which filter f reads only the input maps in row f of the table. */
    public Conv2d withTable(List<List<Integer>> table) {
        return new Conv2d(channels, filters, window, groups, bias, flip, table);
    }

    /** Whether each channel is convolved by itself. */
    public boolean isDepthwise() {
        return groups == channels && groups > 1;
    }

    @Override
    public String describe() {
        StringBuilder text = new StringBuilder(isDepthwise() ? "depthwise conv " : "conv ");
        text.append("%d×%d, %d %s"
                .formatted(window.height(), window.width(), filters, filters == 1 ? "filter" : "filters"));
        text.append(window.details());
        if (groups > 1 && !isDepthwise()) {
            text.append(", ").append(groups).append(" groups");
        }
        if (table != null) {
            text.append(", partly connected");
        }
        return text.toString();
    }

    @Override
    public Shape output(Shape input) {
        if (input.channels() != channels) {
            throw new ShapeException("%s got %s, but needs %d channels".formatted(describe(), input, channels));
        }
        return window.over(input, filters, describe());
    }

    @Override
    public List<Parameter> parameters() {
        return bias ? List.of(weight(), biases()) : List.of(weight());
    }

    private Parameter weight() {
        int cells = window.height() * window.width();
        return table == null
                ? Parameter.weight(
                        "weight",
                        (long) channels / groups * cells,
                        filters,
                        channels / groups,
                        window.height(),
                        window.width())
                : Parameter.weight(
                        "weight",
                        Math.max(1, kernels() / filters * cells),
                        (int) kernels(),
                        window.height(),
                        window.width());
    }

    private Parameter biases() {
        return Parameter.trained("bias", 0, filters);
    }

    /** How many pairs of a filter and an input map that it reads. */
    private long kernels() {
        return table == null
                ? (long) filters * (channels / groups)
                : table.stream().mapToLong(List::size).sum();
    }

    @Override
    public long multiplyAdds(Shape input) {
        return kernels() * window.height() * window.width() * output(input).area();
    }

    @Override
    public long connections(Shape input) {
        return multiplyAdds(input) + (bias ? output(input).size() : 0);
    }

    @Override
    public Field field(Field below) {
        return below.through(window);
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, Mode mode) {
        Tensor output = Tensor.zeros(input.count(), output(input.shape()));
        float[] kernels = dense(weights.get(weight()));
        if (bias) {
            fill(output, weights.get(biases()));
        }
        if (isDepthwise()) {
            depthwise(input, kernels, output);
        } else {
            grouped(input, kernels, output);
        }
        return output;
    }

    /** The kernels as the product needs them, [filters, channels / groups, height, width]: unpacked and turned. */
    private float[] dense(float[] weight) {
        int cells = window.height() * window.width();
        float[] dense = weight;
        if (table != null) {
            dense = new float[filters * channels * cells];
            int packed = 0;
            for (int f = 0; f < filters; f++) {
                for (int channel : table.get(f)) {
                    System.arraycopy(weight, packed, dense, (f * channels + channel) * cells, cells);
                    packed += cells;
                }
            }
        }
        if (flip) {
            float[] turned = new float[dense.length];
            for (int i = 0; i < dense.length; i++) {
                turned[i - i % cells + cells - 1 - i % cells] = dense[i];
            }
            dense = turned;
        }
        return dense;
    }

    private static void fill(Tensor output, float[] bias) {
        int area = output.shape().area();
        for (int plane = 0; plane < output.count() * bias.length; plane++) {
            Arrays.fill(output.data(), plane * area, (plane + 1) * area, bias[plane % bias.length]);
        }
    }

    private void depthwise(Tensor input, float[] kernels, Tensor output) {
        Patches patches = new Patches(input.shape(), window);
        int cells = window.height() * window.width();
        for (int n = 0; n < input.count(); n++) {
            for (int f = 0; f < filters; f++) {
                int channel = f / (filters / channels);
                patches.correlate(
                        input.data(),
                        (n * channels + channel) * input.shape().area(),
                        kernels,
                        f * cells,
                        output.data(),
                        (n * filters + f) * output.shape().area());
            }
        }
    }

    private void grouped(Tensor input, float[] kernels, Tensor output) {
        MatrixProduct product = MatrixProduct.fastest();
        Patches patches = new Patches(input.shape(), window);
        int depth = channels / groups * window.height() * window.width();
        int height = output.shape().height();
        int width = output.shape().width();
        int area = height * width;
        int strip = isPointwise() ? height : Math.min(height, Math.max(1, STRIP / depth / width));
        float[] buffer = isPointwise() ? input.data() : new float[depth * strip * width];
        int filtersEach = filters / groups;
        int channelsEach = channels / groups;
        for (int n = 0; n < input.count(); n++) {
            for (int g = 0; g < groups; g++) {
                int plane = (n * channels + g * channelsEach) * input.shape().area();
                int outPlane = (n * filters + g * filtersEach) * area;
                Matrix a = Matrix.of(kernels, g * filtersEach * depth, filtersEach, depth);
                for (int top = 0; top < height; top += strip) {
                    int rows = Math.min(strip, height - top);
                    Matrix b;
                    if (isPointwise()) {
                        b = Matrix.of(buffer, plane, depth, area);
                    } else {
                        patches.gather(input.data(), plane, channelsEach, top, rows, buffer);
                        b = Matrix.of(buffer, depth, rows * width);
                    }
                    Matrix c = new Matrix(output.data(), outPlane + top * width, filtersEach, rows * width, area, 1);
                    product.multiply(a, b, c, true);
                }
            }
        }
    }

    /** Whether the input itself is the matrix of patches: a 1×1 window that skips and pads nothing. */
    private boolean isPointwise() {
        return window.height() == 1
                && window.width() == 1
                && window.stride() == 1
                && window.padding().isNone();
    }
}
