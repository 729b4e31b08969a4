package org.convolab.widget.layers;

import java.util.ArrayList;
import java.util.List;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Numerals;
import org.convolab.widget.TrainedNetwork;
import org.jspecify.annotations.Nullable;

/**
 * The trained weights themselves: kernels that read pixels as pictures, others a map below at a time (Krizhevsky,
 * Sutskever and Hinton, ImageNet Classification with Deep Convolutional Neural Networks, 2012, figure 3). It teaches that
 * only the first layer can be read off its weights.
 *
 * @param weighted the layer whose weights they are
 */
record FilterKernels(Inspection at, int weighted, TiledImage image) implements Visualization {
    /** Up to which share of all weights' sizes their sum counts as nearly zero. */
    static final double BALANCED = 0.15;

    static final class Technique implements Visualization.Technique {
        @Override
        public int layer(Blocks blocks) {
            return blocks.activated(
                    blocks.all().filter(blocks::hasWeights).findFirst().orElse(0));
        }

        @Override
        public @Nullable BadParameter misfit(TrainedNetwork trained, Blocks blocks, int index) {
            int weighted = blocks.weighted(index);
            Layer layer = blocks.layer(weighted);
            boolean kernels = layer instanceof Dense || layer instanceof Conv2d conv && conv.table() == null;
            return kernels
                            && blocks.shape(index).channels()
                                    == blocks.shape(weighted).channels()
                    ? null
                    : new BadParameter(
                            "layer",
                            blocks.name(index),
                            "a convolution or a dense layer, or what follows it with the same units: %s has no kernels to show for the units of %s"
                                    .formatted(blocks.name(weighted), blocks.name(index)));
        }

        @Override
        public Visualization of(Inspection at) {
            int weighted = at.blocks().weighted(at.index());
            return new FilterKernels(at, weighted, kernels(at, weighted));
        }
    }

    /** The kernels of all units or of one: pictures where they read pixels, else one for each map below. */
    private static TiledImage kernels(Inspection at, int weighted) {
        Shape kernel = kernel(at.blocks(), weighted);
        float[] weights = at.traced().weights(weighted).get("weight");
        boolean pixels = at.blocks().readsPixels(weighted);
        List<Tensor> tiles = new ArrayList<>();
        int first = Math.max(0, at.unit());
        int last = at.isOneUnit() ? first : at.shape().channels() - 1;
        for (int unit = first; unit <= last; unit++) {
            Tensor whole = Tensor.zeros(1, kernel);
            System.arraycopy(weights, unit * kernel.size(), whole.data(), 0, kernel.size());
            tiles.addAll(pixels ? List.of(whole) : TiledImage.channels(whole));
        }
        if (pixels) {
            return TiledImage.tiled(tiles, Layers.COLUMNS, TiledImage.Values.WEIGHTS);
        }
        if (at.isOneUnit()) {
            return TiledImage.signed(TiledImage.apart(tiles, columns(tiles.size())));
        }
        Tensor rows = TiledImage.apart(tiles, kernel.channels());
        return new TiledImage(
                rows,
                TiledImage.Values.SIGNED,
                kernel.height() + 1,
                rows.shape().width());
    }

    /** The shape of one unit's weights. */
    private static Shape kernel(Blocks blocks, int weighted) {
        if (blocks.layer(weighted) instanceof Conv2d conv) {
            return new Shape(
                    conv.channels() / conv.groups(),
                    conv.window().height(),
                    conv.window().width());
        }
        Shape below = blocks.steps().get(weighted).input();
        return below.isVector() ? rectangle(below.channels()) : below;
    }

    /** So many numbers as rows of a picture that is about square. */
    private static Shape rectangle(int numbers) {
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

    @Override
    public String caption() {
        return at.isOneUnit() ? unit() : layer();
    }

    private String layer() {
        String reads = "Each unit of %s reads ".formatted(at.blocks().name(weighted));
        return at.blocks().readsPixels(weighted)
                ? reads + "pixels, so its weights can be looked at like a picture: "
                        + (inColor()
                                ? "bright where light raises the sum, dark where it lowers it."
                                : "orange where ink raises the sum, teal where it lowers it.")
                : reads + below() + " and no pixels: as a picture its weights say next to nothing."
                        + (image.width() > 2 * image.height() ? " Each row is one unit." : "")
                        + " Such units have to be looked at in other ways.";
    }

    private boolean inColor() {
        return image.palette().equals("color");
    }

    /** What a unit's weights multiply: {@code 32 maps below}. */
    private String below() {
        Shape shape = at.blocks().steps().get(weighted).input();
        return shape.isVector()
                ? Numerals.count(shape.channels(), "number") + " below"
                : Numerals.count(kernel(at.blocks(), weighted).channels(), "map") + " below";
    }

    private String unit() {
        float[] weights = at.traced().weights(weighted).get("weight");
        int each = kernel(at.blocks(), weighted).size();
        double up = 0;
        double down = 0;
        for (int i = at.unit() * each; i < (at.unit() + 1) * each; i++) {
            up += Math.max(0, weights[i]);
            down += Math.max(0, -weights[i]);
        }
        String sum = "%s above zero sum to %s and those below to %s."
                .formatted(
                        each == 1 ? "Of its one weight those" : "Of its %d weights those".formatted(each),
                        Visualization.number(up),
                        Visualization.number(-down));
        if (!at.blocks().readsPixels(weighted)) {
            return sum + " They multiply " + below() + ", and no picture tells what those stand for.";
        }
        double left = Math.abs(up - down) / (up + down);
        if (!(left >= 0)) {
            return sum;
        }
        String share = Numerals.share(left);
        return sum
                + (left < BALANCED
                        ? " They nearly cancel: what is left is %s of their total size, so an even surface moves the sum little and differences move it more."
                                .formatted(share)
                        : " They do not cancel: what is left is %s of their total size, so the sum also tells how %s an even surface is."
                                .formatted(share, inColor() ? up > down ? "bright" : "dark" : "dark with ink"));
    }
}
