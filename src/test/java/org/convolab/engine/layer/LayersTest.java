package org.convolab.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LayersTest {
    private static final Shape SHAPE = new Shape(3, 5, 7);

    @Test
    void batchNormUsesTheBatchInTrainingAndTheRunningStatisticsInInference() {
        BatchNorm norm = BatchNorm.of(1);
        Weights weights = Weights.of(Map.of(
                "gamma", new float[] {2},
                "beta", new float[] {1},
                "running_mean", new float[] {1},
                "running_variance", new float[] {4}));
        Tensor batch = new Tensor(4, Shape.vector(1), new float[] {1, 2, 3, 4});
        double deviation = Math.sqrt(1.25 + 1e-5);
        float[] training = norm.forward(batch, weights, Phase.TRAINING).data();
        float[] inference = norm.forward(batch, weights, Phase.INFERENCE).data();
        for (int i = 0; i < 4; i++) {
            assertThat((double) training[i]).isCloseTo(2 * (i + 1 - 2.5) / deviation + 1, within(1e-5));
            assertThat((double) inference[i]).isCloseTo(2 * i / Math.sqrt(4 + 1e-5) + 1, within(1e-5));
        }
        assertThat(norm.parameterCount()).isEqualTo(2);
        assertThat(BatchNorm.Statistics.of(batch).variance()).containsExactly(1.25);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 13, 7", "2, 13, 7", "13, 35, 3", "3, 207, 13", "16, 35, 7", "37, 20, 13"})
    void aDenseLayerIsARowOfWeightedSums(int count, int inputs, int outputs) {
        Dense dense = Dense.of(inputs, outputs);
        Weights weights = Numbers.weights(dense, 3);
        Tensor input = Numbers.random(count, Shape.vector(inputs), 4);
        float[] expected = new float[count * outputs];
        for (int n = 0; n < count; n++) {
            for (int o = 0; o < outputs; o++) {
                double sum = weights.get("bias")[o];
                for (int i = 0; i < inputs; i++) {
                    sum += (double) weights.get("weight")[o * inputs + i] * input.data()[n * inputs + i];
                }
                expected[n * outputs + o] = (float) sum;
            }
        }
        Numbers.assertClose(dense.forward(input, weights, Phase.INFERENCE).data(), expected, 1e-4);
    }

    @Test
    void aDenseLayerTakesAnyShapeOfItsSize() {
        Dense dense = new Dense(105, 4, false);
        assertThat(dense.output(SHAPE)).isEqualTo(Shape.vector(4));
        assertThat(dense.parameterCount()).isEqualTo(420);
        assertThat(dense.connections(SHAPE)).isEqualTo(420);
        assertThatThrownBy(() -> dense.output(new Shape(3, 5, 8)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("dense, 4 units got 3×5×8, 120 numbers, but needs 105");
    }

    @Test
    void aRadialBasisUnitGivesTheSquaredDistanceToItsCode() {
        Rbf rbf = new Rbf(2, 2);
        Weights weights = Weights.of(Map.of("code", new float[] {1, 1, -1, 1}));
        assertThat(rbf.forward(Tensor.of(Shape.vector(2), 1, 3), weights, Phase.INFERENCE)
                        .data())
                .containsExactly(4, 8);
        assertThat(rbf.parameterCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void activationsOfWholeArraysAreCloseToTheirFormulas(Activation activation) {
        int count = 40_001;
        float[] x = new float[count];
        float[] slopes = new float[count];
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        for (int i = 0; i < count; i++) {
            x[i] = (i - count / 2) / 1000f;
        }
        float[] y = new float[count];
        activation.forward(x, y, 0, x.length);
        activation.backward(x, y, ones, slopes, 0, x.length);
        for (int i = 0; i < count; i++) {
            double scale = Math.max(1, Math.abs(x[i]));
            assertThat((double) y[i]).as("at %s", x[i]).isCloseTo(activation.at(x[i]), within(3e-7 * scale));
            assertThat((double) slopes[i])
                    .as("slope at %s", x[i])
                    .isCloseTo(activation.slope(x[i]), within(1e-6 * scale));
        }
    }

    @Test
    void activationsFollowTheirFormulas() {
        assertThat(Activation.RELU.at(-2)).isZero();
        assertThat(Activation.RELU.at(2)).isEqualTo(2);
        assertThat(Activation.SCALED_TANH.at(1)).isCloseTo(1, within(1e-4));
        assertThat(Activation.SCALED_TANH.at(-1)).isCloseTo(-1, within(1e-4));
        assertThat(Activation.SIGMOID.at(0)).isEqualTo(0.5);
        assertThat(Activation.SILU.at(2)).isCloseTo(2 * Activation.SIGMOID.at(2), within(1e-12));
        assertThat(Activation.SILU.at(-1000)).isZero();
    }

    @Test
    void softmaxAddsUpToOneAtEveryPlace() {
        Tensor input = Numbers.random(2, SHAPE, 9);
        Tensor output = new Softmax().forward(input, Weights.NONE, Phase.INFERENCE);
        for (int n = 0; n < 2; n++) {
            for (int y = 0; y < 5; y++) {
                for (int x = 0; x < 7; x++) {
                    double sum = 0;
                    double exponentials = 0;
                    for (int c = 0; c < 3; c++) {
                        sum += output.at(n, c, y, x);
                        exponentials += Math.exp(input.at(n, c, y, x));
                    }
                    assertThat(sum).isCloseTo(1, within(1e-6));
                    assertThat((double) output.at(n, 1, y, x))
                            .isCloseTo(Math.exp(input.at(n, 1, y, x)) / exponentials, within(1e-6));
                }
            }
        }
    }

    @Test
    void squeezeAndExciteGatesEachChannelByTheAveragesOfAll() {
        SqueezeExcite block = new SqueezeExcite(3, 2);
        Weights weights = Numbers.weights(block, 5);
        Tensor input = Numbers.random(2, SHAPE, 6);
        float[] expected = new float[input.data().length];
        for (int n = 0; n < 2; n++) {
            double[] squeezed = new double[2];
            for (int s = 0; s < 2; s++) {
                squeezed[s] = weights.get("reduce.bias")[s];
                for (int c = 0; c < 3; c++) {
                    double mean = 0;
                    for (int i = 0; i < 35; i++) {
                        mean += input.data()[(n * 3 + c) * 35 + i] / 35;
                    }
                    squeezed[s] += mean * weights.get("reduce.weight")[s * 3 + c];
                }
                squeezed[s] /= 1 + Math.exp(-squeezed[s]);
            }
            for (int c = 0; c < 3; c++) {
                double gate = weights.get("expand.bias")[c];
                for (int s = 0; s < 2; s++) {
                    gate += squeezed[s] * weights.get("expand.weight")[c * 2 + s];
                }
                gate = 1 / (1 + Math.exp(-gate));
                for (int i = (n * 3 + c) * 35; i < (n * 3 + c + 1) * 35; i++) {
                    expected[i] = (float) (input.data()[i] * gate);
                }
            }
        }
        Numbers.assertClose(block.forward(input, weights, Phase.INFERENCE).data(), expected, 1e-5);
        assertThat(block.parameterCount()).isEqualTo(3 * 2 + 2 + 2 * 3 + 3);
        assertThat(block.multiplyAdds(SHAPE)).isEqualTo(12);
    }

    @Test
    void aResidualBlockAddsItsShortcut() {
        Conv2d conv = Conv2d.of(3, 3, Window.of(3).withPadding(Padding.of(1)));
        Residual block = Residual.of(Sequence.of().then("conv", conv).then("relu", Activation.RELU));
        Map<String, float[]> arrays = new HashMap<>();
        Numbers.weights(conv, 3).arrays().forEach((name, values) -> arrays.put("main.conv." + name, values));
        Tensor input = Numbers.random(1, SHAPE, 8);
        Tensor through = conv.forward(input, Numbers.weights(conv, 3), Phase.INFERENCE);
        float[] expected = new float[input.data().length];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = input.data()[i] + Math.max(0, through.data()[i]);
        }
        List<String> seen = new ArrayList<>();
        Tensor output = block.forward(
                input, Weights.of(arrays), ForwardContext.once(Phase.INFERENCE, (name, each) -> seen.add(name)));
        Numbers.assertClose(output.data(), expected, 1e-6);
        assertThat(seen).containsExactly("main.conv", "main.relu");
        assertThat(block.parameters())
                .extracting(Parameter::name)
                .containsExactly("main.conv.weight", "main.conv.bias");
    }

    @Test
    void aResidualBlockCannotAddDifferentShapes() {
        Sequence halving =
                Sequence.of().then("conv", Conv2d.of(3, 3, Window.of(2).withStride(2)));
        assertThatThrownBy(() -> Residual.of(halving).output(new Shape(3, 4, 4)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("residual, 1 layer got 3×4×4 and cannot add: main gives 3×2×2, the shortcut 3×4×4; "
                        + "it needs the same of both");
    }

    @Test
    void aLayerThatDoesNotFitIsNamedByItsPlace() {
        Sequence inner = Sequence.of().then("conv1", Conv2d.of(4, 4, Window.of(1)));
        Sequence network = Sequence.of()
                .then("stem", Conv2d.of(3, 8, Window.of(3)))
                .then("block", new Residual(inner, Sequence.of()));
        assertThatThrownBy(() -> network.output(SHAPE))
                .isInstanceOfSatisfying(
                        ShapeException.class, e -> assertThat(e.place()).isEqualTo("block.main.conv1"))
                .hasMessage("block.main.conv1: conv 1×1, 4 filters got 8×3×5, but needs 4 channels");
        assertThatThrownBy(() -> network.forward(Tensor.zeros(1, SHAPE), Weights.NONE, Phase.INFERENCE))
                .hasMessageStartingWith("block.main.conv1: ");
    }

    @Test
    void namesInASequenceAreUniqueAndHaveNoDots() {
        Sequence one = Sequence.of().then("a", Activation.RELU);
        assertThatThrownBy(() -> one.then("a", Activation.TANH)).hasMessage("two layers are named a");
        assertThatThrownBy(() -> one.then("b.c", Activation.TANH)).hasMessageContaining("without dots");
    }

    @Test
    void dropoutAndFlattenChangeNoNumber() {
        Tensor input = Numbers.random(2, SHAPE, 1);
        assertThat(new Dropout(0.5).forward(input, Weights.NONE, Phase.INFERENCE))
                .isEqualTo(input);
        Tensor flat = new Flatten().forward(input, Weights.NONE, Phase.INFERENCE);
        assertThat(flat.shape()).isEqualTo(Shape.vector(105));
        assertThat(flat.data()).isEqualTo(input.data());
        assertThatThrownBy(() -> new Dropout(1)).hasMessage("a dropout rate is at least 0 and below 1, not 1.0");
    }
}
