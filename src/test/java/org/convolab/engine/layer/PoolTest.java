package org.convolab.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PoolTest {
    private static float[] run(Layer layer, Tensor input) {
        return layer.forward(input, Weights.NONE, Phase.INFERENCE).data();
    }

    private static final Window TWO = Window.of(2).withStride(2);

    @Test
    void aShiftOfOnePixelChangesWhatMaxPoolingGives() {
        Layer pool = Pool2d.max(new Window(1, 2, 2, 1, Padding.NONE, false));
        assertThat(run(pool, Tensor.of(new Shape(1, 1, 8), 0, 0, 1, 1, 0, 0, 1, 1)))
                .containsExactly(0, 1, 0, 1);
        assertThat(run(pool, Tensor.of(new Shape(1, 1, 8), 1, 0, 0, 1, 1, 0, 0, 1)))
                .containsExactly(1, 1, 1, 1);
    }

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    /** The window that is pooled in a loop of its own, and what it must not be taken for. */
    @ParameterizedTest
    @EnumSource(Padding.Mode.class)
    void squaresOfTwoAgreeWithTheDefinition(Padding.Mode mode) {
        for (Window window :
                List.of(TWO, TWO.withCeil(), TWO.withPadding(Padding.of(1, mode)), TWO.withDilation(2), Window.of(2))) {
            agreesWithTheDefinition(window, new Shape(2, 8, 10), 5);
            agreesWithTheDefinition(window, new Shape(2, 7, 9), 6);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void agreesWithTheDefinition(int seed) {
        Random random = new Random(seed);
        Window window = Numbers.window(random, Padding.Mode.values()[seed % 4], 2);
        agreesWithTheDefinition(window, new Shape(2, 7 + random.nextInt(6), 7 + random.nextInt(6)), seed);
    }

    private static void agreesWithTheDefinition(Window window, Shape shape, int seed) {
        Tensor input = Numbers.random(2, shape, seed);
        for (Pool2d pool :
                List.of(Pool2d.max(window), Pool2d.average(window), new Pool2d(Pool2d.Kind.AVERAGE, window, true))) {
            Shape out = pool.output(shape);
            List<Float> expected = new ArrayList<>();
            for (int plane = 0; plane < 4; plane++) {
                for (int y = 0; y < out.height(); y++) {
                    for (int x = 0; x < out.width(); x++) {
                        expected.add(pooled(pool, input, plane / 2, plane % 2, y, x));
                    }
                }
            }
            float[] numbers = new float[expected.size()];
            IntStream.range(0, numbers.length).forEach(i -> numbers[i] = expected.get(i));
            Numbers.assertClose(run(pool, input), numbers, 1e-5);
        }
    }

    private static float pooled(Pool2d pool, Tensor input, int n, int c, int y, int x) {
        Window w = pool.window();
        Padding p = w.padding();
        Shape shape = input.shape();
        List<Float> read = new ArrayList<>();
        int inPadding = 0;
        for (int u = 0; u < w.height(); u++) {
            for (int v = 0; v < w.width(); v++) {
                int row = y * w.strideDown() + u * w.dilationDown() - p.top();
                int column = x * w.strideAcross() + v * w.dilationAcross() - p.left();
                if (row >= shape.height() + p.bottom() || column >= shape.width() + p.right()) {
                    continue;
                }
                int fromRow = p.mode().source(row, shape.height());
                int fromColumn = p.mode().source(column, shape.width());
                if (fromRow >= 0 && fromColumn >= 0) {
                    read.add(input.at(n, c, fromRow, fromColumn));
                } else {
                    inPadding++;
                }
            }
        }
        if (read.isEmpty()) {
            return 0;
        }
        if (pool.kind() == Pool2d.Kind.MAX) {
            return (float) read.stream().mapToDouble(Float::doubleValue).max().orElseThrow();
        }
        double sum = read.stream().mapToDouble(Float::doubleValue).sum();
        return (float) (sum / (pool.countPadding() ? read.size() + inPadding : read.size()));
    }

    @Test
    void aCeiledWindowMayHangOverTheFarEdgeButMustStartInside() {
        assertThat(TWO.placesDown(5)).isEqualTo(2);
        assertThat(TWO.withCeil().placesDown(5)).isEqualTo(3);
        Window padded = TWO.withStride(3).withPadding(Padding.of(1)).withCeil();
        assertThat(padded.placesDown(5)).isEqualTo(2);
        assertThat(run(Pool2d.max(TWO.withCeil()), Tensor.of(new Shape(1, 1, 3), -1, -2, -3)))
                .containsExactly(-1, -3);
    }

    @Test
    void aWindowThatReadsOnlyPaddingGivesZero() {
        Window window = new Window(1, 1, 1, 1, Padding.of(1), false);
        assertThat(run(Pool2d.max(window), Tensor.of(new Shape(1, 1, 1), -5)))
                .containsExactly(0, 0, 0, 0, -5, 0, 0, 0, 0);
    }

    @Test
    void whatIsNoNumberIsTheLargestAndNegativeNumbersKeepTheirOrder() {
        Layer pool = Pool2d.max(new Window(1, 2, 2, 1, Padding.NONE, false));
        assertThat(run(pool, Tensor.of(new Shape(1, 1, 6), -3, -2, Float.NEGATIVE_INFINITY, -0.5f, Float.NaN, 9)))
                .containsExactly(-2, -0.5f, Float.NaN);
    }

    @Test
    void aPyramidGivesAsManyNumbersForAnInputOfAnySize() {
        PyramidPool pyramid = PyramidPool.max(1, 2);
        Tensor input = Tensor.of(new Shape(1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(run(pyramid, input)).containsExactly(9, 5, 6, 8, 9);
        PyramidPool three = PyramidPool.max(4, 2, 1);
        assertThat(three.output(new Shape(256, 13, 13))).isEqualTo(Shape.vector(21 * 256));
        assertThat(three.output(new Shape(256, 10, 17))).isEqualTo(Shape.vector(21 * 256));
        assertThat(run(new PyramidPool(List.of(1), Pool2d.Kind.AVERAGE), input)).containsExactly(5);
    }

    @Test
    void aPyramidGoesLevelByLevelThenChannelByChannel() {
        Tensor input = Tensor.of(new Shape(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(run(PyramidPool.max(1, 2), input)).containsExactly(4, 8, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void trainedSubSamplingScalesTheSumAndAddsABias() {
        Subsample sub = new Subsample(2, TWO);
        Weights weights = Weights.of(Map.of("coefficient", new float[] {0.5f, 2}, "bias", new float[] {1, -1}));
        Tensor input = Tensor.of(new Shape(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(sub.forward(input, weights, Phase.INFERENCE).data()).containsExactly(6, 51);
        assertThat(sub.parameterCount()).isEqualTo(4);
        assertThat(sub.connections(new Shape(2, 4, 4))).isEqualTo(5 * 8);
        assertThat(sub.multiplyAdds(new Shape(2, 4, 4))).isZero();
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> PyramidPool.max(2, 0)).hasMessage("a pyramid needs levels of at least 1, not [2, 0]");
        assertThatThrownBy(() -> Window.of(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Padding.of(-1)).hasMessage("padding cannot be negative");
        assertThatThrownBy(() -> new Subsample(3, TWO).output(new Shape(2, 4, 4)))
                .hasMessage("sub-sample 2×2, stride 2 got 2×4×4, but needs 3 channels");
        assertThatThrownBy(() -> Pool2d.max(TWO).output(new Shape(2, 1, 4)))
                .hasMessageStartingWith("max pool 2×2, stride 2 got 2×1×4, but its window covers 2×2");
    }
}
