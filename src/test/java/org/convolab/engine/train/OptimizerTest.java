package org.convolab.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.convolab.engine.layer.Parameter;
import org.convolab.engine.layer.Weights;
import org.junit.jupiter.api.Test;

class OptimizerTest {
    private static final Parameter WEIGHT = Parameter.weight("conv.weight", 9, 9, 1);
    private static final Parameter BIAS = Parameter.trained("conv.bias", 0, 1);
    private static final Offset<Float> CLOSE = within(1e-6f);

    private final Map<String, float[]> kept = new HashMap<>();

    private float[] steps(Optimizer optimizer, Parameter parameter, float start, double rate, float... gradients) {
        for (String moment : optimizer.moments()) {
            kept.put(moment + "." + parameter.name(), new float[1]);
        }
        float[] w = {start};
        float[] path = new float[gradients.length];
        for (int step = 0; step < gradients.length; step++) {
            optimizer.step(parameter, w, new float[] {gradients[step]}, Weights.of(kept), rate, step);
            path[step] = w[0];
        }
        return path;
    }

    @Test
    void descentGoesTheRateTimesTheGradientDown() {
        assertThat(steps(new Optimizer.Sgd(0, 0), WEIGHT, 1, 0.5, 1, -1)).containsExactly(0.5f, 1);
        assertThat(kept).isEmpty();
    }

    @Test
    void momentumRemembersEarlierGradients() {
        // v = 1, 0.9·1 + 1 = 1.9, 0.9·1.9 - 2 = -0.29
        assertThat(steps(new Optimizer.Sgd(0.9, 0), WEIGHT, 0, 0.1, 1, 1, -2))
                .containsExactly(new float[] {-0.1f, -0.29f, -0.261f}, CLOSE);
        assertThat(kept.get("velocity.conv.weight")).containsExactly(new float[] {-0.29f}, CLOSE);
    }

    @Test
    void weightDecayPullsWeightsAndLeavesBiasesAlone() {
        // v = 0 + 0.5·2 = 1, w = 1.9; v = 0.9 + 0.95 = 1.85, w = 1.715
        assertThat(steps(new Optimizer.Sgd(0.9, 0.5), WEIGHT, 2, 0.1, 0, 0))
                .containsExactly(new float[] {1.9f, 1.715f}, CLOSE);
        assertThat(steps(new Optimizer.Sgd(0, 0.5), WEIGHT, 2, 0.1, 0)).containsExactly(new float[] {1.9f}, CLOSE);
        assertThat(steps(new Optimizer.Sgd(0.9, 0.5), BIAS, 2, 0.1, 0)).containsExactly(2);
        assertThat(steps(new Optimizer.Adam(0.9, 0.999, 1e-8, 0.5), BIAS, 2, 0.1, 0))
                .containsExactly(2);
    }

    @Test
    void adamsFirstStepIsTheRateWhateverTheGradientsSize() {
        assertThat(steps(Optimizer.Adam.USUAL, WEIGHT, 1, 0.1, 1000)).containsExactly(new float[] {0.9f}, CLOSE);
        assertThat(steps(Optimizer.Adam.USUAL, WEIGHT, 1, 0.1, -0.01f)).containsExactly(new float[] {1.1f}, CLOSE);
    }

    @Test
    void adamDividesByTheRootOfTheSquaresItRemembers() {
        // β1 = 0.5, β2 = 0.75, gradients 2 and then 0:
        // m = 1 then 0.5, without bias 0.5 / (1 - 0.25) = 2/3
        // v = 1 then 0.75, without bias 0.75 / (1 - 0.5625) = 12/7
        double second = (2.0 / 3) / Math.sqrt(12.0 / 7);
        Optimizer adam = new Optimizer.Adam(0.5, 0.75, 0, 0);
        assertThat(steps(adam, WEIGHT, 0, 0.1, 2, 0))
                .containsExactly(new float[] {-0.1f, (float) (-0.1 - 0.1 * second)}, CLOSE);
        assertThat(kept.get("first_moment.conv.weight")).containsExactly(0.5f);
        assertThat(kept.get("second_moment.conv.weight")).containsExactly(0.75f);
    }

    @Test
    void adamsWeightDecayDoesNotGoThroughTheMoments() {
        assertThat(steps(new Optimizer.Adam(0.9, 0.999, 1e-8, 0.5), WEIGHT, 2, 0.1, 0))
                .containsExactly(new float[] {1.9f}, CLOSE);
        assertThat(kept.get("first_moment.conv.weight")).containsExactly(0);
    }

    @Test
    void schedulesFollowTheirCurves() {
        assertThat(new Schedule.Constant(0.1).at(1000)).isEqualTo(0.1);
        Schedule stepwise = new Schedule.Stepwise(0.1, 10, 0.5);
        assertThat(stepwise.at(9)).isEqualTo(0.1);
        assertThat(stepwise.at(10)).isEqualTo(0.05);
        assertThat(stepwise.at(25)).isEqualTo(0.025);
        Schedule cosine = new Schedule.Cosine(0.3, 100, 0.1);
        assertThat(cosine.at(0)).isEqualTo(0.3);
        assertThat(cosine.at(25)).isCloseTo(0.2 + 0.1 * Math.sqrt(0.5), within(1e-12));
        assertThat(cosine.at(50)).isCloseTo(0.2, within(1e-12));
        assertThat(cosine.at(100)).isEqualTo(0.1);
        assertThat(cosine.at(1000)).isEqualTo(0.1);
    }
}
