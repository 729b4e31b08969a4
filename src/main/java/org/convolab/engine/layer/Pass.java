package org.convolab.engine.layer;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a run through a network leaves at one of its layers: the input, the output and whatever else backward will need. A
 * composite layer's pass has a child for each layer inside it, by the same names as {@link Weights}.
 *
 * <p>A pass that is run again with a batch of the same size fills the same arrays again, so that a step of training
 * allocates next to nothing. What forward and backward give therefore lasts until the next run. A {@link #once} pass
 * forgets each layer as soon as it has run, and changes no weights.
 */
public final class Pass {
    private final Mode mode;
    private final boolean keeps;
    private final String prefix;
    private final BiConsumer<String, Tensor> watcher;
    private final Map<String, Pass> children = new HashMap<>();
    private final Map<String, Object> kept = new HashMap<>();
    private boolean wanted = true;
    private ReluRule rule = ReluRule.GRADIENT;
    private long seed;
    private @Nullable Tensor input;

    private Pass(Mode mode, boolean keeps, String prefix, BiConsumer<String, Tensor> watcher) {
        this.mode = mode;
        this.keeps = keeps;
        this.prefix = prefix;
        this.watcher = watcher;
    }

    /**
     * A pass that can be run again and again, each time forward and then, where gradients are wanted, backward. In training,
     * a run forward also moves batch norm's running statistics.
     */
    public static Pass of(Mode mode) {
        return new Pass(mode, true, "", (name, output) -> {});
    }

    /** A pass for one run forward, from which there is no way back. */
    public static Pass once(Mode mode) {
        return once(mode, (name, output) -> {});
    }

    /** The same, and {@code watcher} is told what each layer gives, by its dotted name, in the order in which they run. */
    public static Pass once(Mode mode, BiConsumer<String, Tensor> watcher) {
        return new Pass(mode, false, "", watcher);
    }

    public Mode mode() {
        return mode;
    }

    /** Whether it keeps anything beyond the run. */
    boolean keeps() {
        return keeps;
    }

    /** Says what random numbers the next run draws: equal seeds give equal runs. */
    public void seed(long seed) {
        this.seed = seed;
    }

    /** Says whether backward should find the gradient of the input too, which training does not need. At first it should. */
    public void wantInputGradient(boolean wanted) {
        this.wanted = wanted;
    }

    /** Whether backward should find the gradient of the input too. */
    boolean wantsInputGradient() {
        return wanted;
    }

    /** Says what every ReLU lets through on the way back. At first it is the gradient, as mathematics has it. */
    public void rule(ReluRule rule) {
        this.rule = rule;
    }

    /** What every ReLU lets through on the way back. */
    ReluRule rule() {
        return rule;
    }

    /** The pass of a layer inside this one. */
    public Pass child(String name) {
        Pass child = keeps ? children.computeIfAbsent(name, this::make) : make(name);
        child.rule = rule;
        child.seed = seed * 31 + name.hashCode();
        return child;
    }

    private Pass make(String name) {
        return new Pass(mode, keeps, prefix + name + ".", watcher);
    }

    /** Tells the watcher what the layer of that name inside this one gives. */
    void saw(String name, Tensor output) {
        watcher.accept(prefix + name, output);
    }

    /** Begins a run. If the input has another size than in the last run, what was kept is of no use and is dropped. */
    void begin(Tensor input) {
        if (this.input != null
                && (input.count() != this.input.count() || !input.shape().equals(this.input.shape()))) {
            kept.clear();
        }
        this.input = input;
    }

    /** The input of the last run. */
    public Tensor input() {
        if (input == null) {
            throw new IllegalStateException("there is no way back before a layer has run forward");
        }
        return input;
    }

    /** The layer's output, for forward to fill: as many examples as the input has. It still holds the last run's numbers. */
    Tensor output(Shape shape) {
        return keep("output", () -> Tensor.zeros(input().count(), shape));
    }

    /** The output of the last run. */
    Tensor output() {
        return output(input().shape());
    }

    /** The gradient of the layer's input, for backward to fill. It still holds the last run's numbers. */
    Tensor inputGradient() {
        return keep("input gradient", () -> Tensor.zeros(input().count(), input().shape()));
    }

    /** An array to write in. It still holds the last run's numbers. */
    float[] floats(String name, int length) {
        return keep(name, () -> new float[length]);
    }

    /** An array to write in. It still holds the last run's numbers. */
    int[] ints(String name, int length) {
        return keep(name, () -> new int[length]);
    }

    /** What was kept under that name in an earlier run with an input of this size; made now if nothing was. */
    @SuppressWarnings("unchecked")
    <T> T keep(String name, Supplier<T> make) {
        return (T) kept.computeIfAbsent(name, missing -> make.get());
    }

    /** Random numbers that belong to this layer in this run. */
    SplittableRandom random() {
        return new SplittableRandom(seed);
    }
}
