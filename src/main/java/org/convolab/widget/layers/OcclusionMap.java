package org.convolab.widget.layers;

import org.convolab.engine.insight.Occlusion;
import org.convolab.engine.insight.Units;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Numerals;

/**
 * An occlusion map: how far a unit's largest activation falls when a square hides a part of the picture (Zeiler and Fergus,
 * Visualizing and Understanding Convolutional Networks, 2013, figure 7). It teaches which parts of the picture matter,
 * without any way back through the network.
 *
 * @param image one number for each place of the square
 */
record OcclusionMap(Inspection at, Hiding hiding, TiledImage image) implements Visualization {
    /** How many places the square takes along the picture, about. */
    private static final int PLACES = 9;

    /**
     * The place of the square that costs most.
     *
     * @param stride how many pixels the square moves at a time
     * @param row where the square begins when the activation falls most
     * @param col the column
     * @param left what is left of the activation then
     * @param prediction what the network takes the picture for then, with what probability
     */
    public record Hiding(
            int size, int stride, int row, int col, float fall, float left, String prediction, float probability) {
        /** Where the map begins over the picture, so that each number lies over the middle of its square. */
        public double margin() {
            return (size - stride) / 2.0;
        }
    }

    private record Key(Weights weights, String picture, String layer, int unit, int square) {}

    static final class Technique implements Visualization.Technique {
        @Override
        public double cost(Layers.State p) {
            return 200;
        }

        @Override
        public void check(Layers.State p, Shape input) {
            if (p.square() > side(input)) {
                throw new BadParameter(
                        "square", p.square(), "a whole number from 1 to " + side(input) + ", the side of the picture");
            }
        }

        private static int side(Shape picture) {
            return Math.min(picture.height(), picture.width());
        }

        @Override
        public Visualization of(Inspection at) {
            TracedNetwork traced = at.traced();
            int size = at.state().square();
            // gray before light, paper before ink
            Occlusion square = new Occlusion(
                    size,
                    Math.max(1, (side(traced.picture.shape()) - size) / (PLACES - 1)),
                    traced.picture.shape().channels() == 3 ? 0.5f : 0);
            Tensor falls = at.computed()
                    .image(
                            new Key(traced.weights, at.state().picture(), at.layer(), at.unit(), size),
                            () -> square.falls(at.units(), traced.picture, at.unit()));
            Units.Place most = Units.strongest(falls, 0, 0);
            int row = most.row() * square.stride();
            int col = most.col() * square.stride();
            float fall = falls.at(0, 0, most.row(), most.col());
            TracedNetwork.Chance then = traced.reading(square.covered(traced.picture, row, col))
                    .chances()
                    .get(0);
            Hiding hiding = new Hiding(
                    size,
                    square.stride(),
                    row,
                    col,
                    fall,
                    traced.largest(at.index(), at.unit()) - fall,
                    then.name(),
                    then.probability());
            return new OcclusionMap(at, hiding, TiledImage.signed(falls));
        }
    }

    @Override
    public String caption() {
        String name = at.activationName().replace("the activation", "the largest activation");
        if (hiding.fall() <= 0) {
            return "Wherever the square of %s pixels stands, %s does not fall (occlusion, Zeiler and Fergus 2013)."
                    .formatted(Visualization.size(hiding.size(), hiding.size()), name);
        }
        return "Occlusion (Zeiler and Fergus 2013): hiding %s pixels from row %d, column %d lowers %s most, from %s to %s. The network then says %s (%s)."
                .formatted(
                        Visualization.size(hiding.size(), hiding.size()),
                        hiding.row(),
                        hiding.col(),
                        name,
                        Visualization.number(hiding.left() + hiding.fall()),
                        Visualization.number(hiding.left()),
                        hiding.prediction(),
                        Numerals.share(hiding.probability()));
    }
}
