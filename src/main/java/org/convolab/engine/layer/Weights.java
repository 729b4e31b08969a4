package org.convolab.engine.layer;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a network's parameters by dotted name, {@code conv2_1.main.conv1.weight}, seen from one layer: a layer
 * asks for {@code weight} and a composite hands each child its own view.
 */
public final class Weights {
    public static final Weights NONE = new Weights(Map.of(), "", null);

    private final Map<String, float[]> arrays;
    private final String prefix;
    private final @Nullable Map<String, float[]> derived;

    private Weights(Map<String, float[]> arrays, String prefix, @Nullable Map<String, float[]> derived) {
        this.arrays = arrays;
        this.prefix = prefix;
        this.derived = derived;
    }

    public static Weights of(Map<String, float[]> arrays) {
        return new Weights(arrays, "", null);
    }

    /** The same arrays, in which nobody will write any more: layers may keep what they derive from them. */
    public Weights fixed() {
        return new Weights(arrays, prefix, new ConcurrentHashMap<>());
    }

    /**
     * An array that a layer derives from its weights. If they are fixed it is filled once and kept beside them, if not at
     * every run, in the array given.
     */
    float[] derive(String name, int size, Scratch.Floats own, Consumer<float[]> fill) {
        if (derived != null) {
            return derived.computeIfAbsent(prefix + name, missing -> filled(new float[size], fill));
        }
        return filled(own.of(size), fill);
    }

    private static float[] filled(float[] array, Consumer<float[]> fill) {
        fill.accept(array);
        return array;
    }

    /** All arrays by full name, whichever layer looks. */
    public Map<String, float[]> arrays() {
        return arrays;
    }

    /** Zeros for each of the parameters. */
    public static Weights zeros(List<Parameter> parameters) {
        Map<String, float[]> arrays = new TreeMap<>();
        parameters.forEach(parameter -> arrays.put(parameter.name(), new float[parameter.size()]));
        return of(arrays);
    }

    /** The same numbers in arrays of their own. */
    public Weights copy() {
        Map<String, float[]> copies = new TreeMap<>();
        arrays.forEach((name, values) -> copies.put(name, values.clone()));
        return new Weights(copies, prefix, null);
    }

    /** The numbers of one parameter of this layer. */
    public float[] get(String name) {
        float[] values = arrays.get(prefix + name);
        if (values == null) {
            throw new IllegalArgumentException("no weights named " + prefix + name);
        }
        return values;
    }

    /**
     * The numbers of one parameter of this layer.
     *
     * @throws IllegalArgumentException if they are missing, or more or fewer than the parameter holds
     */
    public float[] get(Parameter parameter) {
        float[] values = get(parameter.name());
        if (values.length != parameter.size()) {
            throw new IllegalArgumentException("%s%s has %d numbers, but needs %d"
                    .formatted(prefix, parameter.name(), values.length, parameter.size()));
        }
        return values;
    }

    /** The numbers of one parameter of this layer, or null if there are none. */
    float @Nullable [] find(Parameter parameter) {
        return arrays.containsKey(prefix + parameter.name()) ? get(parameter) : null;
    }

    /** The weights of a layer inside this one. */
    public Weights child(String name) {
        return new Weights(arrays, prefix + name + ".", derived);
    }
}
