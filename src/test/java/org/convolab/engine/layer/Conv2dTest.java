package org.convolab.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Conv2dTest {
    private static final Tensor WORKED =
            Tensor.of(new Shape(1, 5, 5), 3, 3, 2, 1, 0, 0, 0, 1, 3, 1, 3, 1, 2, 2, 3, 2, 0, 0, 2, 2, 2, 0, 0, 0, 1);
    private static final Weights KERNEL =
            Weights.of(Map.of("weight", new float[] {0, 1, 2, 2, 2, 0, 0, 1, 2}, "bias", new float[] {0}));

    @Test
    void laysTheKernelOverEveryWindowAsItStands() {
        Tensor map = Conv2d.of(1, 1, Window.of(3)).forward(WORKED, KERNEL, Phase.INFERENCE);
        assertThat(map.data()).containsExactly(12, 12, 17, 10, 17, 19, 9, 6, 14);
    }

    @Test
    void turnsTheKernelForTrueConvolution() {
        Tensor map = Conv2d.of(1, 1, Window.of(3)).flipped().forward(WORKED, KERNEL, Phase.INFERENCE);
        assertThat(map.data()).containsExactly(18, 20, 19, 10, 9, 17, 11, 8, 14);
    }

    @Test
    void aStrideOfTwoSkipsEveryOtherWindow() {
        Tensor map = Conv2d.of(1, 1, Window.of(3).withStride(2)).forward(WORKED, KERNEL, Phase.INFERENCE);
        assertThat(map.data()).containsExactly(12, 17, 9, 14);
    }

    record Case(Conv2d conv, Shape input) {}

    /** Seeded convolutions of every sort over inputs of odd sizes. */
    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        Random random = new Random(11);
        while (cases.size() < 150) {
            int groups = 1 + random.nextInt(3);
            int channels = groups * (1 + random.nextInt(3));
            int filters = groups * (1 + random.nextInt(3));
            if (random.nextInt(4) == 0) {
                groups = channels;
                filters = channels * (1 + random.nextInt(2));
            }
            Padding.Mode mode = Padding.Mode.values()[random.nextInt(4)];
            Padding padding =
                    new Padding(random.nextInt(4), random.nextInt(4), random.nextInt(4), random.nextInt(4), mode);
            Window window = new Window(
                    1 + random.nextInt(4),
                    1 + random.nextInt(4),
                    1 + random.nextInt(3),
                    1 + random.nextInt(3),
                    1 + random.nextInt(3),
                    1 + random.nextInt(3),
                    random.nextInt(3) == 0 ? Padding.NONE : padding,
                    false);
            Conv2d conv =
                    new Conv2d(channels, filters, window, groups, random.nextBoolean(), random.nextBoolean(), null);
            if (groups == 1 && random.nextBoolean()) {
                conv = conv.withTable(table(channels, filters, random));
            }
            Shape input = new Shape(channels, 1 + random.nextInt(13), 1 + random.nextInt(13));
            int widest = padding.mode() == Padding.Mode.REFLECT ? 4 : 3;
            boolean fits = input.height() >= widest && input.width() >= widest;
            if (fits && window.placesDown(input.height()) > 0 && window.placesAcross(input.width()) > 0) {
                cases.add(new Case(conv, input));
            }
        }
        cases.add(new Case(Conv2d.of(13, 7, Window.of(1)), new Shape(13, 17, 19)));
        cases.add(new Case(Conv2d.of(13, 7, Window.of(5)), new Shape(13, 5, 5)));
        cases.add(new Case(Conv2d.of(16, 5, Window.of(3).withPadding(Padding.of(1))), new Shape(16, 67, 71)));
        return cases.stream();
    }

    @Test
    void heightAndWidthGoTheirOwnWays() {
        Window window = Window.of(3, 5).withStride(3, 4).withPadding(Padding.of(0, 1));
        Conv2d conv = Conv2d.of(2, 3, window);
        assertThat(conv.output(new Shape(2, 8, 8))).isEqualTo(new Shape(3, 2, 2));
        assertThat(conv.describe()).isEqualTo("conv 3×5, 3 filters, stride 3×4, padding 0×1");
        assertThat(Conv2d.of(2, 1, window.withDilation(1, 2)).describe())
                .isEqualTo("conv 3×5, 1 filter, stride 3×4, dilation 1×2, padding 0×1");
        agreesWithTheDefinition(new Case(conv, new Shape(2, 8, 8)));
    }

    private static List<List<Integer>> table(int channels, int filters, Random random) {
        List<List<Integer>> table = new ArrayList<>();
        for (int f = 0; f < filters; f++) {
            int must = random.nextInt(channels);
            table.add(IntStream.range(0, channels)
                    .filter(c -> c == must || random.nextBoolean())
                    .boxed()
                    .toList());
        }
        return table;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheDefinition(Case each) {
        Tensor input = Numbers.random(2, each.input, 3);
        Weights weights = Numbers.weights(each.conv, 5);
        Tensor expected = definition(each.conv, input, weights);
        Tensor actual = each.conv.forward(input, weights, Phase.INFERENCE);
        assertThat(actual.shape()).isEqualTo(expected.shape()).isEqualTo(each.conv.output(each.input));
        Numbers.assertClose(actual.data(), expected.data(), 1e-4);
    }

    /** The sum of the definition, loop in loop, with padding laid around the input pixel by pixel. */
    static Tensor definition(Conv2d conv, Tensor input, Weights weights) {
        Window w = conv.window();
        Shape in = input.shape();
        Padding p = w.padding();
        int height =
                (in.height() + p.top() + p.bottom() - w.dilationDown() * (w.height() - 1) - 1) / w.strideDown() + 1;
        int width =
                (in.width() + p.left() + p.right() - w.dilationAcross() * (w.width() - 1) - 1) / w.strideAcross() + 1;
        Tensor out = Tensor.zeros(input.count(), new Shape(conv.filters(), height, width));
        float[] weight = weights.get("weight");
        int each = conv.channels() / conv.groups();
        int at = 0;
        for (int n = 0; n < input.count(); n++) {
            int kernel = 0;
            for (int f = 0; f < conv.filters(); f++) {
                int group = f / (conv.filters() / conv.groups());
                List<Integer> reads = conv.table() != null
                        ? conv.table().get(f)
                        : IntStream.range(group * each, (group + 1) * each)
                                .boxed()
                                .toList();
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        double sum = conv.bias() ? weights.get("bias")[f] : 0;
                        for (int i = 0; i < reads.size(); i++) {
                            for (int u = 0; u < w.height(); u++) {
                                for (int v = 0; v < w.width(); v++) {
                                    int ku = conv.flip() ? w.height() - 1 - u : u;
                                    int kv = conv.flip() ? w.width() - 1 - v : v;
                                    sum += pixel(
                                                    input,
                                                    n,
                                                    reads.get(i),
                                                    y * w.strideDown() + u * w.dilationDown() - p.top(),
                                                    x * w.strideAcross() + v * w.dilationAcross() - p.left(),
                                                    p.mode())
                                            * weight[((kernel + i) * w.height() + ku) * w.width() + kv];
                                }
                            }
                        }
                        out.data()[at++] = (float) sum;
                    }
                }
                kernel += reads.size();
            }
        }
        return out;
    }

    private static double pixel(Tensor input, int n, int c, int y, int x, Padding.Mode mode) {
        int h = input.shape().height();
        int w = input.shape().width();
        if (mode == Padding.Mode.ZERO) {
            return y < 0 || y >= h || x < 0 || x >= w ? 0 : input.at(n, c, y, x);
        }
        return input.at(n, c, around(y, h, mode), around(x, w, mode));
    }

    private static int around(int i, int length, Padding.Mode mode) {
        if (mode == Padding.Mode.REPLICATE) {
            return Math.min(Math.max(i, 0), length - 1);
        }
        if (mode == Padding.Mode.CIRCULAR) {
            return (i + length) % length;
        }
        return i < 0 ? -i : i >= length ? 2 * length - 2 - i : i;
    }

    @Test
    void countsWeightsBiasesAndMultiplyAdds() {
        Conv2d conv = Conv2d.of(3, 64, Window.of(7).withStride(2).withPadding(Padding.of(3)));
        Shape input = new Shape(3, 224, 224);
        assertThat(conv.output(input)).isEqualTo(new Shape(64, 112, 112));
        assertThat(conv.parameterCount()).isEqualTo(9_472);
        assertThat(conv.multiplyAdds(input)).isEqualTo(118_013_952);
        assertThat(conv.describe()).isEqualTo("conv 7×7, 64 filters, stride 2, padding 3");
    }

    @Test
    void groupsAndTablesReadOnlyTheirChannels() {
        Shape input = new Shape(6, 14, 14);
        Conv2d grouped = Conv2d.of(6, 16, Window.of(5)).withGroups(2);
        assertThat(grouped.parameterCount()).isEqualTo(3 * 25 * 16 + 16);
        Conv2d depthwise = Conv2d.of(6, 6, Window.of(3)).withGroups(6);
        assertThat(depthwise.parameterCount()).isEqualTo(6 * 9 + 6);
        assertThat(depthwise.multiplyAdds(input)).isEqualTo(6 * 9 * 144);
        Conv2d table = Conv2d.of(6, 2, Window.of(5)).withTable(List.of(List.of(0, 1, 2), List.of(5)));
        assertThat(table.parameterCount()).isEqualTo(4 * 25 + 2);
        assertThat(table.connections(input)).isEqualTo((4 * 25 + 2) * 100);
    }

    @Test
    void saysWhatItGotAndWhatItNeeds() {
        Conv2d conv = Conv2d.of(3, 8, Window.of(5));
        assertThatThrownBy(() -> conv.output(new Shape(1, 9, 9)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("conv 5×5, 8 filters got 1×9×9, but needs 3 channels");
        assertThatThrownBy(() -> conv.output(new Shape(3, 4, 9)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("conv 5×5, 8 filters got 3×4×9, but its window covers 5×5: it needs at least that, "
                        + "padding counted");
        Conv2d mirrored = Conv2d.of(1, 1, Window.of(5).withPadding(Padding.of(2, Padding.Mode.REFLECT)));
        assertThat(mirrored.output(new Shape(1, 3, 3))).isEqualTo(new Shape(1, 3, 3));
        assertThatThrownBy(() -> mirrored.output(new Shape(1, 2, 2)))
                .hasMessageEndingWith("its reflect padding needs an input of at least 3×3");
    }

    @Test
    void eachAxisNeedsPixelsForItsOwnPaddingOnly() {
        Padding sideways = new Padding(0, 1, 0, 1, Padding.Mode.REFLECT);
        Conv2d conv = Conv2d.of(1, 1, new Window(1, 3, 1, 1, sideways, false));
        assertThat(conv.output(new Shape(1, 1, 8))).isEqualTo(new Shape(1, 1, 8));
    }

    @Test
    void canBeCountedWhereItsWeightsWouldNotFitAnArray() {
        assertThat(Dense.of(1_000_000, 1_000_000).parameterCount()).isEqualTo(1_000_001_000_000L);
    }

    @Test
    void refusesWhatCannotBe() {
        Window window = Window.of(3);
        assertThatThrownBy(() -> Conv2d.of(3, 8, window).withGroups(2))
                .hasMessage("2 groups do not divide 3 channels and 8 filters");
        assertThatThrownBy(() -> Conv2d.of(2, 1, window).withTable(List.of(List.of(2))))
                .hasMessage("filter 0 reads input map 2, but there are 0 to 1");
        assertThatThrownBy(() -> Conv2d.of(2, 1, window).withTable(List.of(List.of(0, 0))))
                .hasMessage("filter 0 reads [0, 0]: it needs at least one input map, each once");
        assertThatThrownBy(() -> Conv2d.of(2, 2, window).withTable(List.of(List.of(0))))
                .hasMessage("the connection table has 1 rows for 2 filters");
    }

    @Test
    void needsAsManyWeightsAsItCounts() {
        Weights weights = Weights.of(Map.of("weight", new float[8], "bias", new float[1]));
        assertThatThrownBy(() -> Conv2d.of(1, 1, Window.of(3)).forward(WORKED, weights, Phase.INFERENCE))
                .hasMessage("weight has 8 numbers, but needs 9");
    }

    @Test
    void samePaddingPutsTheOddZeroAtTheFarSide() {
        Window window = Window.of(3).withStride(2).withSamePadding(new Shape(1, 224, 224));
        assertThat(window.padding()).isEqualTo(new Padding(0, 0, 1, 1, Padding.Mode.ZERO));
        assertThat(window.placesDown(224)).isEqualTo(112);
    }
}
