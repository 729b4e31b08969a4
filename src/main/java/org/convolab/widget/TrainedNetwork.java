package org.convolab.widget;

import java.util.List;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.data.Examples;
import org.convolab.engine.data.MnistFraming;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.convolab.engine.synthetic.Digits;
import org.convolab.engine.synthetic.SyntheticPictures;
import org.convolab.engine.tensor.Tensor;
import org.convolab.image.Ink;
import org.convolab.image.Photo;
import org.jspecify.annotations.Nullable;

/**
 * A network with the weights that training found.
 *
 * @param classes what its outputs stand for, in order
 * @param pictures what it learned from; null if no code of this course draws that. They may be smaller than the network's
 *     input, and stand in its middle then ({@link org.convolab.engine.data.DataSet#within})
 */
public record TrainedNetwork(
        Network network,
        Weights weights,
        List<String> classes,
        @Nullable SyntheticPictures pictures) {
    public TrainedNetwork {
        classes = List.copyOf(classes);
    }

    /**
     * Drawn pictures that training has not seen, as the network reads them. The picture of index i is the sample of number i
     * of its class.
     *
     * @throws IllegalStateException if no code of this course draws what it learned from
     */
    public DataSet fresh(int count) {
        return drawn().examples(SyntheticPictures.FRESH, count).within(network.input());
    }

    /**
     * The drawn picture of that number and class, as the network reads it; training has not seen it.
     *
     * @throws IllegalStateException if no code of this course draws what it learned from
     */
    public Tensor sample(int label, int number) {
        return read(drawn().picture(SyntheticPictures.FRESH + number, label));
    }

    /** A picture like those that it learned from, as the network reads it: in the middle of its input. */
    public Tensor read(Tensor picture) {
        return new Examples(picture, new int[1], classes)
                .within(network.input())
                .example(0);
    }

    /**
     * A reader's {@linkplain Photo photo} as the network reads it: in its size and colors. If it learned digits, the ink is
     * taken from the paper and framed as {@linkplain MnistFraming MNIST does}; an empty sheet is blank.
     *
     * @throws BadParameter if the text spells no photo
     */
    public Tensor photo(String field, String text) {
        Tensor light;
        try {
            light = Photo.read(text).light();
        } catch (IllegalArgumentException none) {
            throw new BadParameter(
                    field, text, "a picture as this server has written it; a part of this one is missing or changed");
        }
        if (!(pictures instanceof Digits)) {
            return Ink.fitted(light, network.input());
        }
        Tensor ink = Ink.of(light);
        return MnistFraming.isBlank(ink)
                ? Tensor.zeros(1, network.input())
                : read(MnistFraming.of(ink).picture());
    }

    private SyntheticPictures drawn() {
        if (pictures == null) {
            throw new IllegalStateException(network.name() + " learned from pictures that nobody draws here");
        }
        return pictures;
    }
}
