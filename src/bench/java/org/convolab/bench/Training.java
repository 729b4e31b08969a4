package org.convolab.bench;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.data.Examples;
import org.convolab.engine.network.Initialisation;
import org.convolab.engine.tensor.Tensor;
import org.convolab.engine.train.Loss;
import org.convolab.engine.train.Optimizer;
import org.convolab.engine.train.Plan;
import org.convolab.engine.train.Run;
import org.convolab.engine.train.Schedule;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Fifty steps of training LeNet-5 on mini-batches of 32. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
public class Training {
    static final int STEPS = 50;

    private Run run;

    @Setup
    public void prepare() {
        Tensor batch = Work.LENET.batch();
        int[] labels = IntStream.range(0, batch.count()).map(i -> i % 10).toArray();
        DataSet data = new Examples(
                batch, labels, IntStream.range(0, 10).mapToObj(String::valueOf).toList());
        run = Run.start(
                new Plan(
                        Work.LENET.network(),
                        Initialisation.GLOROT,
                        Loss.CROSS_ENTROPY,
                        new Optimizer.Sgd(0.9, 0),
                        new Schedule.Constant(0.01),
                        batch.count(),
                        1),
                data);
    }

    @Benchmark
    public Run steps() {
        return run.advance(STEPS);
    }
}
