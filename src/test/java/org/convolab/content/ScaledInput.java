package org.convolab.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.convolab.content.chapter.Effort;
import org.convolab.engine.network.Network;
import org.convolab.engine.network.Safetensors;
import org.convolab.engine.network.Safetensors.Array;

/**
 * A course of somebody's own whose network computes what the bundled one of the same name does, but reads its pictures
 * scaled: y = (scale · x - mean) / std. Its first weights, multiplied by std / scale, take that back, and the first biases
 * what the mean is.
 */
public final class ScaledInput {
    private ScaledInput() {}

    /**
     * The course.
     *
     * @param std for each channel
     */
    public static Course course(Path folder, Network bundled, String first, double scale, double mean, double... std) {
        Samples.course(folder);
        String name = bundled.name();
        try {
            String text = Files.readString(Path.of("content/networks", name + ".yml"));
            Samples.write(
                    folder,
                    "networks/" + name + ".yml",
                    text.replace(
                            "\nlayers:",
                            "\nscale: %s\nmean: %s\nstd: %s\nlayers:".formatted(scale, mean, Arrays.toString(std))));
            Files.write(
                    folder.resolve("networks/" + name + ".safetensors"),
                    scaled(Safetensors.of(bundled, Safetensors.shipped(bundled)), first, scale, mean, std)
                            .bytes());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        return Samples.read(folder, Effort.ALL).course();
    }

    private static Safetensors scaled(Safetensors trained, String first, double scale, double mean, double[] std) {
        Map<String, Array> arrays = new LinkedHashMap<>(trained.arrays());
        Array weight = trained.arrays().get(first + ".weight");
        Array bias = trained.arrays().get(first + ".bias");
        float[] weights = weight.numbers().clone();
        int area = weight.sizes()[2] * weight.sizes()[3];
        int each = weights.length / weight.sizes()[0];
        float[] biases = bias == null ? null : bias.numbers().clone();
        for (int i = 0; i < weights.length; i++) {
            if (biases != null) {
                biases[i / each] += (float) (weights[i] * mean / scale);
            }
            weights[i] *= (float) (std[i / area % std.length] / scale);
        }
        arrays.put(first + ".weight", new Array(weights, weight.sizes()));
        if (biases != null) {
            arrays.put(first + ".bias", new Array(biases, bias.sizes()));
        }
        return new Safetensors(arrays, trained.metadata());
    }
}
