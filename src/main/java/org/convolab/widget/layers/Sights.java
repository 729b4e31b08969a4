package org.convolab.widget.layers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.insight.ActivationMaximization;
import org.convolab.engine.insight.Occlusion;
import org.convolab.engine.insight.TopActivations;
import org.convolab.engine.insight.Units;
import org.convolab.engine.insight.WeightRandomization;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.layer.ReluRule;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.BadParameter;
import org.convolab.widget.TrainedNetwork;

/** What each way of looking shows. What many states share is computed once: shuffled weights, favorites, falls, and steps of an ascent. */
final class Sights {
    /** How many drawn pictures that training has not seen the favorites are chosen from, and how many are shown. */
    static final int PICTURES = 256;

    static final int SHOWN = 9;

    /** The rate of gradient ascent. */
    private static final double RATE = 0.05;

    /** How many pictures on the way of ascents, and how many maps of falls, are kept. */
    private static final int KEPT = 256;

    /** How many places the square that hides takes along the picture, about. */
    private static final int PLACES = 9;

    /** The largest side of a patch among those of a whole layer. */
    private static final int SMALL = 28;

    /** The seed by which weights are shuffled. */
    private static final long SEED = 1;

    private record Shuffled(Weights weights, int layers) {}

    private record Hidden(Weights weights, String picture, String layer, int unit, int square) {}

    private record Climber(
            Weights weights, String layer, Units.Place place, ActivationMaximization ascent, int steps) {}

    private final Cache<Shuffled, Weights> shuffled =
            Caffeine.newBuilder().maximumSize(32).build();

    private final Cache<Weights, TopActivations> favorites =
            Caffeine.newBuilder().maximumSize(16).build();

    private final Cache<Hidden, Tensor> falls =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    private final Cache<Climber, Tensor> climbs =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    /** A network's weights, those of so many layers shuffled, from the last down; the same object each time. */
    Weights shuffled(Bench bench, int layers) {
        return shuffled.get(
                new Shuffled(bench.weights, layers),
                key -> WeightRandomization.last(bench.network, key.weights(), layers, SEED));
    }

    /**
     * The nine of the fresh pictures to which each unit answers most.
     *
     * @throws BadParameter if no code of this course draws what the network learned from
     */
    TopActivations favorites(TrainedNetwork trained, Bench bench) {
        if (trained.pictures() == null) {
            throw new BadParameter(
                    "view",
                    "patches",
                    "any other: they are chosen from drawn pictures, and nobody draws what %s learned from"
                            .formatted(trained.network().name()));
        }
        return favorites.get(
                bench.weights,
                weights -> TopActivations.of(trained.network(), weights, trained.fresh(PICTURES), SHOWN));
    }

    /** The kernels of a layer, or of one of its units: pictures where they read pixels, else one for each map below. */
    Sight filters(Bench bench, int index, int unit) {
        int at = bench.weighted(index);
        Layer layer = bench.step(at).named().layer();
        Weights weights = bench.weights.child(bench.name(at));
        Shape kernel;
        int units;
        if (layer instanceof Conv2d conv && conv.table() == null) {
            kernel = new Shape(
                    conv.channels() / conv.groups(),
                    conv.window().height(),
                    conv.window().width());
            units = conv.filters();
        } else if (layer instanceof Dense dense) {
            Shape below = bench.step(at).input();
            kernel = below.isVector() ? row(below.channels()) : below;
            units = dense.outputs();
        } else {
            throw new BadParameter(
                    "layer",
                    bench.name(index),
                    "a convolution or a dense layer, or what follows it: " + bench.name(at)
                            + " has no kernels to show");
        }
        float[] all = weights.get("weight");
        boolean pixels = bench.step(at).input().equals(bench.network.input());
        List<Tensor> tiles = new ArrayList<>();
        int first = Math.max(0, unit);
        for (int u = first; u < (unit < 0 ? units : unit + 1); u++) {
            Tensor whole = Tensor.zeros(1, kernel);
            System.arraycopy(all, u * kernel.size(), whole.data(), 0, kernel.size());
            tiles.addAll(pixels ? List.of(whole) : channels(whole));
        }
        if (pixels) {
            return new Sight(Sight.mosaic(tiles, Layers.COLUMNS), Sight.Kind.WEIGHTS, kernel.height(), kernel.width());
        }
        if (unit >= 0) {
            return Sight.signed(apart(tiles, columns(tiles.size())));
        }
        Tensor rows = apart(tiles, kernel.channels());
        return new Sight(
                rows, Sight.Kind.SIGNED, kernel.height() + 1, rows.shape().width());
    }

    /** Pictures side by side, with a line between them that is no part of any. */
    private static Tensor apart(List<Tensor> tiles, int columns) {
        Shape tile = tiles.get(0).shape();
        Tensor all = Sight.mosaic(
                tiles.stream()
                        .map(each -> Sight.crop(each, 0, 0, tile.height() + 1, tile.width() + 1))
                        .toList(),
                columns);
        return Sight.crop(all, 0, 0, all.shape().height() - 1, all.shape().width() - 1);
    }

    /** So many numbers as rows of a picture that is about square. */
    private static Shape row(int numbers) {
        int width = columns(numbers);
        return numbers % width == 0 ? new Shape(1, numbers / width, width) : new Shape(1, 1, numbers);
    }

