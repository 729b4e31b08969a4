package org.convolab.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The three ways through a ReLU, by their definitions. */
class ReluRuleTest {
    private static final Tensor INPUT = Tensor.of(Shape.vector(4), 2, 3, -1, -4);
    private static final Tensor ARRIVES = Tensor.of(Shape.vector(4), 5, -6, 7, -8);

    @ParameterizedTest
    @CsvSource({"GRADIENT, 5 -6 0 0", "DECONVNET, 5 0 7 0", "GUIDED, 5 0 0 0"})
    void letsThroughWhatItsDefinitionSays(ReluRule rule, String expected) {
        assertThat(back(Activation.RELU, rule)).containsExactly(numbers(expected));
    }

    @ParameterizedTest
    @CsvSource({"GRADIENT, 5 -6 0 0", "DECONVNET, 5 0 7 0", "GUIDED, 5 0 0 0"})
    void reachesTheReluInsideACompositeLayer(ReluRule rule, String expected) {
        Sequence inside = Sequence.of(Sequence.of(new Dropout(0), Activation.RELU));
        assertThat(back(inside, rule)).containsExactly(numbers(expected));
    }

    @ParameterizedTest
    @EnumSource
    void leavesEveryOtherActivationAlone(ReluRule rule) {
        assertThat(back(Activation.TANH, rule)).containsExactly(back(Activation.TANH, ReluRule.GRADIENT));
    }

    @Test
    void isTheGradientUnlessSomethingElseIsSaid() {
        ForwardContext context = ForwardContext.of(Phase.INFERENCE);
        Activation.RELU.forward(INPUT, Weights.NONE, context);
        assertThat(Activation.RELU
                        .backward(ARRIVES, Weights.NONE, Weights.NONE, context)
                        .data())
                .containsExactly(5, -6, 0, 0);
    }

    private static float[] back(Layer layer, ReluRule rule) {
        ForwardContext context = ForwardContext.of(Phase.INFERENCE);
        context.rule(rule);
        layer.forward(INPUT, Weights.NONE, context);
        return layer.backward(ARRIVES, Weights.NONE, Weights.NONE, context).data();
    }

    private static float[] numbers(String text) {
        String[] words = text.split(" ");
        float[] numbers = new float[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = Float.parseFloat(words[i]);
        }
        return numbers;
    }
}
