package org.convolab.bench;

import java.util.List;
import java.util.stream.IntStream;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.data.Examples;
import org.convolab.engine.network.Initialization;
import org.convolab.engine.tensor.Tensor;
import org.convolab.engine.train.Loss;
import org.convolab.engine.train.Optimizer;
import org.convolab.engine.train.TrainingConfig;
import org.convolab.engine.train.TrainingRun;
import org.convolab.engine.train.Schedule;

/** Steps of training LeNet-5 on mini-batches of 32. */
final class Training {
    static final int STEPS = 50;

    private Training() {}

    public static void main(String[] arguments) throws Exception {
        TrainingRun run = TrainingRun.start(plan(), data());
        Rounds.print(List.of(() -> () -> run.advance(STEPS)));
    }

    private static TrainingConfig plan() {
        return new TrainingConfig(
                Work.LENET.network(),
                Initialization.GLOROT,
                Loss.CROSS_ENTROPY,
                new Optimizer.Sgd(0.9, 0),
                new Schedule.Constant(0.01),
                Work.LENET.count,
                1);
    }

    private static DataSet data() {
        Tensor batch = Work.LENET.batch();
        int[] labels = IntStream.range(0, batch.count()).map(i -> i % 10).toArray();
        return new Examples(
                batch, labels, IntStream.range(0, 10).mapToObj(String::valueOf).toList());
    }
}
