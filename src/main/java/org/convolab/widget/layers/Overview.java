package org.convolab.widget.layers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.tensor.Tensor;
import org.convolab.image.Drawing;
import org.convolab.widget.Numerals;

/**
 * The whole network: what it says of the picture, and of every block the maps with the largest activations. It teaches that
 * maps get smaller, receptive fields larger and activations rarer on the way up.
 */
record Overview(Inspection at, TiledImage image) implements Visualization {
    /** The largest side of a map. */
    private static final int SIDE = 32;

    static Overview of(Inspection at) {
        return new Overview(at, TiledImage.light(at.traced().picture));
    }

    @Override
    public Map<String, Drawing> drawings() {
        Map<String, Drawing> drawings = new LinkedHashMap<>();
        for (TracedNetwork.Level level : at.traced().levels()) {
            if (level.hasMaps()) {
                List<Tensor> maps =
                        TiledImage.channels(at.traced().activations(at.blocks().index(level.layer())));
                List<Tensor> small = level.strongest().stream()
                        .map(peak -> TiledImage.shrunk(maps.get(peak.unit()), SIDE))
                        .toList();
                drawings.put(
                        "maps-" + level.layer(),
                        TiledImage.signed(small, small.size()).drawing());
            }
        }
        return drawings;
    }

    @Override
    public String caption() {
        TracedNetwork.Chance first = at.traced().chances().get(0);
        String share = Numerals.share(first.probability());
        String said = at.state().shuffled() == 0
                ? "The network says %s, with a probability of %s.".formatted(first.name(), share)
                : "With the weights of %s shuffled the network says %s (%s)."
                        .formatted(at.state().last(), first.name(), share);
        return said + sizes() + sparsity();
    }

    /** How maps shrink and receptive fields grow from the first row of maps to the last, if both do. */
    private String sizes() {
        Blocks blocks = at.blocks();
        List<TracedNetwork.Level> maps = at.traced().levels().stream()
                .filter(TracedNetwork.Level::hasMaps)
                .toList();
        if (maps.isEmpty()) {
            return "";
        }
        int low = blocks.index(maps.get(0).layer());
        int high = blocks.index(maps.get(maps.size() - 1).layer());
        if (blocks.shape(high).area() >= blocks.shape(low).area()) {
            return "";
        }
        ReceptiveField from = blocks.steps().get(low).field();
        ReceptiveField to = blocks.steps().get(high).field();
        return " On the way its maps shrink from %s (%s) to %s (%s)%s."
                .formatted(
                        size(low),
                        blocks.name(low),
                        size(high),
                        blocks.name(high),
                        !to.whole() && to.size() > from.size()
                                ? ", while the receptive field of a unit grows from %s to %s pixels"
                                        .formatted(Visualization.size(from), Visualization.size(to))
                                : "");
    }

    private String size(int index) {
        return Visualization.size(
                at.blocks().shape(index).height(), at.blocks().shape(index).width());
    }

    /** How activations get rarer from the first ReLU to the last one that has maps, if they do. */
    private String sparsity() {
        List<TracedNetwork.Level> relus = at.traced().levels().stream()
                .filter(level ->
                        level.hasMaps() && at.blocks().isRelu(at.blocks().index(level.layer())))
                .toList();
        if (relus.isEmpty()
                || relus.get(0).awake() <= relus.get(relus.size() - 1).awake()) {
            return "";
        }
        TracedNetwork.Level low = relus.get(0);
        TracedNetwork.Level high = relus.get(relus.size() - 1);
        return " Activations above zero get rarer: %s of those of %s, and %s of those of %s."
                .formatted(Numerals.share(low.awake()), low.layer(), Numerals.share(high.awake()), high.layer());
    }
}
