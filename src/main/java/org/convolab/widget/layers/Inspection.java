package org.convolab.widget.layers;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.convolab.engine.insight.TopActivations;
import org.convolab.engine.insight.Units;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.tensor.Shape;
import org.convolab.widget.Numerals;

/**
 * What a state looks at: a network that has read a picture, one of its layers, and of that all units or one at a place.
 *
 * @param place unit -1 where all units are looked at
 */
record Inspection(Layers.State state, TracedNetwork traced, int index, Units.Place place, Computed computed) {
    /**
     * The same in words and numbers.
     *
     * @param layer its name, empty where the whole network is looked at
     * @param within the layers of its block, itself among them
     * @param unit -1 where all units of the layer are shown
     * @param name the class for which it gives a score or a probability; empty if it gives none
     * @param patch what the unit sees of the picture at the place
     */
    public record Spot(
            String layer,
            String what,
            List<String> within,
            List<Integer> shape,
            int field,
            int unit,
            String name,
            int row,
            int col,
            Units.Patch patch) {
        @JsonIgnore
        public boolean isOneUnit() {
            return unit >= 0;
        }

        /** Whether its units have maps, and not a number each. */
        public boolean hasMaps() {
            return shape.get(1) * shape.get(2) > 1;
        }

        /** {@code 64 units}. */
        public String units() {
            return Numerals.count(shape.get(0), "unit");
        }

        /** What the unit is called: by its class if it has one, else by its number. */
        public String called() {
            return name.isEmpty() ? "unit " + unit : name;
        }
    }

    /** The same place in a network with other weights. */
    Inspection by(TracedNetwork other) {
        return new Inspection(state, other, index, place, computed);
    }

    boolean isOneUnit() {
        return place.unit() >= 0;
    }

    int unit() {
        return place.unit();
    }

    Blocks blocks() {
        return traced.blocks;
    }

    Shape shape() {
        return blocks().shape(index);
    }

    boolean hasMaps() {
        return shape().area() > 1;
    }

    Units units() {
        return traced.units(index);
    }

    /** The activation at the place; of all units the largest. */
    float activation() {
        return isOneUnit() ? traced.activation(index, place) : traced.largest(index, traced.strongestUnit(index));
    }

    /** The drawn pictures in which the unit is most active, and where in them. */
    List<TopActivations.Found> top(int unit) {
        return computed.topActivations(traced).of(layer(), unit);
    }

    String layer() {
        return blocks().name(index);
    }

    /** The class that the unit stands for; empty if it stands for none. */
    String label() {
        boolean isClass = isOneUnit() && index >= blocks().scores();
        return isClass ? traced.name(index, unit()) : "";
    }

    /** What the unit's activation is called: {@code the activation of unit 5 of relu3}, {@code the score for “dog”}. */
    String activationName() {
        return label().isEmpty()
                ? "the activation of unit %d of %s".formatted(unit(), layer())
                : "the %s for \u201c%s\u201d".formatted(index > blocks().scores() ? "probability" : "score", label());
    }

    /** What a unit sees: {@code sees the whole picture} or {@code has a receptive field of 20 × 20 pixels}. */
    String field() {
        ReceptiveField field = blocks().steps().get(index).field();
        return field.whole()
                ? "sees the whole picture"
                : "has a receptive field of %s pixels".formatted(Visualization.size(field));
    }

    Spot spot() {
        return new Spot(
                state.isOverview() ? "" : layer(),
                blocks().layer(index).describe(),
                blocks().block(index).stream().map(blocks()::name).toList(),
                TracedNetwork.shape(shape()),
                traced.field(index),
                unit(),
                label(),
                place.row(),
                place.col(),
                units().patch(place));
    }
}
