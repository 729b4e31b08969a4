package org.convolab.engine.insight;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.layer.ForwardContext;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Tensor;

/**
 * The pictures of a data set that activate each unit of a network most, and where in them (Zeiler and Fergus,
 * Visualizing and Understanding Convolutional Networks, 2013, figure 2). A picture counts once for each unit, at the
 * unit's strongest place in it.
 *
 * @param byLayer for each layer that stands in the network itself, by name, and for each of its units the strongest
 *     activations, the greatest first
 */
public record TopActivations(Map<String, List<List<Found>>> byLayer) {

    /** An activation in a picture of the data set, and the place of the unit's map where it stands. */
    public record Found(int picture, float activation, Units.Place place) {}

    private static final int BATCH = 16;

    /** Runs the network on every picture of the set, and keeps {@code count} activations of each unit. */
    public static TopActivations of(Network network, Weights weights, DataSet pictures, int count) {
        Map<String, List<List<Found>>> byLayer = new LinkedHashMap<>();
        ForwardContext context = ForwardContext.of(Phase.INFERENCE);
        for (int from = 0; from < pictures.size(); from += BATCH) {
            int first = from;
            Tensor batch = Tensor.zeros(Math.min(BATCH, pictures.size() - first), pictures.shape());
            pictures.read(n -> first + n, batch, new int[batch.count()]);
            for (Sequence.Named each : network.layers().layers()) {
                batch = each.layer().forward(batch, weights.child(each.name()), context.child(each.name()));
                List<List<Found>> units = byLayer.computeIfAbsent(each.name(), name -> new ArrayList<>());
                for (int unit = 0; unit < batch.shape().channels(); unit++) {
                    if (units.size() <= unit) {
                        units.add(new ArrayList<>());
                    }
                    for (int n = 0; n < batch.count(); n++) {
                        Units.Place place = Units.strongest(batch, n, unit);
                        float activation = batch.at(n, unit, place.row(), place.col());
                        keep(units.get(unit), new Found(first + n, activation, place), count);
                    }
                }
            }
        }
        return new TopActivations(byLayer);
    }

    /** Puts an activation in its place among the strongest, behind its equals. */
    private static void keep(List<Found> strongest, Found found, int count) {
        int at = strongest.size();
        while (at > 0 && strongest.get(at - 1).activation < found.activation) {
            at--;
        }
        if (at < count) {
            strongest.add(at, found);
            if (strongest.size() > count) {
                strongest.remove(count);
            }
        }
    }

    /**
     * The strongest activations of a unit, the greatest first.
     *
     * @throws IllegalArgumentException if no such layer stands in the network itself
     */
    public List<Found> of(String layer, int unit) {
        List<List<Found>> units = byLayer.get(layer);
        if (units == null) {
            throw new IllegalArgumentException("there is no layer " + layer + " among " + byLayer.keySet());
        }
        return units.get(unit);
    }
}
