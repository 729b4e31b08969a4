package org.convolab.engine.train;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.layer.ForwardContext;
import org.convolab.engine.layer.Parameter;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.convolab.engine.network.Safetensors;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A training run as it stands after some steps. It is a value: {@link #advance} gives another run and leaves this one as
 * it is, so that a run can be looked at, kept, {@linkplain #save saved} and continued from anywhere. Equal plans and data
 * give equal weights to the last bit, however the steps are divided.
 *
 * @param weights what the network has learned so far; not to be written in
 * @param moments what the optimizer keeps from step to step; not to be written in
 * @param steps how many steps were made
 * @param losses the loss of each step's mini-batch before the step
 * @param accuracies the share of it that was right
 * @param gradientNorms the length of the last step's gradient, layer by layer; empty before the first step
 * @param trouble why the run cannot go on: it has diverged; null while it can
 */
public record TrainingRun(
        TrainingConfig config,
        DataSet data,
        Weights weights,
        Weights moments,
        int steps,
        float[] losses,
        float[] accuracies,
        Map<String, Double> gradientNorms,
        @Nullable String trouble) {

    /** A loss that grows beyond so many times the first one, or beyond so much, has exploded. */
    private static final double EXPLODED = 100;

    /**
     * A run before its first step.
     *
     * @throws IllegalArgumentException if the network does not take the data's examples, does not give a number for each
     *     class, or a mini-batch has more examples than there are
     */
    public static TrainingRun start(TrainingConfig config, DataSet data) {
        check(config, data);
        Map<String, float[]> moments = new TreeMap<>();
        for (String moment : config.optimizer().moments()) {
            Weights.zeros(config.trained()).arrays().forEach((name, zeros) -> moments.put(moment + "." + name, zeros));
        }
        Weights weights = config.network().random(config.initialization(), config.seed());
        return new TrainingRun(
                config, data, weights, Weights.of(moments), 0, new float[0], new float[0], Map.of(), null);
    }

    private static void check(TrainingConfig config, DataSet data) {
        Network network = config.network();
        if (!network.input().equals(data.shape())) {
            throw new IllegalArgumentException(
                    "%s takes %s, but the examples are %s".formatted(network.name(), network.input(), data.shape()));
        }
        if (network.output().size() != data.classes().size()) {
            throw new IllegalArgumentException("%s gives %d numbers, but there are %d classes"
                    .formatted(
                            network.name(),
                            network.output().size(),
                            data.classes().size()));
        }
        if (config.batch() > data.size()) {
            throw new IllegalArgumentException(
                    "a mini-batch of %d needs more than %d examples".formatted(config.batch(), data.size()));
        }
    }

    /** This run after up to {@code count} more steps, fewer if it diverges. */
    public TrainingRun advance(int count) {
        if (trouble != null || count < 1) {
            return this;
        }
        Stepper stepper = new Stepper(this, count);
        String trouble = null;
        while (trouble == null && stepper.step < steps + count) {
            trouble = stepper.step();
        }
        int seen = stepper.seen;
        return new TrainingRun(
                config,
                data,
                stepper.weights,
                stepper.moments,
                stepper.step,
                Arrays.copyOf(stepper.losses, seen),
                Arrays.copyOf(stepper.accuracies, seen),
                stepper.norms,
                trouble);
    }

    /** How well the network does on a data set so far. */
    public Evaluation score(DataSet test) {
        return Evaluation.of(config.network(), weights, config.loss(), test);
    }

    /** Makes steps, all in the same arrays. */
    private static final class Stepper {
        private final TrainingConfig config;
        private final DataSet data;
        private final Sequence layers;
        private final List<Parameter> trained;
        private final Weights weights;
        private final Weights moments;
        private final Weights gradients;
        private final ForwardContext context = ForwardContext.of(Phase.TRAINING);
        private final Tensor batch;
        private final int[] labels;
        private final Tensor lossGradient;
        private final float[] losses;
        private final float[] accuracies;
        private final Map<String, Double> norms;
        private final int[] order;
        private int epoch = -1;
        private int step;
        private int seen;

        Stepper(TrainingRun from, int count) {
            config = from.config;
            data = from.data;
            layers = config.loss().layers(config.network());
            trained = config.trained();
            weights = from.weights.copy();
            moments = from.moments.copy();
            gradients = Weights.zeros(trained);
            batch = Tensor.zeros(config.batch(), data.shape());
            labels = new int[config.batch()];
            Shape output = layers.output(data.shape());
            lossGradient = Tensor.zeros(config.batch(), output);
            losses = Arrays.copyOf(from.losses, from.steps + count);
            accuracies = Arrays.copyOf(from.accuracies, from.steps + count);
            norms = new LinkedHashMap<>(from.gradientNorms);
            order = new int[data.size()];
            step = from.steps;
            seen = step;
            context.wantInputGradient(false);
        }

        /** Makes one step, or says why it cannot be made. */
        private @Nullable String step() {
            load();
            context.seed(mix(config.seed(), step));
            Tensor output = layers.forward(batch, weights, context);
            double loss = config.loss().of(output, labels, lossGradient);
            losses[step] = (float) loss;
            accuracies[step] = accuracy(output);
            seen = step + 1;
            double most = EXPLODED * Math.max(1, losses[0]);
            if (!(loss <= most)) {
                return "diverged in step %d: the loss is %.4g, that of step 1 was %.4g"
                        .formatted(step + 1, loss, losses[0]);
            }
            gradients.arrays().values().forEach(gradient -> Arrays.fill(gradient, 0));
            layers.backward(lossGradient, weights, gradients, context);
            String trouble = measure();
            if (trouble != null) {
                return trouble;
            }
            double rate = config.schedule().at(step);
            for (Parameter parameter : trained) {
                float[] gradient = gradients.get(parameter);
                config.optimizer().step(parameter, weights.get(parameter), gradient, moments, rate, step);
            }
            step++;
            return null;
        }

        /**
         * Reads the step's mini-batch. Every epoch goes through the examples in an order of its own, and leaves out those
         * that do not fill a mini-batch.
         */
        private void load() {
            int batches = data.size() / config.batch();
            if (step / batches != epoch) {
                epoch = step / batches;
                shuffle();
            }
            int first = step % batches * config.batch();
            data.read(n -> order[first + n], batch, labels);
        }

        private void shuffle() {
            SplittableRandom random = new SplittableRandom(mix(config.seed(), -1 - epoch));
            for (int i = 0; i < order.length; i++) {
                int other = random.nextInt(i + 1);
                order[i] = order[other];
                order[other] = i;
            }
        }

        private static long mix(long seed, int number) {
            return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number).nextLong();
        }

        private float accuracy(Tensor output) {
            int right = 0;
            for (int n = 0; n < labels.length; n++) {
                right += Evaluation.largest(output, n) == labels[n] ? 1 : 0;
            }
            return (float) right / labels.length;
        }

        /** Finds the length of each layer's gradient, or says that it has none. */
        private @Nullable String measure() {
            norms.clear();
            for (Parameter parameter : trained) {
                String layer = parameter.name().substring(0, parameter.name().lastIndexOf('.'));
                norms.merge(layer, squares(gradients.get(parameter)), Double::sum);
            }
            norms.replaceAll((layer, sum) -> Math.sqrt(sum));
            for (Map.Entry<String, Double> norm : norms.entrySet()) {
                if (!Double.isFinite(norm.getValue())) {
                    return "diverged in step %d: the gradient of %s is %s"
                            .formatted(step + 1, norm.getKey(), norm.getValue());
                }
            }
            return null;
        }

        private static double squares(float[] numbers) {
            double even = 0;
            double odd = 0;
            int i = 0;
            for (; i + 1 < numbers.length; i += 2) {
                even += (double) numbers[i] * numbers[i];
                odd += (double) numbers[i + 1] * numbers[i + 1];
            }
            return even + odd + (i < numbers.length ? (double) numbers[i] * numbers[i] : 0);
        }
    }

    /** All that the run has become, for {@link #resume}; whoever resumes it brings the config and the data. */
    public Safetensors save() {
        Map<String, Safetensors.Array> arrays =
                new TreeMap<>(Safetensors.of(config.network(), weights).arrays());
        for (String moment : config.optimizer().moments()) {
            for (Parameter parameter : config.trained()) {
                float[] numbers = moments.child(moment).get(parameter);
                arrays.put(moment + "." + parameter.name(), new Safetensors.Array(numbers, parameter.sizes()));
            }
        }
        arrays.put("losses", new Safetensors.Array(losses, losses.length));
        arrays.put("accuracies", new Safetensors.Array(accuracies, accuracies.length));
        Map<String, String> metadata = new TreeMap<>(Map.of("plan", config.toString(), "steps", String.valueOf(steps)));
        if (trouble != null) {
            metadata.put("trouble", trouble);
        }
        return new Safetensors(arrays, metadata);
    }

    /**
     * The run that was saved. It does not know its gradient norms before its next step.
     *
     * @throws IOException if what was saved is not a run, or one by another configuration
     */
    public static TrainingRun resume(TrainingConfig config, DataSet data, Safetensors saved) throws IOException {
        check(config, data);
        if (!config.toString().equals(saved.metadata().get("plan"))) {
            throw new IOException("the run was made by %s, not by %s"
                    .formatted(saved.metadata().get("plan"), config));
        }
        Map<String, float[]> moments = new TreeMap<>();
        for (String moment : config.optimizer().moments()) {
            saved.weights(config.trained(), moment + ".")
                    .arrays()
                    .forEach((name, numbers) -> moments.put(moment + "." + name, numbers));
        }
        Safetensors.Array losses = saved.arrays().get("losses");
        Safetensors.Array accuracies = saved.arrays().get("accuracies");
        int steps;
        try {
            steps = Integer.parseInt(saved.metadata().getOrDefault("steps", ""));
        } catch (NumberFormatException e) {
            throw new IOException("the number of steps is missing", e);
        }
        String trouble = saved.metadata().get("trouble");
        int seen = trouble == null ? steps : steps + 1;
        if (losses == null
                || accuracies == null
                || losses.numbers().length != seen
                || accuracies.numbers().length != seen) {
            throw new IOException("there are not as many losses and accuracies as steps");
        }
        return new TrainingRun(
                config,
                data,
                saved.weights(config.network()),
                Weights.of(moments),
                steps,
                losses.numbers(),
                accuracies.numbers(),
                Map.of(),
                trouble);
    }
}
