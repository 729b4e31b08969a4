package org.convolab.widget.layers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.insight.TopActivations;
import org.convolab.engine.insight.Units;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.layer.ReluRule;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.image.Drawing;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Numerals;
import org.convolab.widget.TrainedNetwork;
import org.jspecify.annotations.Nullable;

/**
 * The patches of drawn pictures in which a unit is most active, each beside what a deconvnet projects from it back to the
 * pixels (Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, 2013, figure 2). It teaches what a unit
 * stands for, and that no one word may say it.
 */
record StrongestPatches(Inspection at, List<Found> found, TiledImage image) implements Visualization {
    /** The largest side of a patch among those of a whole layer. */
    private static final int SIDE = 28;

    /**
     * A fresh drawn picture and a unit's largest activation in it.
     *
     * @param picture what it is called as a parameter
     * @param name its class
     * @param row the place of the unit's map where the activation stands
     */
    public record Found(String picture, String name, float answer, int row, int col) {}

    static final class Technique implements Visualization.Technique {
        @Override
        public double cost(Layers.State p) {
            return 900;
        }

        @Override
        public @Nullable BadParameter misfit(TrainedNetwork trained, Blocks blocks, int index) {
            return trained.pictures() != null
                    ? null
                    : new BadParameter(
                            "view",
                            "patches",
                            "any other: they are chosen from drawn pictures, and nobody draws what %s learned from"
                                    .formatted(trained.network().name()));
        }

        @Override
        public Visualization of(Inspection at) {
            DataSet fresh = at.traced().trained.fresh(Computed.PICTURES);
            return at.isOneUnit() ? unit(at, fresh) : layer(at, fresh);
        }

        private static Visualization unit(Inspection at, DataSet fresh) {
            List<Tensor> patches = new ArrayList<>();
            List<Found> found = new ArrayList<>();
            for (TopActivations.Found top : at.top(at.unit())) {
                patches.add(patch(at.units(), fresh.example(top.picture()), top.place()));
                String name = at.traced().trained.classes().get(fresh.label(top.picture()));
                found.add(new Found(
                        name + "-" + top.picture(),
                        name,
                        top.activation(),
                        top.place().row(),
                        top.place().col()));
            }
            return new StrongestPatches(at, found, TiledImage.light(patches, 3));
        }

        private static Visualization layer(Inspection at, DataSet fresh) {
            Map<Integer, Tensor> drawn = new HashMap<>();
            List<Tensor> patches = IntStream.range(0, at.shape().channels())
                    .mapToObj(unit -> {
                        TopActivations.Found top = at.top(unit).get(0);
                        Tensor picture = drawn.computeIfAbsent(top.picture(), fresh::example);
                        return TiledImage.shrunk(patch(at.units(), picture, top.place()), SIDE);
                    })
                    .toList();
            return new StrongestPatches(at, List.of(), TiledImage.light(patches, Layers.COLUMNS));
        }
    }

    /** What a unit sees of a picture at a place, the padding with it: all patches of a layer are of one size. */
    private static Tensor patch(Units units, Tensor picture, Units.Place place) {
        ReceptiveField field = units.field();
        Shape shape = picture.shape();
        if (field.whole() || field.size() >= Math.max(shape.height(), shape.width())) {
            return picture;
        }
        return TiledImage.crop(
                picture,
                field.down().first(place.row()),
                field.across().first(place.col()),
                field.down().size(),
                field.across().size());
    }

    /** The same patches of what the deconvnet projects from the unit back to each picture. */
    @Override
    public Map<String, Drawing> drawings() {
        if (found.isEmpty()) {
            return Map.of();
        }
        DataSet fresh = at.traced().trained.fresh(Computed.PICTURES);
        List<Tensor> patches = at.top(at.unit()).stream()
                .map(top -> patch(
                        at.units(),
                        at.units().down(fresh.example(top.picture()), top.place(), ReluRule.DECONVNET),
                        top.place()))
                .toList();
        return Map.of("projections", TiledImage.signed(patches, 3).drawing());
    }

    /** Which share of the pictures, of a unit or of all units of a layer, are the same. */
    @Override
    public double similarity(Visualization trained) {
        int same = 0;
        int all = 0;
        int shown = at.isOneUnit() ? Computed.TOP : 1;
        int first = Math.max(0, at.unit());
        int last = at.isOneUnit() ? first : at.shape().channels() - 1;
        for (int unit = first; unit <= last; unit++) {
            Set<Integer> before = new HashSet<>();
            trained.at().top(unit).subList(0, shown).forEach(top -> before.add(top.picture()));
            all += shown;
            for (TopActivations.Found top : at.top(unit).subList(0, shown)) {
                same += before.contains(top.picture()) ? 1 : 0;
            }
        }
        return (double) same / all;
    }

    @Override
    public String comparison(SanityCheck.Check check, Visualization trained) {
        return "%s of these patches are from the same pictures as before."
                .formatted(Numerals.share(check.similarity()));
    }

    @Override
    public String caption() {
        if (!at.isOneUnit()) {
            return "For each of the %s, the one patch of %d fresh drawings in which it is most active. Each unit %s."
                    .formatted(Numerals.count(at.shape().channels(), "unit"), Computed.PICTURES, at.field());
        }
        float best = found.get(0).answer();
        float last = found.get(found.size() - 1).answer();
        String name = at.activationName();
        if (best == 0) {
            return "%s is not above zero in any of %d fresh drawings."
                    .formatted(Visualization.upper(name), Computed.PICTURES);
        }
        if (best < 0) {
            return "%s is below zero in all of %d fresh drawings; in these %d it is highest, from %s down to %s."
                    .formatted(
                            Visualization.upper(name),
                            Computed.PICTURES,
                            found.size(),
                            Visualization.number(best),
                            Visualization.number(last));
        }
        long active = found.stream().filter(each -> each.answer() > 0).count();
        return "In these %d of %d fresh drawings %s is largest, from %s down to %s%s. They show: %s. What do the patches share?"
                .formatted(
                        found.size(),
                        Computed.PICTURES,
                        name,
                        Visualization.number(best),
                        Visualization.number(last),
                        active < found.size() ? ", and above zero in %d of them".formatted(active) : "",
                        classes());
    }

    /** The classes of the pictures, the most frequent first. */
    private String classes() {
        Map<String, Integer> classes = new LinkedHashMap<>();
        found.forEach(each -> classes.merge(each.name(), 1, Integer::sum));
        return classes.entrySet().stream()
                .sorted((one, other) -> other.getValue() - one.getValue())
                .map(entry -> entry.getKey() + (entry.getValue() > 1 ? " (" + entry.getValue() + ")" : ""))
                .collect(Collectors.joining(", "));
    }
}
