package org.convolab.engine.layer;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.convolab.engine.tensor.Tensor;

/**
 * How a layer runs forward, and backward after that: the phase, the seed of random numbers, what ReLUs let through backward,
 * who watches, and whether anything is kept beyond the run. A composite layer's context has a child for each layer inside
 * it, by the same names as {@link Weights}.
 *
 * <p>What a layer keeps between its runs is its {@link Scratch}. A context that is run again with a batch of the same size
 * fills the same arrays again; what forward and backward give therefore lasts until the next run. A {@link #once} context
 * forgets each layer as soon as it has run, and changes no weights.
 */
public final class ForwardContext {
    private final Phase phase;
    private final boolean keeps;
    private final String prefix;
    private final BiConsumer<String, Tensor> watcher;
    private final Map<String, ForwardContext> children = new HashMap<>();
    private final Scratch scratch = new Scratch();
    private boolean wanted = true;
    private ReluRule rule = ReluRule.GRADIENT;
    private long seed;

    private ForwardContext(Phase phase, boolean keeps, String prefix, BiConsumer<String, Tensor> watcher) {
        this.phase = phase;
        this.keeps = keeps;
        this.prefix = prefix;
        this.watcher = watcher;
    }

    /**
     * A context that can be run again and again, each time forward and then, where gradients are wanted, backward. In
     * training, a run forward also moves batch norm's running statistics.
     */
    public static ForwardContext of(Phase phase) {
        return new ForwardContext(phase, true, "", (name, output) -> {});
    }

    /** A context for one run forward and none backward. */
    public static ForwardContext once(Phase phase) {
        return once(phase, (name, output) -> {});
    }

    /** The same, and {@code watcher} is told what each layer gives, by its dotted name, in the order in which they run. */
    public static ForwardContext once(Phase phase, BiConsumer<String, Tensor> watcher) {
        return new ForwardContext(phase, false, "", watcher);
    }

    public Phase phase() {
        return phase;
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

    /** Says what every ReLU lets through backward. At first it is the gradient, as mathematics has it. */
    public void rule(ReluRule rule) {
        this.rule = rule;
    }

    /** What every ReLU lets through backward. */
    ReluRule rule() {
        return rule;
    }

    /** The context of a layer inside this one. */
    public ForwardContext child(String name) {
        ForwardContext child = keeps ? children.computeIfAbsent(name, this::make) : make(name);
        child.rule = rule;
        child.seed = seed * 31 + name.hashCode();
        return child;
    }

    private ForwardContext make(String name) {
        return new ForwardContext(phase, keeps, prefix + name + ".", watcher);
    }

    /** Tells the watcher what the layer of that name inside this one gives. */
    void saw(String name, Tensor output) {
        watcher.accept(prefix + name, output);
    }

    /** The layer's memory at the beginning of a run forward with that input. */
    Scratch begin(Tensor input) {
        scratch.begin(input);
        return scratch;
    }

    /** The layer's memory as the last run forward left it. */
    Scratch scratch() {
        return scratch;
    }

    /** Random numbers that belong to this layer in this run. */
    SplittableRandom random() {
        return new SplittableRandom(seed);
    }
}
