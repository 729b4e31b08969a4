package org.convolab.widget.layers;

import org.convolab.engine.insight.ActivationMaximization;
import org.convolab.engine.insight.Units;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.Numerals;
import org.jspecify.annotations.Nullable;

/**
 * Gradient ascent: a picture that grows out of noise so that a unit's activation rises (Erhan et al., Visualizing
 * Higher-Layer Features of a Deep Network, 2009). It teaches what a unit would like best, which need not look like anything.
 */
record GradientAscent(Inspection at, Climb climb, TiledImage image) implements Visualization {
    /** Steps between two pictures of a walk. */
    static final int STRIDE = 8;

    private static final double RATE = 0.05;

    /**
     * How far it came.
     *
     * @param noise the activation that it began with
     * @param climbed the activation that it came to
     * @param pictures how many fresh drawings the best was looked for in
     * @param best the largest activation in those; null if nobody draws any
     */
    public record Climb(
            float noise,
            float climbed,
            int pictures,
            @Nullable Float best) {}

    private record Key(Weights weights, String layer, Units.Place place, ActivationMaximization ascent, int steps) {}

    static final class Technique implements Visualization.Technique {
        @Override
        public double cost(Layers.State p) {
            return 4.5 * p.steps();
        }

        /** The middle of its map. */
        @Override
        public Units.Place place(TracedNetwork traced, int index, int unit) {
            Shape shape = traced.blocks.shape(index);
            return new Units.Place(unit, shape.height() / 2, shape.width() / 2);
        }

        @Override
        public Visualization of(Inspection at) {
            Layers.State p = at.state();
            ActivationMaximization ascent = new ActivationMaximization(RATE, p.jitter(), p.blur(), p.decay(), p.seed());
            Tensor noise = ascent.start(at.blocks().network().input());
            Tensor picture = climb(at, ascent, noise, p.steps());
            Float best = at.traced().trained.pictures() == null
                    ? null
                    : at.top(at.unit()).get(0).activation();
            Climb climb = new Climb(activation(at, noise), activation(at, picture), Computed.PICTURES, best);
            return new GradientAscent(at, climb, TiledImage.light(picture));
        }

        private static Tensor climb(Inspection at, ActivationMaximization ascent, Tensor noise, int steps) {
            int from = steps;
            Tensor picture = null;
            while (from > 0 && picture == null) {
                picture = at.computed().known(key(at, ascent, from));
                from -= picture == null ? (from - 1) % STRIDE + 1 : 0;
            }
            picture = picture == null ? noise : picture;
            while (from < steps) {
                int to = Math.min(steps, from + STRIDE - from % STRIDE);
                Tensor before = picture;
                int first = from;
                picture = at.computed()
                        .image(key(at, ascent, to), () -> ascent.climb(at.units(), at.place(), before, first, to));
                from = to;
            }
            return picture;
        }

        private static Key key(Inspection at, ActivationMaximization ascent, int steps) {
            return new Key(at.traced().weights, at.layer(), at.place(), ascent, steps);
        }

        private static float activation(Inspection at, Tensor picture) {
            Units.Place place = at.place();
            return at.units().activations(picture).at(0, place.unit(), place.row(), place.col());
        }
    }

    @Override
    public boolean overPicture() {
        return true;
    }

    @Override
    public float activation() {
        return climb.climbed();
    }

    @Override
    public String caption() {
        String name = at.activationName()
                + (at.hasMaps()
                        ? " at row %d, column %d"
                                .formatted(at.place().row(), at.place().col())
                        : "");
        if (at.state().steps() == 0) {
            return "Noise, from which gradient ascent starts (Erhan et al. 2009): %s is %s. Each step moves the picture along the gradient of this number."
                    .formatted(name, Visualization.number(climb.noise()));
        }
        String said = "After %s of gradient ascent from noise (Erhan et al. 2009) %s is %s; at first it was %s."
                .formatted(
                        Numerals.count(at.state().steps(), "step"),
                        name,
                        Visualization.number(climb.climbed()),
                        Visualization.number(climb.noise()));
        Float best = climb.best();
        if (best == null || best <= 0 || climb.climbed() == best) {
            return said;
        }
        return said
                + (climb.climbed() > best
                                ? " None of %d fresh drawings gets that far: the best reaches %s."
                                : " The best of %d fresh drawings reaches more, %s.")
                        .formatted(climb.pictures(), Visualization.number(best));
    }
}
