package org.convolab.widget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.convolab.content.network.LandmarksTest;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.convolab.engine.synthetic.SyntheticPictures;
import org.convolab.engine.tensor.Shape;
import org.junit.jupiter.api.Test;

class TrainedNetworkTest {
    private static final Network NETWORK = LandmarksTest.network("lenet-5-full");
    private static final SyntheticPictures DIGITS = SyntheticPictures.sets().get("digits");

    @Test
    void aFreshPictureIsTheSampleOfItsNumberAndClass() {
        TrainedNetwork trained = new TrainedNetwork(NETWORK, Weights.NONE, DIGITS.classes(), DIGITS);
        DataSet fresh = trained.fresh(5);
        for (int i = 0; i < 5; i++) {
            assertThat(trained.sample(fresh.label(i), i).data())
                    .containsExactly(fresh.example(i).data());
        }
        assertThat(trained.sample(3, 1).shape()).isEqualTo(new Shape(1, 32, 32));
    }

    @Test
    void whatNobodyDrawsHasNoSamples() {
        TrainedNetwork trained = new TrainedNetwork(NETWORK, Weights.NONE, List.of("a", "b"), null);
        assertThatThrownBy(() -> trained.sample(0, 1)).isInstanceOf(IllegalStateException.class);
    }
}
