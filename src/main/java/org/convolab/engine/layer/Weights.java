package org.convolab.engine.layer;

import java.util.Map;

/**
 * The numbers of a network's parameters by dotted name, {@code conv2_1.main.conv1.weight}, seen from one layer: a layer
 * asks for {@code weight} and a composite hands each child its own view.
 */
public record Weights(Map<String, float[]> arrays, String prefix) {
    public static final Weights NONE = new Weights(Map.of(), "");

    public static Weights of(Map<String, float[]> arrays) {
        return new Weights(arrays, "");
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

    /** The weights of a layer inside this one. */
    public Weights child(String name) {
        return new Weights(arrays, prefix + name + ".");
    }
}
