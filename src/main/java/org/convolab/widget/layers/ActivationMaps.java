package org.convolab.widget.layers;

import java.util.List;
import org.convolab.engine.insight.Units;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.Numerals;

/**
 * Activation maps: what every unit of a layer gives at each place of the picture, or one unit's map and the arithmetic
 * behind one number of it (LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998, figures 2 and 3).
 */
record ActivationMaps(Inspection at, TiledImage image, List<UnitArithmetic.Step> steps) implements Visualization {
    static Visualization of(Inspection at) {
        if (at.state().isOverview()) {
            return Overview.of(at);
        }
        List<Tensor> maps = TiledImage.channels(at.traced().activations(at.index()));
        return at.isOneUnit()
                ? new ActivationMaps(
                        at,
                        TiledImage.signed(maps.get(at.unit())),
                        UnitArithmetic.of(at.traced(), at.index(), at.place()))
                : new ActivationMaps(at, TiledImage.signed(maps, Layers.COLUMNS), List.of());
    }

    @Override
    public String caption() {
        return at.isOneUnit() ? unit() : layer();
    }

    private String layer() {
        List<TracedNetwork.Peak> peaks = at.traced().peaks(at.index());
        long active = peaks.stream().filter(peak -> peak.value() > 0).count();
        TracedNetwork.Peak most = peaks.get(at.traced().strongestUnit(at.index()));
        String name = at.index() < at.blocks().scores() ? "unit " + most.name() : "\u201c" + most.name() + "\u201d";
        return "%d of %s %s an activation above zero%s. The largest is that of %s, %s. Each unit %s%s."
                .formatted(
                        active,
                        Numerals.count(peaks.size(), "unit"),
                        active == 1 ? "has" : "have",
                        at.hasMaps() ? " somewhere in this picture" : "",
                        name,
                        Visualization.number(most.value()),
                        at.field(),
                        at.hasMaps()
                                ? " at each of the %d places of its map"
                                        .formatted(at.shape().area())
                                : "");
    }

    private String unit() {
        String name = at.activationName();
        String value = Visualization.number(activation());
        if (!at.hasMaps()) {
            return Visualization.upper(name) + " is " + value + "." + contributions();
        }
        float largest = at.traced().largest(at.index(), at.unit());
        if (largest == 0 && at.blocks().isRelu(at.index())) {
            return "%s is zero everywhere in this picture.".formatted(Visualization.upper(name));
        }
        Units.Place place = at.place();
        String where = "row %d, column %d".formatted(place.row(), place.col());
        String said = activation() == largest
                ? "%s is largest at %s: %s.".formatted(Visualization.upper(name), where, value)
                : "%s at %s is %s; the largest in its map is %s."
                        .formatted(Visualization.upper(name), where, value, Visualization.number(largest));
        Units.Patch patch = at.units().patch(place);
        String sees = at.traced().field(at.index()) == 0
                ? " It sees the whole picture."
                : " There it sees the %s pixels in the frame."
                        .formatted(Visualization.size(patch.height(), patch.width()));
        return said + sees + contributions();
    }

    /** How much of what the sum reads raises it, and how much lowers it. */
    private String contributions() {
        UnitArithmetic.Step sum = steps.get(steps.size() - 1);
        if (!sum.weighted() || sum.parts().size() < 2) {
            return "";
        }
        return " The sum of %s runs over %s, with positive contributions from %d and negative ones from %d."
                .formatted(
                        sum.layer(),
                        sum.reads(),
                        sum.parts().stream().filter(part -> part.sum() > 0).count(),
                        sum.parts().stream().filter(part -> part.sum() < 0).count());
    }
}
