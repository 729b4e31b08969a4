package org.convolab.widget.layers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Supplier;
import org.convolab.engine.insight.TopActivations;
import org.convolab.engine.insight.WeightRandomization;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What many states share and is computed once: shuffled weights, top activations, occlusion maps and steps of an ascent. */
final class Computed {
    /** How many drawn pictures that training has not seen top activations are chosen from, and how many are kept. */
    static final int PICTURES = 256;

    static final int TOP = 9;

    /** The seed by which weights are shuffled. */
    private static final long SEED = 1;

    private record Shuffled(Weights weights, int layers) {}

    private final Cache<Shuffled, Weights> shuffled =
            Caffeine.newBuilder().maximumSize(32).build();

    private final Cache<Weights, TopActivations> tops =
            Caffeine.newBuilder().maximumSize(16).build();

    private final Cache<Record, Tensor> images =
            Caffeine.newBuilder().maximumSize(512).build();

    /** The weights with those of so many layers shuffled, from the last down; the same object each time. */
    Weights shuffled(TracedNetwork traced, int layers) {
        return shuffled.get(
                new Shuffled(traced.weights, layers),
                key -> WeightRandomization.last(traced.trained.network(), key.weights(), key.layers(), SEED));
    }

    /** The drawn pictures in which each unit is most active. */
    TopActivations topActivations(TracedNetwork traced) {
        return tops.get(
                traced.weights,
                weights -> TopActivations.of(traced.trained.network(), weights, traced.trained.fresh(PICTURES), TOP));
    }

    /** An image, computed unless it is known; the key says everything that it depends on. */
    Tensor image(Record key, Supplier<Tensor> image) {
        return images.get(key, absent -> image.get());
    }

    /** That image, if it is known. */
    @Nullable
    Tensor known(Record key) {
        return images.getIfPresent(key);
    }
}
