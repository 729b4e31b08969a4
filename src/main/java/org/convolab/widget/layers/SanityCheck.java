package org.convolab.widget.layers;

import java.util.Arrays;
import java.util.List;
import org.convolab.engine.insight.RankCorrelation;
import org.convolab.engine.insight.WeightRandomization;
import org.convolab.widget.Grid;

/**
 * The sanity check of explanations: an image by shuffled weights beside the same by the trained ones (Adebayo et al., Sanity
 * Checks for Saliency Maps, 2018).
 */
record SanityCheck(Visualization shown, Visualization trained, Check check) {
    /**
     * The same by the trained weights.
     *
     * @param similarity Spearman's rank correlation of the sizes of all numbers; of patches, the share that both have
     * @param above whether all shuffled layers lie above the unit, so that nothing can change
     */
    public record Check(String prediction, float activation, Grid image, double similarity, boolean above) {}

    static SanityCheck of(Visualization shown, Visualization trained) {
        Inspection at = trained.at();
        List<String> shuffling = WeightRandomization.layers(at.blocks().network());
        int lowest = at.blocks().index(shuffling.get(at.state().shuffled() - 1));
        return new SanityCheck(
                shown,
                trained,
                new Check(
                        at.traced().chances().get(0).name(),
                        trained.activation(),
                        Grid.of(trained.image().plane(), 0, 0),
                        shown.similarity(trained),
                        lowest > at.index()));
    }

    /** The rank correlation of two images; 1 if they are the same, even where nothing differs in them. */
    static double similarity(TiledImage one, TiledImage other) {
        float[] before = one.sizes();
        float[] after = other.sizes();
        return Arrays.equals(before, after) ? 1 : RankCorrelation.of(before, after);
    }

    String caption() {
        Inspection at = shown.at();
        String shuffled = "With %s shuffled ".formatted(at.state().last());
        if (check.above()) {
            return shuffled
                    + "nothing changes here: %s above %s."
                            .formatted(at.state().shuffled() == 1 ? "it lies" : "they lie", at.layer());
        }
        return shuffled
                + (shown.image().plane().data().length == 1
                        ? "it is %s; as trained it is %s."
                                .formatted(
                                        Visualization.number(shown.activation()),
                                        Visualization.number(check.activation()))
                        : shown.comparison(check, trained));
    }
}
