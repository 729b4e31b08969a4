package org.convolab.engine.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.convolab.engine.insight.EffectiveField.KernelWeights;
import org.convolab.engine.layer.FiniteDifferences;
import org.convolab.engine.layer.ForwardContext;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EffectiveFieldTest {
    private static List<Window> kernels(int count, int size) {
        return Collections.nCopies(count, Window.of(size));
    }

    /** The field of one unit of an unpadded stack, on an input as large as that. */
    private static EffectiveField alone(List<Window> windows, KernelWeights kernels, boolean relu, int draws) {
        ReceptiveField field = field(windows);
        return EffectiveField.of(windows, field.down().size(), field.across().size(), 0, 0, kernels, relu, draws, 1);
    }

    private static ReceptiveField field(List<Window> windows) {
        ReceptiveField field = ReceptiveField.PIXEL;
        for (Window window : windows) {
            field = field.through(window);
        }
        return field;
    }

    private static double formula(int count, int size) {
        return Math.sqrt(count * (size * size - 1) / 12.0);
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "5, 3", "10, 3", "40, 3", "5, 2", "4, 5", "3, 7"})
    void equalKernelsSpreadAsTheFormulaSays(int count, int size) {
        EffectiveField field = alone(kernels(count, size), KernelWeights.UNIFORM, false, 1);
        assertThat(field.deviation()).isCloseTo(formula(count, size), within(1e-4));
        assertThat(Arrays.stream(field.shares()).sum()).isCloseTo(1, within(1e-6));
    }

    @Test
    void equalKernelsCountThePathsOfEachPixel() {
        EffectiveField field = alone(kernels(5, 3), KernelWeights.UNIFORM, false, 1);
        int[] paths = {1, 5, 15, 30, 45, 51, 45, 30, 15, 5, 1};
        for (int y = 0; y < 11; y++) {
            for (int x = 0; x < 11; x++) {
                assertThat(field.at(y, x) * 243 * 243).isCloseTo(paths[y] * paths[x], within(0.01));
            }
        }
    }

    @Test
    void strideAndDilationSpreadByTheirSquares() {
        List<Window> windows = List.of(
                Window.of(3).withStride(2),
                Window.of(3).withDilation(2),
                Window.of(2).withStride(2),
                Window.of(5));
        double variance = 2 / 3.0 + 2 / 3.0 * 16 + 0.25 * 4 + 2 * 16;
        assertThat(alone(windows, KernelWeights.UNIFORM, false, 1).deviation())
                .isCloseTo(Math.sqrt(variance), within(1e-4));
    }

    @Test
    void heightAndWidthSpreadApart() {
        List<Window> windows = List.of(Window.of(1, 7), Window.of(3, 2).withStride(1, 2), Window.of(5, 1));
        EffectiveField field = alone(windows, KernelWeights.UNIFORM, false, 1);
        assertThat(field.height()).isEqualTo(7);
        assertThat(field.width()).isEqualTo(8);
        assertThat(field.deviationDown()).isCloseTo(Math.sqrt(2 / 3.0 + 2), within(1e-4));
        assertThat(field.deviationAcross()).isCloseTo(Math.sqrt(4 + 0.25), within(1e-4));
        assertThat(field.within(0, 6, 0, 7)).isCloseTo(1, within(1e-6));
        assertThat(field.within(0, 6, 1, 6)).isCloseTo(6 / 7.0, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "5, 3", "10, 3", "4, 5"})
    void theSquaredGradientsOfDrawnKernelsSpreadAsThoseOfEqualOnes(int count, int size) {
        EffectiveField field = alone(kernels(count, size), KernelWeights.RANDOM, false, 200);
        assertThat(field.deviation()).isCloseTo(formula(count, size), within(0.03 * formula(count, size)));
        assertThat(field.draws()).isEqualTo(200);
    }

    @Test
    void theSizeOfDrawnGradientsIsTheRootOfThePathsAndSpreadsFarther() {
        Network stack = EffectiveField.stack(kernels(10, 3), new Shape(EffectiveField.CHANNELS, 21, 21), false);
        ForwardContext context = ForwardContext.of(Phase.INFERENCE);
        double[] sizes = new double[21 * 21];
        for (int draw = 0; draw < 100; draw++) {
            Tensor input = Tensor.zeros(1, stack.input());
            Tensor gradient = EffectiveField.gradient(stack, stack.random(draw), input, 0, 0, context);
            for (int i = 0; i < gradient.data().length; i++) {
                sizes[i % sizes.length] += Math.abs(gradient.data()[i]);
            }
        }
        double[] roots = Arrays.stream(
                        alone(kernels(10, 3), KernelWeights.UNIFORM, false, 1).shares())
                .map(Math::sqrt)
                .toArray();
        double expected = new EffectiveField(21, 21, roots, 1, 0).deviation();
        assertThat(expected / formula(10, 3)).isBetween(1.3, Math.sqrt(2));
        assertThat(new EffectiveField(21, 21, sizes, 1, 0).deviation()).isCloseTo(expected, within(0.02 * expected));
    }

    @Test
    void theSignedGradientsOfDrawnKernelsCancel() {
        Network stack = EffectiveField.stack(kernels(3, 3), new Shape(EffectiveField.CHANNELS, 7, 7), false);
        ForwardContext context = ForwardContext.of(Phase.INFERENCE);
        double sum = 0;
        double size = 0;
        for (int draw = 0; draw < 2000; draw++) {
            Tensor input = Tensor.zeros(1, stack.input());
            float middle = EffectiveField.gradient(stack, stack.random(draw), input, 0, 0, context)
                    .data()[24];
            sum += middle;
            size += Math.abs(middle);
        }
        assertThat(Math.abs(sum)).isLessThan(0.1 * size);
    }

    @Test
    void withReluBetweenDrawnKernelsItIsStillABlobInTheMiddle() {
        EffectiveField field = alone(kernels(5, 3), KernelWeights.RANDOM, true, 200);
        assertThat(field.deviation()).isCloseTo(formula(5, 3), within(0.15));
        assertThat(field.within(3, 7, 3, 7)).isGreaterThan(0.6);
        assertThat(field.shares())
                .isNotEqualTo(
                        alone(kernels(5, 3), KernelWeights.RANDOM, false, 200).shares());
    }

    @ParameterizedTest
    @EnumSource(KernelWeights.class)
    void theGradientNeverLeavesTheTheoreticalField(KernelWeights kernels) {
        Window three = Window.of(3).withPadding(Padding.of(1));
        List<Window> windows = List.of(three, Window.of(2).withStride(2), three.withDilation(2), three);
        ReceptiveField last = ReceptiveField.PIXEL;
        for (Window window : windows) {
            last = last.through(window);
        }
        for (boolean relu : new boolean[] {false, true}) {
            for (int unit = 0; unit < 14; unit++) {
                EffectiveField field = EffectiveField.of(windows, 32, 32, unit, unit, kernels, relu, 20, 3);
                int first = last.down().first(unit);
                assertThat(field.within(first, first + last.size() - 1, first, first + last.size() - 1))
                        .isCloseTo(1, within(1e-6));
                for (int i = 0; i < field.shares().length; i++) {
                    boolean inside =
                            Math.min(i / 32, i % 32) >= first && Math.max(i / 32, i % 32) < first + last.size();
                    assertThat(inside || field.shares()[i] == 0).isTrue();
                }
            }
        }
    }

    @Test
    void theGradientIsTheSlopeOfTheUnit() {
        List<Window> windows = List.of(Window.of(3), Window.of(3).withStride(2), Window.of(2));
        for (boolean relu : new boolean[] {false, true}) {
            Network stack = EffectiveField.stack(windows, new Shape(2, 11, 11), relu);
            Weights weights = stack.random(5);
            Random random = new Random(6);
            Tensor input = Tensor.zeros(1, stack.input());
            IntStream.range(0, input.data().length).forEach(i -> input.data()[i] = 10 * random.nextFloat());
            float[] gradient = EffectiveField.gradient(stack, weights, input, 1, 1, ForwardContext.of(Phase.INFERENCE))
                    .data()
                    .clone();
            FiniteDifferences.check(
                    "input",
                    gradient,
                    input.data(),
                    () -> stack.forward(input, weights, Phase.INFERENCE).at(0, 0, 1, 1));
        }
    }

    @Test
    void aStackThatNothingReachesIsSilent() {
        EffectiveField field = alone(kernels(64, 1), KernelWeights.UNIFORM, true, 40);
        assertThat(field.silent()).isBetween(10, 30);
        assertThat(field.draws() + field.silent()).isEqualTo(40);
    }

    @Test
    void equalSeedsGiveEqualFields() {
        List<Window> windows = kernels(4, 3);
        EffectiveField one = EffectiveField.of(windows, 9, 9, 0, 0, KernelWeights.RANDOM, true, 5, 7);
        assertThat(EffectiveField.of(windows, 9, 9, 0, 0, KernelWeights.RANDOM, true, 5, 7)
                        .shares())
                .isEqualTo(one.shares());
        assertThat(EffectiveField.of(windows, 9, 9, 0, 0, KernelWeights.RANDOM, true, 5, 8)
                        .shares())
                .isNotEqualTo(one.shares());
    }
}
