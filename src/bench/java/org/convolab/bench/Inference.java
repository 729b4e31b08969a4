package org.convolab.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Mode;
import org.convolab.engine.layer.Pass;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One run forward. */
@State(Scope.Thread)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
public class Inference {
    @Param
    Work work;

    @Param
    Peer peer;

    private Callable<?> run;

    @Setup
    public void prepare() throws OrtException {
        Network network = work.network();
        Weights weights = work.weights();
        Tensor batch = work.batch();
        if (peer == Peer.NAIVE) {
            Conv2d conv = (Conv2d) network.layers().layers().get(0).layer();
            run = () -> Naive.convolve(conv, batch, weights);
        } else if (peer == Peer.ONNX) {
            run = onnx(network, batch, weights);
        } else {
            Pass pass = Pass.of(Mode.INFERENCE);
            run = () -> network.layers().forward(batch, weights, pass);
        }
    }

    private Callable<?> onnx(Network network, Tensor batch, Weights weights) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        OrtSession session = environment.createSession(Onnx.model(network, batch.count(), weights), options);
        Shape in = network.input();
        long[] sizes = {batch.count(), in.channels(), in.height(), in.width()};
        FloatBuffer input = ByteBuffer.allocateDirect(batch.data().length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(batch.data())
                .rewind();
        Map<String, OnnxTensor> inputs = Map.of("x", OnnxTensor.createTensor(environment, input, sizes));
        check(session, inputs, network.layers().forward(batch, weights, Mode.INFERENCE));
        return () -> {
            try (OrtSession.Result result = session.run(inputs)) {
                return result.size();
            }
        };
    }

    /** Makes sure that both do the same work. */
    private static void check(OrtSession session, Map<String, OnnxTensor> inputs, Tensor expected) throws OrtException {
        try (OrtSession.Result result = session.run(inputs)) {
            FloatBuffer numbers = ((OnnxTensor) result.get(0)).getFloatBuffer();
            for (int i = 0; i < expected.data().length; i++) {
                if (!(Math.abs(numbers.get(i) - expected.data()[i]) < 1e-3)) {
                    throw new IllegalStateException(
                            "number %d is %s, not %s".formatted(i, numbers.get(i), expected.data()[i]));
                }
            }
        }
    }

    @Benchmark
    public Object once() throws Exception {
        return run.call();
    }

    /** Says how much memory the process took at most, where Linux knows. */
    @TearDown
    public void memory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            try (var lines = Files.lines(status)) {
                lines.filter(line -> line.startsWith("VmHWM")).forEach(System.out::println);
            }
        }
    }
}
