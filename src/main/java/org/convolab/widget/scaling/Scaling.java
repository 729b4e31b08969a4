package org.convolab.widget.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.springframework.stereotype.Component;

@Component
final class Scaling implements Widget<Scaling.Coefficients, Scaling.Scaled> {

    /** So many times B0's multiply-adds may be asked for. */
    private static final int LARGEST_BUDGET = 128;

    /** The compound coefficient, and what one unit of it does to depth, width and resolution. */
    public record Coefficients(
            @Bounds(min = 0, max = 7) double phi,
            @Bounds(min = 1, max = 4) double alpha,
            @Bounds(min = 1, max = 4) double beta,
            @Bounds(min = 1, max = 4) double gamma) {}

    /**
     * A part of the network as it is built.
     *
     * @param wantedRepeats the repeats before they are rounded up
     * @param wantedChannels the channels before they are rounded to a multiple of 8
     * @param side of the maps that it gives; 1 for the head, which averages them
     */
    public record Part(
            String name,
            int baseRepeats,
            double wantedRepeats,
            int repeats,
            int baseChannels,
            double wantedChannels,
            int channels,
            int baseSide,
            int side,
            long parameters,
            long multiplyAdds) {}

    /** A way to spend the budget: its factors, and what the network that is built costs. */
    public record Way(
            String name, double depth, double width, double resolution, int side, long parameters, long multiplyAdds) {}

    /**
     * The scaled network.
     *
     * @param depth alpha to the power of phi, {@code width} beta's, {@code resolution} gamma's
     * @param side of the picture in pixels
     * @param step alpha·beta²·gamma², by which one more phi is meant to multiply the multiply-adds
     * @param budget the same to the power of phi
     * @param rule 2 to the power of phi
     * @param growth how many times B0's multiply-adds the built network has
     * @param ways B0, the network with these factors, and the budget spent on one thing only
     */
    public record Scaled(
            double depth,
            double width,
            double resolution,
            int side,
            long parameters,
            long multiplyAdds,
            double step,
            double budget,
            double rule,
            double growth,
            List<Part> stages,
            List<Way> ways,
            String sentence)
            implements View {}

    @Override
    public String id() {
        return "scaling";
    }

    @Override
    public String title() {
        return "Compound scaling";
    }

    @Override
    public Coefficients start() {
        return new Coefficients(1, 1.2, 1.1, 1.15);
    }

    @Override
    public Scaled view(Coefficients p, CourseResources materials) {
        double step = p.alpha() * p.beta() * p.beta() * p.gamma() * p.gamma();
        double budget = Math.pow(step, p.phi());
        if (budget > LARGEST_BUDGET * 1.000001) {
            throw new BadParameter(
                    "phi",
                    p.phi(),
                    String.format(
                            Locale.ROOT,
                            "what multiplies the work at most %d times: with these factors, up to %.2f",
                            LARGEST_BUDGET,
                            Math.floor(100 * Math.log(LARGEST_BUDGET) / Math.log(step)) / 100));
        }
        double depth = Math.pow(p.alpha(), p.phi());
        double width = Math.pow(p.beta(), p.phi());
        double resolution = Math.pow(p.gamma(), p.phi());
        Way base = way("B0", 1, 1, 1);
        Way compound = way("as set above", depth, width, resolution);
        List<Way> ways = List.of(
                base,
                compound,
                way("depth only", budget, 1, 1),
                way("width only", 1, Math.sqrt(budget), 1),
                way("resolution only", 1, 1, Math.sqrt(budget)));
        List<Part> parts = parts(new EfficientNet(depth, width, compound.side()));
        double growth = (double) compound.multiplyAdds() / base.multiplyAdds();
        return new Scaled(
                depth,
                width,
                resolution,
                compound.side(),
                compound.parameters(),
                compound.multiplyAdds(),
                step,
                budget,
                Math.pow(2, p.phi()),
                growth,
                parts,
                ways,
                sentence(p, budget, growth, parts, ways));
    }

    private static Way way(String name, double depth, double width, double resolution) {
        int side = (int) Math.round(EfficientNet.SIDE * resolution);
        List<EfficientNet.Part> parts = new EfficientNet(depth, width, side).parts();
        return new Way(
                name,
                depth,
                width,
                resolution,
                side,
                parts.stream().mapToLong(EfficientNet.Part::parameters).sum(),
                parts.stream().mapToLong(EfficientNet.Part::multiplyAdds).sum());
    }

    private static List<Part> parts(EfficientNet scaled) {
        List<EfficientNet.Part> base = EfficientNet.B0.parts();
        List<EfficientNet.Part> built = scaled.parts();
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < built.size(); i++) {
            boolean stage = i > 0 && i < built.size() - 1;
            int repeats = base.get(i).repeats();
            int channels =
                    stage ? EfficientNet.STAGES.get(i - 1).channels() : i == 0 ? EfficientNet.STEM : EfficientNet.HEAD;
            EfficientNet.Part part = built.get(i);
            parts.add(new Part(
                    part.name(),
                    repeats,
                    stage ? repeats * scaled.depth() : 1,
                    part.repeats(),
                    channels,
                    channels * scaled.width(),
                    scaled.channels(channels),
                    base.get(i).output().height(),
                    part.output().height(),
                    part.parameters(),
                    part.multiplyAdds()));
        }
        return parts;
    }

    private static String sentence(Coefficients p, double budget, double growth, List<Part> parts, List<Way> ways) {
        if (budget < 1.000001) {
            return "At φ = 0 every factor is 1: this is EfficientNet-B0 itself.";
        }
        Way compound = ways.get(1);
        double weights = (double) compound.parameters() / ways.get(0).parameters();
        String built = String.format(
                Locale.ROOT,
                "The factors ask for %.2f times the multiply-adds of B0; the network that was built has %.2f times as many, and %.2f times the parameters.",
                budget,
                growth,
                weights);
        if (p.alpha() > 1 && p.beta() == 1 && p.gamma() == 1) {
            return built + " Depth adds whole layers, each with weights of its own.";
        }
        if (p.alpha() == 1 && p.beta() > 1 && p.gamma() == 1) {
            return built + " Width multiplies the channels on both sides of every convolution.";
        }
        if (p.alpha() == 1 && p.beta() == 1) {
            return built + " A finer picture uses the same weights at more places.";
        }
        List<Part> stages = parts.subList(1, parts.size() - 1);
        int blocks = stages.stream().mapToInt(Part::repeats).sum();
        double wanted = stages.stream().mapToDouble(Part::wantedRepeats).sum();
        return built
                + (blocks > wanted + 0.05
                        ? String.format(
                                Locale.ROOT,
                                " They differ because layers are whole: each stage rounds up, to %d blocks in all where %.1f were asked for.",
                                blocks,
                                wanted)
                        : " Layers and channels are whole numbers, so the two first do not agree exactly.");
    }
}
