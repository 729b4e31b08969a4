package org.convolab.content.network;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.convolab.content.source.Problems;
import org.convolab.content.source.Yaml;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.convolab.engine.network.Safetensors;
import org.convolab.engine.synthetic.SyntheticPictures;
import org.convolab.engine.tensor.Shape;
import org.convolab.widget.TrainedNetwork;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a network that says what it learned from: those beside its file, {@code content/networks/sketches.safetensors},
 * or those that ship with the application for a network of this name.
 *
 * <pre>
 *   learned: digits              a set that this course draws: its pictures and classes
 *   learned: [cat, dog, owl]     anything else: its classes, in the order of the network's outputs
 * </pre>
 */
public final class WeightsFile {
    public static final String ENDING = ".safetensors";

    private static final Map<String, SyntheticPictures> DRAWN = new TreeMap<>(SyntheticPictures.sets());

    private WeightsFile() {}

    /**
     * The trained network; null if it learned nothing, or there is a problem, which is then reported.
     *
     * @param bytes what stands beside the network's file, null if there is nothing
     */
    public static @Nullable TrainedNetwork read(
            NetworkFile.Reading reading, byte @Nullable [] bytes, Problems problems) {
        Network network = reading.network();
        Yaml learned = reading.learned();
        String file = "networks/" + network.name() + ENDING;
        if (!learned.present()) {
            if (bytes != null) {
                learned.problem(
                        "%s holds weights, but nothing says what they learned (allowed: %s, or a list of classes)"
                                .formatted(file, String.join(", ", DRAWN.keySet())));
            }
            return null;
        }
        int before = problems.size();
        SyntheticPictures pictures = learned.isList() ? null : DRAWN.get(learned.oneOf(List.copyOf(DRAWN.keySet())));
        List<String> classes =
                pictures == null ? learned.list().stream().map(Yaml::string).toList() : pictures.classes();
        if (problems.size() > before) {
            return null;
        }
        Shape output = network.output();
        if (!output.isVector() || output.channels() != classes.size()) {
            learned.problem("there are %d classes, but the network gives %s".formatted(classes.size(), output));
        }
        if (pictures != null && !fits(pictures.shape(), network.input())) {
            learned.problem(
                    "these pictures are %s, but the network reads %s".formatted(pictures.shape(), network.input()));
        }
        Weights weights = bytes == null ? shipped(network, learned, file) : beside(network, file, bytes, problems);
        return problems.size() > before || weights == null
                ? null
                : new TrainedNetwork(network, weights, classes, pictures);
    }

    private static boolean fits(Shape picture, Shape input) {
        return picture.channels() == input.channels()
                && picture.height() <= input.height()
                && picture.width() <= input.width();
    }

    private static @Nullable Weights shipped(Network network, Yaml learned, String file) {
        try {
            return Safetensors.shipped(network);
        } catch (IllegalArgumentException none) {
            learned.problem("%s; its own belong into %s".formatted(none.getMessage(), file));
            return null;
        }
    }

    private static @Nullable Weights beside(Network network, String file, byte[] bytes, Problems problems) {
        try {
            Safetensors arrays = Safetensors.read(new ByteArrayInputStream(bytes));
            List<String> misfits = arrays.misfits(network);
            misfits.forEach(misfit -> problems.add(file, 1, misfit));
            return misfits.isEmpty() ? arrays.weights(network).fixed() : null;
        } catch (IOException unreadable) {
            problems.add(file, 1, String.valueOf(unreadable.getMessage()));
            return null;
        }
    }
}
