package org.convolab.engine.insight;

import java.util.ArrayList;
import java.util.List;
import org.convolab.engine.layer.ForwardContext;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.layer.ReluRule;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * The units of one layer of a trained network, and all layers below it. A unit is a channel of what the layer gives: one
 * filter, the same at every place of its map.
 *
 * @param input the shape of a picture
 * @param layers from the input up to the units' own layer
 */
public record Units(Shape input, Sequence layers, Weights weights) {

    /** A place of a unit's map. */
    public record Place(int unit, int row, int col) {}

    /** A rectangle of a picture, in pixels. */
    public record Patch(int top, int left, int height, int width) {}

    /**
     * The units of a layer that stands in the network itself, not inside a composite one.
     *
     * @throws IllegalArgumentException if there is no such layer
     */
    public static Units of(Network network, Weights weights, String layer) {
        List<Sequence.Named> below = new ArrayList<>();
        for (Sequence.Named each : network.layers().layers()) {
            below.add(each);
            if (each.name().equals(layer)) {
                return new Units(network.input(), new Sequence(below), weights);
            }
        }
        throw new IllegalArgumentException("no layer named " + layer);
    }

    /** The shape of what the layer gives: as many channels as units, each with its map. */
    public Shape shape() {
        return layers.output(input);
    }

    /** The units' receptive field. */
    public ReceptiveField field() {
        return layers.field(ReceptiveField.PIXEL);
    }

    /** The units' activations for a batch of pictures. */
    public Tensor activations(Tensor pictures) {
        return layers.forward(pictures, weights, Phase.INFERENCE);
    }

    /** Where a unit is most active in picture {@code n}, the first of equals. */
    public static Place strongest(Tensor activations, int n, int unit) {
        int width = activations.shape().width();
        int area = activations.shape().area();
        int plane = (n * activations.shape().channels() + unit) * area;
        int most = plane;
        for (int i = plane; i < plane + area; i++) {
            if (activations.data()[i] > activations.data()[most]) {
                most = i;
            }
        }
        return new Place(unit, (most - plane) / width, (most - plane) % width);
    }

    /** The part of the picture that a unit sees at a place: its receptive field, less what lies in the padding. */
    public Patch patch(Place place) {
        ReceptiveField field = field();
        if (field.whole()) {
            return new Patch(0, 0, input.height(), input.width());
        }
        int row = field.down().first(place.row());
        int col = field.across().first(place.col());
        int top = Math.max(0, row);
        int left = Math.max(0, col);
        int bottom = Math.min(input.height(), row + field.down().size());
        int right = Math.min(input.width(), col + field.across().size());
        return new Patch(top, left, bottom - top, right - left);
    }

    /**
     * Back-propagation from a unit to the pixels: of 1 at its place and 0 everywhere else, with each of these
     * rules for the ReLUs, after one run forward. Max pools send a gradient to the pixel that was the maximum. By
     * {@link ReluRule#GRADIENT} it is the gradient of the unit's activation with respect to the picture.
     *
     * @param picture one picture
     * @return for each rule in turn, in the shape of the picture
     */
    public List<Tensor> down(Tensor picture, Place place, List<ReluRule> rules) {
        ForwardContext context = ForwardContext.of(Phase.INFERENCE);
        layers.forward(picture, weights, context);
        List<Tensor> down = new ArrayList<>();
        for (ReluRule rule : rules) {
            context.rule(rule);
            float[] pixels =
                    layers.backward(one(place), weights, Weights.NONE, context).data();
            down.add(new Tensor(1, picture.shape(), pixels.clone()));
        }
        return down;
    }

    /** {@linkplain #down(Tensor, Place, List) Back-propagation} by one rule. */
    public Tensor down(Tensor picture, Place place, ReluRule rule) {
        return down(picture, place, List.of(rule)).get(0);
    }

    /** 1 at a place and 0 everywhere else, in the shape of what the layer gives. */
    Tensor one(Place place) {
        Tensor one = Tensor.zeros(1, shape());
        one.data()[(place.unit() * shape().height() + place.row()) * shape().width() + place.col()] = 1;
        return one;
    }
}
