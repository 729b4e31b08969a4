package org.convolab.engine.insight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.convolab.engine.layer.Parameter;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;

/**
 * The sanity check of explanations: the weights are shuffled from the last layer down, one layer after the other, and a
 * picture that explains what the network has learned should change (Adebayo et al., Sanity Checks for Saliency Maps,
 * 2018, cascading randomization). A layer keeps its numbers and loses their order, so that nothing but what was learned is
 * gone.
 */
public final class WeightRandomization {
    private WeightRandomization() {}

    /** The layers that can be shuffled, the last first: those that multiply their inputs by trained weights. */
    public static List<String> layers(Network network) {
        List<String> names = new ArrayList<>();
        for (Sequence.Named each : network.layers().layers()) {
            if (each.layer().parameters().stream().anyMatch(Parameter::isDrawn)) {
                names.add(each.name());
            }
        }
        Collections.reverse(names);
        return names;
    }

    /**
     * The weights with the last {@code count} of the {@link #layers} shuffled. More layers with the same seed leave those
     * that were shuffled before as they are.
     */
    public static Weights last(Network network, Weights weights, int count, long seed) {
        List<String> shuffled = layers(network).subList(0, count);
        Map<String, float[]> arrays = new TreeMap<>(weights.arrays());
        for (Parameter parameter : network.parameters()) {
            String layer = parameter.name().substring(0, parameter.name().indexOf('.'));
            if (parameter.isDrawn() && shuffled.contains(layer)) {
                arrays.put(
                        parameter.name(),
                        shuffled(weights.get(parameter), seed + parameter.name().hashCode()));
            }
        }
        return Weights.of(arrays).fixed();
    }

    private static float[] shuffled(float[] numbers, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] order = Arrays.copyOf(numbers, numbers.length);
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            float moved = order[i];
            order[i] = order[other];
            order[other] = moved;
        }
        return order;
    }
}
