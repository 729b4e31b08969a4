package org.convolab.engine.layer;

import java.util.ArrayList;
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
 * <p>As matrices, for one example and group: with the kernels in the rows of W and what a place reads in a column of X
 * (see {@link Patches}), Y = W·X + bias. Backward: dW = dY·Xᵀ, dX = Wᵀ·dY, each of whose numbers is added to the pixel that
 * was read there, and dbias sums dY's rows. All three are one {@link MatrixProduct} for a strip of rows of places; the
 * depthwise convolution, whose products are too thin, has loops of its own.
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
                        (long) filters / groups * cells,
                        filters,
                        channels / groups,
                        window.height(),
                        window.width())
                : Parameter.weight(
                        "weight",
                        Math.max(1, kernels() / filters * cells),
                        Math.max(1, kernels() / channels * cells),
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
    public Tensor forward(Tensor input, Weights weights, Pass pass) {
        pass.begin(input);
        Tensor output = pass.output(output(input.shape()));
        fill(output, bias ? weights.get(biases()) : pass.floats("no bias", filters));
        float[] kernels = kernels(weights, pass);
        if (isDepthwise()) {
            depthwise(kernels, output, pass);
        } else {
            grouped(kernels, output, pass);
        }
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, Pass pass) {
        Tensor below = pass.inputGradient();
        float[] kernels = kernels(weights, pass);
        float[] weightGradient = gradients.find(weight());
        float[] kernelGradient = weightGradient;
        if (weightGradient != null && !isPlain()) {
            kernelGradient = pass.floats("kernel gradient", kernels.length);
            Arrays.fill(kernelGradient, 0);
        }
        Arrays.fill(below.data(), 0);
        if (isDepthwise()) {
            depthwiseBackward(gradient, kernels, kernelGradient, pass);
        } else {
            groupedBackward(gradient, kernels, kernelGradient, pass);
        }
        if (weightGradient != null && !isPlain()) {
            int[] places = pass.keep("places", this::places);
            for (int i = 0; i < places.length; i++) {
                weightGradient[i] += kernelGradient[places[i]];
            }
        }
        float[] biasGradient = bias ? gradients.find(biases()) : null;
        if (biasGradient != null) {
            int area = gradient.shape().area();
            for (int plane = 0; plane < gradient.count() * filters; plane++) {
                float sum = 0;
                for (int i = plane * area; i < (plane + 1) * area; i++) {
                    sum += gradient.data()[i];
                }
                biasGradient[plane % filters] += sum;
            }
        }
        return below;
    }

    /** Whether the weights already lie as the product needs them. */
    private boolean isPlain() {
        return table == null && !flip;
    }

    /** The kernels as the product needs them, [filters, channels / groups, height, width]: unpacked and turned. */
    private float[] kernels(Weights weights, Pass pass) {
        float[] weight = weights.get(weight());
        if (isPlain()) {
            return weight;
        }
        int[] places = pass.keep("places", this::places);
        float[] kernels = pass.floats("kernels", filters * depth());
        for (int i = 0; i < places.length; i++) {
            kernels[places[i]] = weight[i];
        }
        return kernels;
    }

    /** For each weight its place in the unpacked and turned kernels. */
    private int[] places() {
        int cells = window.height() * window.width();
        int[] places = new int[weight().size()];
        int next = 0;
        for (int f = 0; f < filters; f++) {
            int reads = table == null ? channels / groups : table.get(f).size();
            for (int i = 0; i < reads; i++) {
                int kernel = f * (channels / groups)
                        + (table == null ? i : table.get(f).get(i));
                for (int cell = 0; cell < cells; cell++) {
                    places[next++] = kernel * cells + (flip ? cells - 1 - cell : cell);
                }
            }
        }
        return places;
    }

    private static void fill(Tensor output, float[] bias) {
        int area = output.shape().area();
        for (int plane = 0; plane < output.count() * bias.length; plane++) {
            Arrays.fill(output.data(), plane * area, (plane + 1) * area, bias[plane % bias.length]);
        }
    }

    private Patches patches(Pass pass) {
        return pass.keep("patches", () -> new Patches(pass.input().shape(), window));
    }

    private void depthwise(float[] kernels, Tensor output, Pass pass) {
        Tensor input = pass.input();
        Patches patches = patches(pass);
        for (int i = 0; i < input.count() * filters; i++) {
            int plane = i / (filters / channels) * input.shape().area();
            patches.correlate(
                    input.data(),
                    plane,
                    kernels,
                    i % filters * depth(),
                    output.data(),
                    i * output.shape().area());
        }
    }

    private void depthwiseBackward(Tensor gradient, float[] kernels, float @Nullable [] kernelGradient, Pass pass) {
        Tensor input = pass.input();
        Tensor below = pass.inputGradient();
        Patches patches = patches(pass);
        for (int i = 0; i < input.count() * filters; i++) {
            int plane = i / (filters / channels) * input.shape().area();
            int from = i * gradient.shape().area();
            int kernel = i % filters * depth();
            if (kernelGradient != null) {
                patches.correlateGradient(input.data(), plane, gradient.data(), from, kernelGradient, kernel);
            }
            if (pass.wantsInputGradient()) {
                patches.spread(gradient.data(), from, kernels, kernel, below.data(), plane);
            }
        }
    }

    private void grouped(float[] kernels, Tensor output, Pass pass) {
        for (Strip strip : strips(output.shape(), pass)) {
            MatrixProduct.fastest()
                    .multiply(kernels(kernels, strip), gathered(strip, pass), outputs(output, strip), true);
        }
    }

    private void groupedBackward(Tensor gradient, float[] kernels, float @Nullable [] kernelGradient, Pass pass) {
        Tensor below = pass.inputGradient();
        for (Strip strip : strips(gradient.shape(), pass)) {
            Matrix dy = outputs(gradient, strip);
            if (kernelGradient != null) {
                Matrix x = gathered(strip, pass);
                MatrixProduct.fastest().multiply(dy, x.transposed(), kernels(kernelGradient, strip), true);
            }
            if (pass.wantsInputGradient()) {
                Matrix dx = isPointwise() ? inputs(below, strip) : buffer(strip, pass);
                MatrixProduct.fastest().multiply(kernels(kernels, strip).transposed(), dy, dx, false);
                if (!isPointwise()) {
                    patches(pass)
                            .scatter(dx.data(), strip.top, strip.rows, below.data(), strip.plane, channels / groups);
                }
            }
        }
    }

    /**
     * Some rows of places of one example and group, which one matrix product serves.
     *
     * @param kernel the first number of the group's kernels
     * @param plane the first number of the input maps that the group reads
     * @param place the first number of its outputs
     */
    private record Strip(int kernel, int plane, int place, int top, int rows) {}

    /** Strips whose patches stay in the cache. A pointwise convolution needs no patches and has one strip for a group. */
    private List<Strip> strips(Shape output, Pass pass) {
        return pass.keep("strips", () -> {
            int most = isPointwise() ? output.height() : Math.max(1, STRIP / depth() / output.width());
            List<Strip> strips = new ArrayList<>();
            for (int i = 0; i < pass.input().count() * groups; i++) {
                int kernel = i % groups * (filters / groups) * depth();
                int plane = i * (channels / groups) * pass.input().shape().area();
                int outPlane = i * (filters / groups) * output.area();
                for (int top = 0; top < output.height(); top += most) {
                    int rows = Math.min(most, output.height() - top);
                    strips.add(new Strip(kernel, plane, outPlane + top * output.width(), top, rows));
                }
            }
            return strips;
        });
    }

    private Matrix kernels(float[] kernels, Strip strip) {
        return Matrix.of(kernels, strip.kernel, filters / groups, depth());
    }

    /** A strip of what filters give, or of its gradient: a row for each filter. */
    private Matrix outputs(Tensor output, Strip strip) {
        Shape shape = output.shape();
        return new Matrix(output.data(), strip.place, filters / groups, strip.rows * shape.width(), shape.area(), 1);
    }

    /** What the kernels meet at a strip's places, in a column for each. */
    private Matrix gathered(Strip strip, Pass pass) {
        Tensor input = pass.input();
        if (isPointwise()) {
            return inputs(input, strip);
        }
        Matrix buffer = buffer(strip, pass);
        patches(pass).gather(input.data(), strip.plane, channels / groups, strip.top, strip.rows, buffer.data());
        return buffer;
    }

    private Matrix inputs(Tensor input, Strip strip) {
        return Matrix.of(input.data(), strip.plane, depth(), input.shape().area());
    }

    private Matrix buffer(Strip strip, Pass pass) {
        int width = window.placesAcross(pass.input().shape().width());
        float[] buffer = pass.floats("strip", depth() * strip.rows * width);
        return Matrix.of(buffer, depth(), strip.rows * width);
    }

    /** How many weights meet at a place: those of one filter, unpacked. */
    private int depth() {
        return channels / groups * window.height() * window.width();
    }

    /** Whether the input itself is the matrix of patches: a 1×1 window that skips and pads nothing. */
    private boolean isPointwise() {
        return window.height() == 1
                && window.width() == 1
                && window.stride() == 1
                && window.padding().isNone();
    }
}
