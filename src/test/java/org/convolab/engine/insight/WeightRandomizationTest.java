package org.convolab.engine.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.convolab.content.network.LandmarksTest;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class WeightRandomizationTest {
    private static final Network NETWORK = LandmarksTest.network("sketches");
    private static final Weights WEIGHTS = NETWORK.random(1);

    @Test
    void goesFromTheLastLayerDown() {
        assertThat(WeightRandomization.layers(NETWORK))
                .containsExactly("output", "conv5", "conv4", "conv3", "conv2", "conv1");
    }

    @Test
    void keepsTheNumbersOfALayerAndLosesTheirOrder() {
        Weights shuffled = WeightRandomization.last(NETWORK, WEIGHTS, 2, 1);
        for (String name : List.of("output.weight", "conv5.weight")) {
            float[] before = WEIGHTS.get(name).clone();
            float[] after = shuffled.get(name).clone();
            int moved = 0;
            for (int i = 0; i < before.length; i++) {
                moved += before[i] == after[i] ? 0 : 1;
            }
            assertThat(moved).isGreaterThan(before.length * 9 / 10);
            Arrays.sort(before);
            Arrays.sort(after);
            assertThat(after).containsExactly(before);
        }
    }

    @Test
    void touchesNothingElse() {
        Weights before = WEIGHTS.copy();
        Weights shuffled = WeightRandomization.last(NETWORK, WEIGHTS, 2, 1);
        shuffled.arrays().forEach((name, numbers) -> {
            assertThat(WEIGHTS.get(name)).containsExactly(before.get(name));
            if (!name.equals("output.weight") && !name.equals("conv5.weight")) {
                assertThat(numbers).as(name).containsExactly(before.get(name));
            }
        });
    }

    @Test
    void isCumulativeAndFollowsItsSeed() {
        Weights two = WeightRandomization.last(NETWORK, WEIGHTS, 2, 1);
        Weights three = WeightRandomization.last(NETWORK, WEIGHTS, 3, 1);
        assertThat(three.get("conv5.weight")).containsExactly(two.get("conv5.weight"));
        assertThat(WeightRandomization.last(NETWORK, WEIGHTS, 2, 1).get("conv5.weight"))
                .containsExactly(two.get("conv5.weight"));
        assertThat(WeightRandomization.last(NETWORK, WEIGHTS, 2, 2).get("conv5.weight"))
                .isNotEqualTo(two.get("conv5.weight"));
        assertThat(WeightRandomization.last(NETWORK, WEIGHTS, 0, 1).arrays()).isEqualTo(WEIGHTS.arrays());
    }
}
