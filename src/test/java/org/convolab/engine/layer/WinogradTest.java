package org.convolab.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WinogradTest {
    static Stream<Arguments> sizes() {
        Padding uneven = new Padding(0, 2, 1, 0, Padding.Mode.ZERO);
        return Stream.of(
                Arguments.of(1, 16, 16, 3, 3, Padding.NONE),
                Arguments.of(1, 16, 17, 1, 1, Padding.of(1)),
                Arguments.of(2, 17, 31, 7, 13, uneven),
                Arguments.of(5, 20, 16, 13, 8, Padding.of(2)),
                Arguments.of(3, 64, 64, 14, 14, Padding.of(1)),
                Arguments.of(1, 300, 16, 9, 61, Padding.of(1)));
    }

    /** The bound that Winograd's transforms have to keep: 10⁻⁵ of the largest number. */
    @ParameterizedTest
    @MethodSource("sizes")
    void agreesWithTheDefinition(int count, int channels, int filters, int height, int width, Padding padding) {
        Conv2d conv = Conv2d.of(channels, filters, Window.of(3).withPadding(padding));
        assertThat(Winograd.serves(conv)).isTrue();
        Tensor input = Numbers.random(count, new Shape(channels, height, width), 3);
        Weights weights = Numbers.weights(conv, 5);
        double[] expected = definition(conv, input, weights);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        Tensor output = conv.forward(input, weights, Phase.INFERENCE);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(output.data()[i] - expected[i])).isLessThanOrEqualTo(1e-5 * largest);
        }
    }

    @Test
    void wholeNumbersStayExact() {
        Conv2d conv = Conv2d.of(16, 16, Window.of(3).withPadding(Padding.of(1)));
        Tensor input = Tensor.zeros(1, new Shape(16, 6, 6));
        float[] kernels = new float[16 * 16 * 9];
        for (int i = 0; i < input.data().length; i++) {
            input.data()[i] = i % 11 - 5;
        }
        for (int i = 0; i < kernels.length; i++) {
            kernels[i] = i % 7 - 3;
        }
        Weights weights = Weights.of(Map.of("weight", kernels, "bias", new float[16]));
        double[] expected = definition(conv, input, weights);
        float[] output = conv.forward(input, weights, Phase.INFERENCE).data();
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) output[i]).isEqualTo(expected[i]);
        }
    }

    @Test
    void anExampleInABatchGivesWhatItGivesAlone() {
        Conv2d conv = Conv2d.of(16, 16, Window.of(3).withPadding(Padding.of(1)));
        Tensor batch = Numbers.random(3, new Shape(16, 9, 11), 3);
        Weights weights = Numbers.weights(conv, 5);
        float[] together = conv.forward(batch, weights, Phase.INFERENCE).data();
        for (int n = 0; n < 3; n++) {
            int size = batch.shape().size();
            Tensor alone = Tensor.of(batch.shape(), Arrays.copyOfRange(batch.data(), n * size, (n + 1) * size));
            int given = together.length / 3;
            assertThat(conv.forward(alone, weights, Phase.INFERENCE).data())
                    .containsExactly(Arrays.copyOfRange(together, n * given, (n + 1) * given));
        }
    }

    @Test
    void fixedWeightsAreTransformedOnceAndChangingOnesEachTime() {
        Conv2d conv = Conv2d.of(16, 16, Window.of(3));
        Tensor input = Numbers.random(1, new Shape(16, 5, 5), 3);
        Weights changing = Numbers.weights(conv, 5);
        Weights fixed = Numbers.weights(conv, 5).fixed();
        ForwardContext context = ForwardContext.of(Phase.INFERENCE);
        float[] before = conv.forward(input, changing, context).data().clone();
        assertThat(conv.forward(input, fixed, Phase.INFERENCE).data()).containsExactly(before);
        assertThat(conv.forward(input, fixed, Phase.INFERENCE).data()).containsExactly(before);
        changing.get("weight")[0] += 1;
        assertThat(conv.forward(input, changing, context).data()).isNotEqualTo(before);
    }

    @Test
    void servesOnlyWhatItComputes() {
        Conv2d conv = Conv2d.of(16, 16, Window.of(3));
        assertThat(Winograd.serves(Conv2d.of(16, 16, Window.of(5)))).isFalse();
        assertThat(Winograd.serves(Conv2d.of(16, 16, Window.of(3).withStride(2))))
                .isFalse();
        assertThat(Winograd.serves(Conv2d.of(16, 16, Window.of(3).withDilation(2))))
                .isFalse();
        assertThat(Winograd.serves(Conv2d.of(16, 16, Window.of(3).withStride(1, 2))))
                .isFalse();
        assertThat(Winograd.serves(Conv2d.of(16, 16, Window.of(3).withDilation(2, 1))))
                .isFalse();
        assertThat(Winograd.serves(conv.withGroups(2))).isFalse();
        assertThat(Winograd.serves(Conv2d.of(16, 16, Window.of(3).withPadding(Padding.of(1, Padding.Mode.REFLECT)))))
                .isFalse();
        assertThat(Winograd.serves(Conv2d.of(3, 64, Window.of(3)))).isFalse();
    }

    private static double[] definition(Conv2d conv, Tensor input, Weights weights) {
        Shape in = input.shape();
        Shape out = conv.output(in);
        Padding padding = conv.window().padding();
        float[] kernels = weights.get("weight");
        double[] numbers = new double[input.count() * out.size()];
        int next = 0;
        for (int n = 0; n < input.count(); n++) {
            for (int f = 0; f < out.channels(); f++) {
                for (int i = 0; i < out.height(); i++) {
                    for (int j = 0; j < out.width(); j++) {
                        double sum = weights.get("bias")[f];
                        for (int cell = 0; cell < in.channels() * 9; cell++) {
                            int y = i + cell % 9 / 3 - padding.top();
                            int x = j + cell % 3 - padding.left();
                            if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
                                sum += (double) input.at(n, cell / 9, y, x) * kernels[f * in.channels() * 9 + cell];
                            }
                        }
                        numbers[next++] = sum;
                    }
                }
            }
        }
        return numbers;
    }
}
