package org.convolab.widget.layers;

import org.convolab.engine.insight.ClassActivationMap;
import org.convolab.engine.layer.Dense;
import org.convolab.widget.BadParameter;
import org.convolab.widget.TrainedNetwork;
import org.jspecify.annotations.Nullable;

/**
 * Where in the picture the evidence for a class lies: its class activation map (Zhou et al., Learning Deep Features for
 * Discriminative Localization, 2016), or for networks without a global average pool Grad-CAM (Selvaraju et al., Grad-CAM:
 * Visual Explanations from Deep Networks, 2017). It teaches that a score may be a sum over places.
 */
record ClassEvidence(Inspection at, Evidence evidence, TiledImage image) implements Visualization {
    /**
     * How the evidence adds up.
     *
     * @param layer whose maps are weighed
     * @param gradients whether by Grad-CAM, which does not add up to anything
     * @param average of the map
     * @param score the network's own
     */
    public record Evidence(String layer, boolean gradients, float average, float bias, float score) {}

    static final class Technique implements Visualization.Technique {
        @Override
        public @Nullable BadParameter misfit(TrainedNetwork trained, Blocks blocks, int index) {
            int scores = blocks.scores();
            if (index != scores) {
                return new BadParameter(
                        "layer",
                        blocks.name(index),
                        "%s, whose units are the classes: evidence for a class is shown"
                                .formatted(blocks.name(scores)));
            }
            return blocks.all().limit(scores).anyMatch(i -> blocks.shape(i).area() > 1)
                    ? null
                    : new BadParameter(
                            "view",
                            "cam",
                            "any other: %s has no maps below its scores"
                                    .formatted(trained.network().name()));
        }

        @Override
        public Visualization of(Inspection at) {
            ClassActivationMap map =
                    ClassActivationMap.of(at.traced().trained.network(), at.units(), at.traced().picture, at.unit());
            double sum = 0;
            for (float each : map.map().data()) {
                sum += each;
            }
            boolean bias = at.blocks().layer(at.index()) instanceof Dense dense && dense.bias();
            return new ClassEvidence(
                    at,
                    new Evidence(
                            map.layer(),
                            map.gradients(),
                            (float) (sum / map.map().data().length),
                            bias ? at.traced().weights(at.index()).get("bias")[at.unit()] : 0,
                            at.activation()),
                    TiledImage.signed(map.map()));
        }
    }

    @Override
    public String caption() {
        if (evidence.gradients()) {
            return "This network has no global average pool before its scores, so it has no class activation map. Grad-CAM (Selvaraju et al. 2017) stands in: the maps of %s, each times the average gradient of %s; what speaks against the class is left out."
                    .formatted(evidence.layer(), at.activationName());
        }
        return "The class activation map (Zhou et al. 2016): the maps of %s, each times its weight for “%s”. Its average, %s, and the bias, %s, add up to the score: %s."
                .formatted(
                        evidence.layer(),
                        at.label(),
                        Visualization.number(evidence.average()),
                        Visualization.number(evidence.bias()),
                        Visualization.number(evidence.score()));
    }
}
