package org.convolab.widget.layers;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.convolab.engine.insight.Units;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.tensor.Shape;
import org.convolab.image.Drawing;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Numerals;
import org.convolab.widget.TrainedNetwork;
import org.jspecify.annotations.Nullable;

/**
 * A way to look into a network, computed for one layer, unit or place: its image, the numbers that go with it, what to
 * notice in them, and the template that shows them.
 */
sealed interface Visualization
        permits Overview,
                FilterKernels,
                ActivationMaps,
                StrongestPatches,
                BackwardImages,
                GradientAscent,
                OcclusionMap,
                ClassEvidence {

    /** A way to look before anything is computed: which layers it fits, and what it costs. */
    interface Technique {
        Visualization of(Inspection at);

        /** The layer that is looked at if none is chosen. */
        default int layer(Blocks blocks) {
            return blocks.scores();
        }

        /** The place of a unit that is looked at if none is chosen. */
        default Units.Place place(TracedNetwork traced, int index, int unit) {
            return traced.strongestPlace(index, unit);
        }

        /** Why a layer cannot be looked at in this way; null if it can. */
        default @Nullable BadParameter misfit(TrainedNetwork trained, Blocks blocks, int index) {
            return null;
        }

        /**
         * Refuses what does not fit the network among the parameters that are this technique's own.
         *
         * @throws BadParameter if one does not
         */
        default void check(Layers.State p, Shape input) {}

        /** How many milliseconds it takes, about. */
        default double cost(Layers.State p) {
            return 0;
        }
    }

    Inspection at();

    TiledImage image();

    /** What to notice, true of the numbers that are shown. */
    String caption();

    /** The activation that is looked at. */
    default float activation() {
        return at().activation();
    }

    /** The other drawings of the template, by name. */
    default Map<String, Drawing> drawings() {
        return Map.of();
    }

    /** The drawings that stand beside them by the trained weights. */
    default Map<String, Drawing> drawingsBeside(Visualization trained) {
        return Map.of("before", trained.image().drawing());
    }

    /** Whether the image is the size of the picture, pixel over pixel. */
    default boolean overPicture() {
        return false;
    }

    /** How alike it is to the same by the trained weights: Spearman's rank correlation of the sizes of all numbers. */
    default double similarity(Visualization trained) {
        return SanityCheck.similarity(trained.image(), image());
    }

    /** How alike the two are, in words. */
    default String comparison(SanityCheck.Check check, Visualization trained) {
        if (image().isConstant() || trained.image().isConstant()) {
            return "one of the two images has the same number everywhere, so that nothing can be compared.";
        }
        return "the image has a rank correlation of %s with that by the trained weights: 1 is the same order of sizes, 0 no common order."
                .formatted(Numerals.format(check.similarity(), "0.00"));
    }

    default List<UnitArithmetic.Step> steps() {
        return List.of();
    }

    default List<StrongestPatches.Found> found() {
        return List.of();
    }

    default GradientAscent.@Nullable Climb climb() {
        return null;
    }

    default OcclusionMap.@Nullable Hiding hiding() {
        return null;
    }

    default ClassEvidence.@Nullable Evidence evidence() {
        return null;
    }

    /** How much is left of it as more and more layers are shuffled. */
    default List<BackwardImages.Remains> remains(Visualization trained) {
        return List.of();
    }

    static String number(double value) {
        return Numerals.text(Math.abs(value) >= 100 ? Math.rint(value) : value);
    }

    /** {@code 5 × 5}. */
    static String size(int height, int width) {
        return "%d\u00a0×\u00a0%d".formatted(height, width);
    }

    /** {@code 5 × 5}, the pixels of a receptive field that is no whole picture. */
    static String size(ReceptiveField field) {
        return size(field.down().size(), field.across().size());
    }

    static String upper(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
