package org.convolab.widget.weights;

import java.util.Locale;
import java.util.Map;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Shape;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Steps;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.springframework.stereotype.Component;

@Component
final class WeightCounts implements Widget<WeightCounts.Layers, WeightCounts.Counts> {
    /** The units of the drawing: a row of 8 pixels has 6 places for a kernel 3 wide. */
    private static final int DRAWN = 6;

    /**
     * A square picture, a dense layer and a convolution that read it, and the unit of the drawing whose weights are
     * followed.
     */
    public record Layers(
            @Bounds(min = 1, max = 2048) int size,
            @Bounds(min = 1, max = 256) int channels,
            @Bounds(min = 1, max = 10_000) int neurons,
            @Bounds(min = 1, max = 31) int kernel,
            @Bounds(min = 1, max = 2048) int filters,
            @Bounds(min = 0, max = DRAWN - 1) int unit) {}

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
            implements View {}

    @Override
    public String id() {
        return "weights";
    }

    @Override
    public String title() {
        return "Weights, own or shared";
    }

    @Override
    public Layers start() {
        return new Layers(512, 1, 1000, 3, 64, 0);
    }

    @Override
    public Counts view(Layers p, CourseResources materials) {
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
    public Steps walk(Layers p, Counts counts) {
        return new Steps(p.unit(), DRAWN, unit -> Map.of("unit", unit));
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
            return "Here both layers keep equally many weights: the picture is so small that nothing is saved.";
        }
        if (all < few) {
            return "Here the dense layer keeps fewer weights. Its picture is tiny; the convolution would keep the same "
                    + text("%,d", few) + " weights on a picture of any size.";
        }
        String length = length((double) few / all);
        return "The dense layer keeps %s times as many weights. If its weights were a bar 1 km long, those of the convolution would be %s. Doubling the picture’s side makes the dense count four times as large and leaves the other as it is."
                .formatted(times((double) all / few), length);
    }

    private static String times(double times) {
        return times < 10 ? text("%.1f", times) : text("%,.0f", times);
    }

    private static String length(double kilometers) {
        double millimeters = kilometers * 1e6;
        if (millimeters >= 1000) {
            return text("%,.0f m", millimeters / 1000);
        }
        if (millimeters >= 10) {
            return text("%.0f cm", millimeters / 10);
        }
        return millimeters >= 0.1 ? text("%.1f mm", millimeters) : "less than the width of a hair";
    }

    private static String text(String format, Object number) {
        return String.format(Locale.ROOT, format, number);
    }
}
