package org.convolab.engine.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.convolab.engine.tensor.Arithmetic;
import org.convolab.engine.tensor.Cores;
import org.convolab.engine.tensor.Matrix;
import org.convolab.engine.tensor.Panels;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.StridedRows;
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
 * (see {@link PaddedLayout}, which gives X without a copy), Y = W·X + bias. Backward: dW = dY·Xᵀ. The gradient of what a cell reads
 * is a weighted sum of the gradients of all places that it visits: dX = V·Z, where V has a row for each channel, with the
 * weights of all filters and cells for it, and Z the gradient dY moved by each cell's shift. dbias sums dY. All three are
 * {@link Arithmetic}s, with a single row where each filter reads one channel by itself (depthwise). A window that covers all of its input makes the layer a dense one.
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

    /** As many numbers as examples that lie side by side should have, so that they stay in the cache. */
    private static final int CACHED = 1 << 19;

    /** As many numbers as a strip of what a product gives should have. */
    private static final int STRIP = 1 << 16;

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
        return window.over(input, filters, this);
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
    public Cost cost(Shape input) {
        Cost.Product weights = table == null
                ? Cost.Product.of(
                        isDepthwise()
                                ? "kernel height · width · one channel · filters"
                                : "kernel height · width · channels that a filter reads · filters",
                        window.height(),
                        window.width(),
                        channels / groups,
                        filters)
                : Cost.Product.of(
                        "kernel height · width · pairs of a filter and a map that it reads",
                        window.height(),
                        window.width(),
                        kernels());
        Shape output = output(input);
        return new Cost(
                bias ? List.of(weights, Cost.Product.of("biases", filters)) : List.of(weights),
                List.of(weights.times("rows · columns", output.height(), output.width())),
                output.area());
    }

    @Override
    public long connections(Shape input) {
        return multiplyAdds(input) + (bias ? output(input).size() : 0);
    }

    @Override
    public ReceptiveField field(ReceptiveField below) {
        return below.through(window);
    }

    @Override
    public Contributions contributions(Tensor input, Weights weights, int unit, int row, int col) {
        int[] reads = reads(unit);
        int cells = window.height() * window.width();
        int first = IntStream.range(0, unit).map(f -> reads(f).length).sum();
        float[] weight = weights.get(weight());
        List<Contributions.Term> terms = new ArrayList<>();
        for (int i = 0; i < reads.length; i++) {
            int kernel = (first + i) * cells;
            terms.add(Contributions.window(window, input, reads[i], row, col, (u, v, y, x) -> {
                int cell = u * window.width() + v;
                return weight[kernel + (flip ? cells - 1 - cell : cell)];
            }));
        }
        return new Contributions(terms, bias ? weights.get(biases())[unit] : 0);
    }

    /** The input maps that a filter reads. */
    private int[] reads(int filter) {
        int inGroup = channels / groups;
        int first = filter / (filters / groups) * inGroup;
        return table == null
                ? IntStream.range(first, first + inGroup).toArray()
                : table.get(filter).stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public String family() {
        return "convolutions";
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, ForwardContext context) {
        Shape shape = output(input.shape());
        if (isDense(input.shape())) {
            return dense().forward(input, weights, context);
        }
        Scratch scratch = context.begin(input);
        Tensor output = scratch.output(shape);
        State state = scratch.own(State.class, () -> new State(this));
        float[] biases = bias ? weights.get(biases()) : state.noBias.of(filters);
        if (Winograd.serves(this)) {
            Winograd winograd = scratch.own(Winograd.class, () -> new Winograd(this, input));
            float[] panels = weights.derive(
                    "tile panels",
                    winograd.size(),
                    state.panels,
                    to -> winograd.transform(kernels(weights, state), to));
            winograd.forward(panels, biases, input, output);
            return output;
        }
        Products products = context.scratch().own(Products.class, () -> new Products(context));
        products.forward(weights, state, biases, output);
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
        if (isDense(context.scratch().input().shape())) {
            return dense().backward(gradient, weights, gradients, context);
        }
        Scratch scratch = context.scratch();
        State state = scratch.own(State.class, () -> new State(this));
        Tensor below = scratch.inputGradient();
        float[] weightGradient = gradients.find(weight());
        Products products = scratch.own(Products.class, () -> new Products(context));
        if (weightGradient == null || isPlain()) {
            products.backward(kernels(weights, state), gradient, weightGradient, below);
        } else {
            float[] kernelGradient = state.kernelGradient.of(filters * depth());
            Arrays.fill(kernelGradient, 0);
            products.backward(kernels(weights, state), gradient, kernelGradient, below);
            int[] places = state.places;
            for (int i = 0; i < places.length; i++) {
                weightGradient[i] += kernelGradient[places[i]];
            }
        }
        float[] biasGradient = bias ? gradients.find(biases()) : null;
        if (biasGradient != null) {
            int area = gradient.shape().area();
            Cores.share(filters, gradient.data().length, (f, worker) -> {
                for (int n = 0; n < gradient.count(); n++) {
                    biasGradient[f] += sum(gradient.data(), (n * filters + f) * area, area);
                }
            });
        }
        return below;
    }

    private static float sum(float[] numbers, int from, int count) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 4 <= count; i += 4) {
            s0 += numbers[from + i];
            s1 += numbers[from + i + 1];
            s2 += numbers[from + i + 2];
            s3 += numbers[from + i + 3];
        }
        for (; i < count; i++) {
            s0 += numbers[from + i];
        }
        return s0 + s1 + (s2 + s3);
    }

    /** Whether the window has one place only, at which it reads the whole input as it is. */
    private boolean isDense(Shape input) {
        return isPlain()
                && groups == 1
                && window.padding().isNone()
                && window.dilationDown() == 1
                && window.dilationAcross() == 1
                && window.height() == input.height()
                && window.width() == input.width();
    }

    private Dense dense() {
        return new Dense(channels * window.height() * window.width(), filters, bias);
    }

    /** Whether the weights already lie as the product needs them. */
    private boolean isPlain() {
        return table == null && !flip;
    }

    /** The kernels as the product needs them, [filters, channels / groups, height, width]: unpacked and turned. */
    private float[] kernels(Weights weights, State state) {
        float[] weight = weights.get(weight());
        if (isPlain()) {
            return weight;
        }
        int[] places = state.places;
        float[] kernels = state.kernels.of(filters * depth());
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

    /** What it works in, whichever way it goes. */
    private static final class State {
        /** Empty if the weights already lie as the product needs them. */
        final int[] places;

        final Scratch.Floats noBias = new Scratch.Floats();
        final Scratch.Floats kernels = new Scratch.Floats();
        final Scratch.Floats kernelGradient = new Scratch.Floats();
        final Scratch.Floats panels = new Scratch.Floats();

        State(Conv2d conv) {
            places = conv.isPlain() ? new int[0] : conv.places();
        }
    }

    /** How many weights meet at a place: those of one filter, unpacked. */
    private int depth() {
        return channels / groups * window.height() * window.width();
    }

    /** The products in one context, with the arrays that they need. */
    private final class Products {
        private final Arithmetic product = Arithmetic.fastest();
        private final ForwardContext context;
        private final PaddedLayout grid;

        /** Channels and filters of a group. */
        private final int read = channels / groups;

        private final int given = filters / groups;

        /** Whether each filter has its group for itself, and reads one channel. */
        private final boolean alone = read == 1 && given == 1;

        /** The numbers 0, 1, 2 and so on, where a filter's weights stand. */
        private final int[] inOrder = StridedRows.every(1, depth());

        /** For each channel of a group and cell, where the run that it reads begins. */
        private final int[] cells;

        /** For each filter of a group, where the gradient of what it gave begins. */
        private final int[] outputs;

        private final List<Back> backs = new ArrayList<>();

        /** For each worker, what is laid out for a channel alone, and a strip of input gradients. */
        private final float[][] maps = new float[Cores.count()][];

        private final float[][] strips = new float[Cores.count()][];
        private final float[] zeros;
        private final int sizeBack;

        /** Whether the way forward went through here too, and left the input laid out; not if it went through tiles. */
        private boolean laidByForward;

        private final Scratch.Floats laidInput = new Scratch.Floats();
        private final Scratch.Floats laidGradient = new Scratch.Floats();
        private final Scratch.Floats gradientPanels = new Scratch.Floats();

        /**
         * What the gradient of one phase of the input is made of, for each filter of a group and each cell that meets the
         * phase: where the weight for a group's first channel stands, and where the run of gradients begins.
         */
        private record Back(int phase, int[] weights, int[] starts, int offset) {}

        Products(ForwardContext context) {
            this.context = context;
            Tensor input = context.scratch().input();
            PaddedLayout one = new PaddedLayout(input.shape(), window, 1);
            int most = CACHED / (Math.max(channels * one.phases(), filters) * one.area());
            int together = Math.max(1, Math.min(input.count(), most));
            grid = new PaddedLayout(input.shape(), window, together);
            zeros = new float[read];
            outputs = StridedRows.every(grid.plane, given);
            cells = new int[depth()];
            int next = 0;
            for (int c = 0; c < read; c++) {
                for (int u = 0; u < window.height(); u++) {
                    for (int v = 0; v < window.width(); v++) {
                        cells[next++] = (c * grid.phases() + grid.phase(u, v)) * grid.plane + grid.shift(u, v);
                    }
                }
            }
            int offset = 0;
            for (int q = 0; q < grid.phases(); q++) {
                Back back = back(q, offset);
                offset += groups * Panels.size(read, back.weights.length);
                backs.add(back);
            }
            sizeBack = offset;
        }

        private Back back(int phase, int offset) {
            List<int[]> pairs = new ArrayList<>();
            for (int f = 0; f < given; f++) {
                for (int u = 0; u < window.height(); u++) {
                    for (int v = 0; v < window.width(); v++) {
                        if (grid.phase(u, v) == phase) {
                            int weight = f * depth() + u * window.width() + v;
                            pairs.add(new int[] {weight, grid.margin + f * grid.plane - grid.shift(u, v)});
                        }
                    }
                }
            }
            return new Back(
                    phase,
                    pairs.stream().mapToInt(pair -> pair[0]).toArray(),
                    pairs.stream().mapToInt(pair -> pair[1]).toArray(),
                    offset);
        }

        void forward(Weights weights, State state, float[] biases, Tensor output) {
            float[] kernels = kernels(weights, state);
            int size = alone ? 0 : Panels.size(given, depth());
            float[] weightPanels = weights.derive("panels", groups * size, state.panels, to -> {
                for (int g = 0; g < groups && !alone; g++) {
                    new Panels(to, g * size, given, depth()).fill(kernels, g * given * depth(), inOrder, depth());
                }
            });
            int area = output.shape().area();
            for (int first = 0; first < output.count(); first += grid.examples()) {
                float[] x = laid(first);
                laidByForward = true;
                int begin = first;
                long operations = (long) count(first) * filters * depth() * area;
                each(count(first), operations, (n, g, worker) -> {
                    int plane = ((begin + n) * filters + g * given) * area;
                    if (alone) {
                        alone(kernels, biases[g], x, begin, n, g, output, plane, worker);
                    } else {
                        Panels weight = new Panels(weightPanels, g * size, given, depth());
                        StridedRows reads =
                                new StridedRows(x, cells, input(begin, n, g), area, grid.placesAcross, grid.width);
                        Matrix maps = Matrix.of(output.data(), plane, given, area);
                        product.gemm(weight, reads, maps, biases, g * given);
                    }
                });
            }
        }

        /** What is done for a group of an example. */
        private interface Group {
            void run(int n, int g, int worker);
        }

        /** Does something for every group of some examples, several in turn on each core. */
        private void each(int count, long operations, Group group) {
            int all = count * groups;
            int parts = Math.min(all, 4 * Cores.count());
            Cores.share(parts, operations, (part, worker) -> {
                for (int i = (int) ((long) all * part / parts); i < (long) all * (part + 1) / parts; i++) {
                    group.run(i / groups, i % groups, worker);
                }
            });
        }

        /** What filter g gives of its one channel. */
        private void alone(
                float[] kernels, float bias, float[] x, int first, int n, int g, Tensor output, int plane, int worker) {
            int at = input(first, n, g);
            if (window.height() == 3 && window.width() == 3 && window.isContiguous()) {
                Shape shape = output.shape();
                product.depthwise3x3(
                        kernels, g * 9, bias, x, at, grid.width, output.data(), plane, shape.height(), shape.width());
                return;
            }
            float[] map = map(worker);
            product.gemv(kernels, g * depth(), bias, new StridedRows(x, cells, at, grid.places()), map, 0);
            grid.takePlaces(map, output.data(), plane);
        }

        void backward(float[] kernels, Tensor gradient, float @Nullable [] kernelGradient, Tensor below) {
            Arrays.fill(below.data(), 0);
            if (context.wantsInputGradient() && !alone) {
                for (Back back : backs) {
                    for (int g = 0; g < groups; g++) {
                        panels(back, g)
                                .fill(kernels, g * given * depth(), back.weights, window.height() * window.width());
                    }
                }
            }
            for (int first = 0; first < gradient.count(); first += grid.examples()) {
                float[] dy = gradient.data();
                if (!grid.asItLies) {
                    dy = laidGradient.of(grid.outputSize(filters));
                    grid.layOutput(gradient.data(), filters, first, count(first), dy);
                }
                if (kernelGradient != null) {
                    float[] x = laidByForward && count(0) == gradient.count() && !grid.asItLies ? grid() : laid(first);
                    int places = (count(first) - 1) * grid.area() + grid.places();
                    for (int g = 0; g < groups; g++) {
                        product.gemmTransposed(
                                new StridedRows(dy, outputs, grid.margin + output(first, 0, g), places),
                                new StridedRows(x, cells, input(first, 0, g), places),
                                Matrix.of(kernelGradient, g * given * depth(), given, depth()));
                    }
                }
                if (context.wantsInputGradient()) {
                    int begin = first;
                    float[] gradients = dy;
                    long operations = (long) count(first) * filters * depth() * grid.area();
                    each(count(first), operations, (n, g, worker) -> {
                        for (Back back : backs) {
                            inputGradient(back, kernels, gradients, begin, n, g, below, worker);
                        }
                    });
                }
            }
        }

        private void inputGradient(
                Back back, float[] kernels, float[] dy, int first, int n, int g, Tensor below, int worker) {
            int[] used = grid.used(back.phase);
            if (alone) {
                float[] weights = new float[depth()];
                for (int i = 0; i < back.weights.length; i++) {
                    weights[i] = kernels[g * depth() + back.weights[i]];
                }
                float[] map = map(worker);
                int count = used[1] - used[0];
                product.gemv(
                        weights, 0, 0, new StridedRows(dy, back.starts, output(first, n, g) + used[0], count), map, 0);
                int plane = ((first + n) * channels + g) * below.shape().area();
                grid.addBack(map, 0, back.phase, used[0], count, below.data(), plane);
                return;
            }
            int columns = Math.min(grid.area(), columns(read));
            float[] strip = own(strips, worker, read * columns);
            for (int place = used[0]; place < used[1]; place += columns) {
                int width = Math.min(columns, used[1] - place);
                StridedRows runs = new StridedRows(dy, back.starts, output(first, n, g) + place, width);
                product.gemm(panels(back, g), runs, Matrix.of(strip, 0, read, width), zeros, 0);
                for (int c = 0; c < read; c++) {
                    int plane = ((first + n) * channels + g * read + c)
                            * below.shape().area();
                    grid.addBack(strip, c * width, back.phase, place, width, below.data(), plane);
                }
            }
        }

        private float[] map(int worker) {
            return own(maps, worker, grid.area());
        }

        /** A worker's own array. */
        private static float[] own(float[][] arrays, int worker, int size) {
            if (arrays[worker] == null) {
                arrays[worker] = new float[size];
            }
            return arrays[worker];
        }

        private Panels panels(Back back, int g) {
            int depth = back.weights.length;
            int offset = back.offset + g * Panels.size(read, depth);
            return new Panels(gradientPanels.of(sizeBack), offset, read, depth);
        }

        /** How many places a strip has, if a product gives so many rows. */
        private static int columns(int rows) {
            return Math.max(256, Math.min(4096, STRIP / rows / 64 * 64));
        }

        /** How many examples lie side by side with the given first one. */
        private int count(int first) {
            return Math.min(grid.examples(), context.scratch().input().count() - first);
        }

        private float[] grid() {
            return laidInput.of(grid.size(channels));
        }

        /** What cells read, of the examples from {@code first} on. */
        private float[] laid(int first) {
            if (grid.asItLies) {
                return context.scratch().input().data();
            }
            grid.lay(context.scratch().input().data(), first, count(first), grid());
            return grid();
        }

        /** Where example {@code first + n} of a group begins in {@link #laid}. */
        private int input(int first, int n, int g) {
            return grid.asItLies
                    ? (first * channels + g * read) * grid.area()
                    : g * read * grid.phases() * grid.plane + n * grid.area();
        }

        /** Where what it gave begins, margin not counted. */
        private int output(int first, int n, int g) {
            return grid.asItLies
                    ? (first * filters + g * given) * grid.area()
                    : g * given * grid.plane + n * grid.area();
        }
    }
}