    private static int columns(int tiles) {
        int columns = (int) Math.ceil(Math.sqrt(tiles));
        while (columns < tiles && tiles % columns != 0) {
            columns++;
        }
        return columns <= 4 * Math.sqrt(tiles) ? columns : (int) Math.ceil(Math.sqrt(tiles));
    }

    static List<Tensor> channels(Tensor maps) {
        Shape shape = maps.shape();
        return IntStream.range(0, shape.channels())
                .mapToObj(c -> {
                    Tensor map = Tensor.zeros(1, new Shape(1, shape.height(), shape.width()));
                    System.arraycopy(maps.data(), c * shape.area(), map.data(), 0, shape.area());
                    return map;
                })
                .toList();
    }

    /** The maps of a layer, or of one of its units. */
    Sight activations(Bench bench, int index, int unit) {
        List<Tensor> maps = channels(bench.answers(index));
        Shape map = maps.get(0).shape();
        return unit < 0
                ? new Sight(Sight.mosaic(maps, Layers.COLUMNS), Sight.Kind.SIGNED, map.height(), map.width())
                : Sight.signed(maps.get(unit));
    }

    /** The patch of the favorite picture of each unit of a layer, made small; or the nine patches of one unit. */
    Sight patches(TrainedNetwork trained, Bench bench, int index, int unit) {
        TopActivations all = favorites(trained, bench);
        DataSet fresh = trained.fresh(PICTURES);
        Units units = bench.units(index);
        List<Tensor> patches = new ArrayList<>();
        if (unit >= 0) {
            for (TopActivations.Found found : all.of(bench.name(index), unit)) {
                patches.add(patch(units, fresh.example(found.picture()), found.place()));
            }
            Shape patch = patches.get(0).shape();
            return new Sight(Sight.mosaic(patches, 3), Sight.Kind.LIGHT, patch.height(), patch.width());
        }
        Map<Integer, Tensor> drawn = new HashMap<>();
        for (int u = 0; u < units.shape().channels(); u++) {
            TopActivations.Found found = all.of(bench.name(index), u).get(0);
            Tensor picture = drawn.computeIfAbsent(found.picture(), fresh::example);
            patches.add(Sight.shrunk(patch(units, picture, found.place()), SMALL));
        }
        Shape patch = patches.get(0).shape();
        return new Sight(Sight.mosaic(patches, Layers.COLUMNS), Sight.Kind.LIGHT, patch.height(), patch.width());
    }

    /** What the deconvnet projects from the unit down to each of its nine favorite pictures, cut out as they are. */
    Sight projections(TrainedNetwork trained, Bench bench, int index, int unit) {
        DataSet fresh = trained.fresh(PICTURES);
        Units units = bench.units(index);
        List<Tensor> patches = new ArrayList<>();
        for (TopActivations.Found found : favorites(trained, bench).of(bench.name(index), unit)) {
            Tensor down = units.down(fresh.example(found.picture()), found.place(), ReluRule.DECONVNET);
            patches.add(patch(units, down, found.place()));
        }
        Shape patch = patches.get(0).shape();
        return new Sight(Sight.mosaic(patches, 3), Sight.Kind.SIGNED, patch.height(), patch.width());
    }

    /** What a unit sees of a picture at a place, the padding with it: all patches of a layer are of one size. */
    private static Tensor patch(Units units, Tensor picture, Units.Place place) {
        ReceptiveField field = units.field();
        Shape shape = picture.shape();
        if (field.whole() || field.size() >= Math.max(shape.height(), shape.width())) {
            return picture;
        }
        return Sight.crop(
                picture,
                field.down().first(place.row()),
                field.across().first(place.col()),
                field.down().size(),
                field.across().size());
    }

    /** The picture after some steps of gradient ascent. */
    Tensor climb(Bench bench, int index, Units.Place place, Layers.Look p) {
        Units units = bench.units(index);
        ActivationMaximization ascent = new ActivationMaximization(RATE, p.jitter(), p.blur(), p.decay(), p.seed());
        Tensor picture = null;
        int from = p.steps();
        while (from > 0 && picture == null) {
            picture = climbs.getIfPresent(new Climber(bench.weights, bench.name(index), place, ascent, from));
            from -= picture == null ? (from - 1) % Layers.STRIDE + 1 : 0;
        }
        if (picture == null) {
            picture = ascent.start(bench.network.input());
        }
        while (from < p.steps()) {
            int to = Math.min(p.steps(), from + Layers.STRIDE - from % Layers.STRIDE);
            picture = ascent.climb(units, place, picture, from, to);
            climbs.put(new Climber(bench.weights, bench.name(index), place, ascent, to), picture);
            from = to;
        }
        return picture;
    }

    /** How far a unit's answer falls at each place of the square that hides. */
    Tensor falls(Bench bench, int index, int unit, Layers.Look p) {
        return falls.get(
                new Hidden(bench.weights, p.picture(), bench.name(index), unit, p.square()),
                key -> square(bench, key.square()).falls(bench.units(index), bench.picture, unit));
    }

    /** The square that hides parts of a picture: gray before light, paper before ink. */
    static Occlusion square(Bench bench, int size) {
        Shape shape = bench.picture.shape();
        int side = Math.min(shape.height(), shape.width());
        if (size > side) {
            throw new BadParameter("square", size, "a whole number from 1 to " + side + ", the side of the picture");
        }
        int stride = Math.max(1, (side - size) / (PLACES - 1));
        return new Occlusion(size, stride, shape.channels() == 3 ? 0.5f : 0);
    }
}
