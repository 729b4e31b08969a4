package org.convolab.widget.weights;

import java.util.List;
import java.util.Map;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Shape;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Numerals;
import org.convolab.widget.Steps;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.springframework.stereotype.Component;

/**
 * Why a convolution has so few weights: a dense unit has one for every pixel of the picture, a filter one kernel, which it
 * uses at every place. Looking at a patch saves some of them, sharing the patch's weights the rest.
 */
@Component
final class WeightCounts implements Widget<WeightCounts.Sizes, WeightCounts.Counts> {
    private static final int LARGEST = 2048;

    /** The length of the longer bar. */
    private static final double BAR = 960;

    /**
     * A square picture, a dense layer and a convolution that read it, and the unit of the drawing whose weights are
     * followed.
     */
    public record Sizes(
            @Bounds(min = 1, max = LARGEST) int size,
            @Bounds(min = 1, max = 256) int channels,
            @Bounds(min = 1, max = 10_000) int neurons,
            @Bounds(min = 1, max = 31) int kernel,
            @Bounds(min = 1, max = 2048) int filters,
            @Bounds(min = 0, max = Wiring.UNITS - 1) int unit) {

        /** Whether a picture of half the side holds the kernel. */
        public boolean halves() {
            return size >= 2 * kernel;
        }

        public boolean doubles() {
            return 2 * size <= LARGEST;
        }
    }

    /**
     * What the two layers keep and what they do.
     *
     * @param localWeights the weights of as many units as the dense layer has, each looking at a patch of the kernel's
     *     size through weights of its own
     * @param ratio the convolution's weights as a share of the dense layer's
     * @param places how many places the kernel takes each way, without padding
     * @param magnified how often the larger count's bar is magnified until the smaller one fills a hundredth of it
     */
    public record Counts(
            long denseWeights,
            long denseParameters,
            long denseMultiplyAdds,
            long localWeights,
            long convolutionWeights,
            long convolutionParameters,
            long convolutionMultiplyAdds,
            double ratio,
            int places,
            long magnified,
            String sentence)
            implements View {
        /** The ways to wire the drawing's units. */
        public List<Wiring> wirings() {
            return List.of(Wiring.values());
        }

        /** How long the bar of a count is, of {@link #BAR} for the larger one. */
        public double bar(long weights) {
            return BAR * weights / (double) Math.max(denseWeights, convolutionWeights);
        }

        /** The same magnified, as far as it can be seen. */
        public double magnifiedBar(long weights) {
            return Math.min(BAR, bar(weights) * magnified);
        }

        /** What looking at patches leaves of the dense layer's weights, and sharing of these. */
        public String patches() {
            String alone = "Looking at patches alone would leave %s of the dense layer above"
                    .formatted(Numerals.count(localWeights, "weight"));
            return alone
                    + (localWeights > convolutionWeights
                            ? "; the convolution, which shares them among all places, keeps "
                                    + Numerals.text((double) convolutionWeights) + "."
                            : ".");
        }
    }

    @Override
    public String id() {
        return "weights";
    }

    @Override
    public String title() {
        return "Weights, own or shared";
    }

    @Override
    public Sizes start() {
        return new Sizes(512, 1, 1000, 3, 64, 0);
    }

    @Override
    public Counts view(Sizes p, CourseResources materials) {
        if (p.kernel() > p.size()) {
            throw new BadParameter("kernel", p.kernel(), "at most the picture's size, " + p.size());
        }
        Shape picture = new Shape(p.channels(), p.size(), p.size());
        Shape patch = new Shape(p.channels(), p.kernel(), p.kernel());
        // A dense layer uses each of its parameters once, so its multiply-adds are its weights and its connections are
        // its parameters; both are counted beyond the numbers that an array could hold.
        Dense dense = Dense.of(picture.size(), p.neurons());
        Dense local = Dense.of(patch.size(), p.neurons());
        Conv2d convolution = Conv2d.of(p.channels(), p.filters(), Window.of(p.kernel()));
        long all = dense.multiplyAdds(picture);
        long few = convolution.withoutBias().parameterCount();
        double ratio = (double) few / all;
        return new Counts(
                all,
                dense.connections(picture),
                dense.multiplyAdds(picture),
                local.multiplyAdds(patch),
                few,
                convolution.parameterCount(),
                convolution.multiplyAdds(picture),
                ratio,
                convolution.output(picture).width(),
                magnified(Math.min(ratio, 1 / ratio)),
                sentence(all, few));
    }

    @Override
    public Steps walk(Sizes p, Counts counts) {
        return new Steps(p.unit(), Wiring.UNITS, unit -> Map.of("unit", unit));
    }

    private static long magnified(double share) {
        long times = 1;
        while (share * times < 0.01) {
            times *= 10;
        }
        return times;
    }

    private static String sentence(long all, long few) {
        if (all == few) {
            return "Here both layers keep equally many weights, so that nothing is saved.";
        }
        if (all < few) {
            return "Here the dense layer keeps fewer weights; the convolution would keep the same %s on a picture of any size."
                    .formatted(Numerals.text((double) few));
        }
        return "The dense layer keeps %s. If its weights were a bar 1 km long, those of the convolution would be %s. Doubling the picture’s side makes the dense count four times as large and leaves the other as it is."
                .formatted(more(all, few), length((double) few / all));
    }

    private static String more(long all, long few) {
        double times = (double) all / few;
        return times < 1.05
                ? Numerals.count(all - few, "weight") + " more"
                : Numerals.format(times, times < 9.95 ? "0.0" : "#,##0") + " times as many weights";
    }

    private static String length(double kilometers) {
        double millimeters = kilometers * 1e6;
        if (millimeters >= 999.5) {
            return Numerals.format(millimeters / 1000, "#,##0") + " m";
        }
        if (millimeters >= 9.95) {
            return Numerals.format(millimeters / 10, "0") + " cm";
        }
        return millimeters >= 0.1 ? Numerals.format(millimeters, "0.0") + " mm" : "less than a tenth of a millimeter";
    }
}
