package org.convolab.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.ForwardContext;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/** One run forward, by every peer with the same network, weights and examples. */
record Inference(Network network, Weights weights, Tensor batch) {
    /** Measures peers in turn. The arguments are a piece of work and the peers. */
    public static void main(String[] arguments) throws Exception {
        Work work = Work.valueOf(arguments[0]);
        Inference inference = new Inference(work.network(), work.weights(), work.batch());
        Rounds.print(Stream.of(arguments)
                .skip(1)
                .map(Peer::valueOf)
                .<Rounds.Program>map(peer -> () -> inference.by(peer))
                .toList());
    }

    private Callable<?> by(Peer peer) throws OrtException {
        ForwardContext context = ForwardContext.of(Phase.INFERENCE);
        return switch (peer) {
            case NAIVE -> {
                Conv2d conv = (Conv2d) network.layers().layers().get(0).layer();
                yield () -> Naive.convolve(conv, batch, weights);
            }
            case PLAIN, VECTOR -> () -> network.layers().forward(batch, weights, context);
            case ONNX -> onnx(OrtEnvironment.getEnvironment());
        };
    }

    private Callable<?> onnx(OrtEnvironment environment) throws OrtException {
        Onnx onnx = Onnx.of(network, batch.count());
        Map<String, OnnxTensorLike> tensors = new HashMap<>();
        for (var sizes : onnx.weights().entrySet()) {
            FloatBuffer numbers = FloatBuffer.wrap(weights.get(sizes.getKey()));
            tensors.put(sizes.getKey(), OnnxTensor.createTensor(environment, numbers, sizes.getValue()));
        }
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        options.addExternalInitializers(tensors);
        OrtSession session = environment.createSession(onnx.model(), options);
        Map<String, OnnxTensor> inputs = Map.of("x", input(environment));
        check(session, inputs);
        return () -> {
            try (OrtSession.Result result = session.run(inputs)) {
                return result.size();
            }
        };
    }

    private OnnxTensor input(OrtEnvironment environment) throws OrtException {
        Shape in = network.input();
        FloatBuffer numbers = ByteBuffer.allocateDirect(batch.data().length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(batch.data())
                .rewind();
        long[] sizes = {batch.count(), in.channels(), in.height(), in.width()};
        return OnnxTensor.createTensor(environment, numbers, sizes);
    }

    /** Makes sure that both do the same work. */
    private void check(OrtSession session, Map<String, OnnxTensor> inputs) throws OrtException {
        Tensor expected = network.layers().forward(batch, weights, Phase.INFERENCE);
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
}
