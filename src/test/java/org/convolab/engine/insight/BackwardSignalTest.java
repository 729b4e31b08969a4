package org.convolab.engine.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.GlobalPool;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Residual;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.engine.train.Loss;
import org.junit.jupiter.api.Test;

class BackwardSignalTest {
    private static final Conv2d CONV = Conv2d.of(2, 2, Window.of(3).withPadding(Padding.of(1)));

    private static final Sequence LAYERS = Sequence.of()
            .then("plain", CONV)
            .then("norm", BatchNorm.of(2))
            .then("relu", Activation.RELU)
            .then("block", Residual.of(Sequence.of(CONV)))
            .then("pool", new GlobalPool())
            .then("dense", Dense.of(2, 3));

    private final int[] labels = {0, 2, 1};
    private final Weights weights =
            Network.of("small", new Shape(2, 4, 4), LAYERS).random(3);

    private Tensor batch() {
        Random random = new Random(4);
        Tensor batch = Tensor.zeros(3, new Shape(2, 4, 4));
        for (int i = 0; i < batch.data().length; i++) {
            batch.data()[i] = (float) random.nextGaussian();
        }
        return batch;
    }

    @Test
    void theSignalOfEachLayerIsTheSlopeOfTheLossAtItsInput() {
        var signal = BackwardSignal.of(LAYERS, weights, Loss.CROSS_ENTROPY, batch(), labels);
        assertThat(signal.norms().keySet()).containsExactly("plain", "norm", "relu", "block", "pool", "dense");
        Tensor input = batch();
        for (int i = 0; i < LAYERS.layers().size(); i++) {
            Sequence rest =
                    new Sequence(LAYERS.layers().subList(i, LAYERS.layers().size()));
            String name = LAYERS.layers().get(i).name();
            double squares = 0;
            for (int at = 0; at < input.data().length; at++) {
                double slope = (loss(rest, input, at, 1e-2f) - loss(rest, input, at, -1e-2f)) / 2e-2;
                squares += slope * slope;
            }
            assertThat(signal.norms().get(name)).as(name).isCloseTo(Math.sqrt(squares), within(2e-3));
            input = LAYERS.layers().get(i).layer().forward(input, weights.child(name), Phase.TRAINING);
        }
    }

    private double loss(Sequence layers, Tensor input, int at, float by) {
        Tensor moved = new Tensor(input.count(), input.shape(), input.data().clone());
        moved.data()[at] += by;
        Tensor output = layers.forward(moved, weights, Phase.TRAINING);
        return Loss.CROSS_ENTROPY.of(output, labels, Tensor.zeros(3, output.shape()));
    }

    @Test
    void aShortcutOfABlockThatDoesNothingPassesTheSignalOnAsItIs() {
        Sequence nothing = Sequence.of()
                .then("block", Residual.of(Sequence.of(CONV.withoutBias())))
                .then("pool", new GlobalPool())
                .then("dense", Dense.of(2, 3));
        Weights still = weights.copy();
        still.arrays().put("block.main.1.weight", new float[2 * 2 * 9]);
        var signal = BackwardSignal.of(nothing, still, Loss.CROSS_ENTROPY, batch(), labels);
        assertThat(signal.norms().get("block")).isCloseTo(signal.norms().get("pool"), within(1e-9));
    }
}
