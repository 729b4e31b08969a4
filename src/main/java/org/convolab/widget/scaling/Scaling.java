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

/**
 * Teaches that a network grows best in depth, width and resolution at once: EfficientNet's compound scaling, the network that
 * is really built after rounding, and the same budget spent on one of the three alone.
 */
@Component
final class Scaling implements Widget<Scaling.Coefficients, Scaling.Scaled> {

    /** So many times B0's multiply-adds may be asked for. */
    private static final int LARGEST_BUDGET = 128;

    /** A budget that is B0's, but for what powers round. */
    private static final double B0_BUDGET = 1.000001;

    /** The compound coefficient, and what one unit of it does to depth, width and resolution. */
    public record Coefficients(
            @Bounds(min = 0, max = 7) double phi,
            @Bounds(min = 1, max = 4) double alpha,
            @Bounds(min = 1, max = 4) double beta,
            @Bounds(min = 1, max = 4) double gamma) {

        public List<Preset> published() {
            return PUBLISHED;
        }
    }

    /**
     * The stem, a stage of blocks or the head, as it is built.
     *
     * @param wantedRepeats the repeats before they are rounded up
     * @param wantedChannels the channels before they are rounded to a multiple of 8
     * @param side of the maps that it gives; 1 for the head, which averages them
     */
    public record ScaledStage(
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
    public record Spending(
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
            List<ScaledStage> stages,
            List<Spending> ways,
            String sentence)
            implements View {

        /** Whether there is more to spend than B0 costs. */
        public boolean spends() {
            return budget > B0_BUDGET;
        }

        /** Whether it is a published member after B0, with factors of its own instead of powers of one φ. */
        public boolean published() {
            EfficientNet built = new EfficientNet(depth, width, side);
            return !built.equals(EfficientNet.B0)
                    && EfficientNet.PUBLISHED.stream()
                            .anyMatch(member -> member.network().equals(built));
        }

        /** The sign before a number that is shown to two decimals. */
        public String sign(double number) {
            return Math.abs(number - Math.rint(100 * number) / 100) < 1e-9 ? "=" : "≈";
        }

        public Silhouettes silhouettes() {
            return Silhouettes.of(side, stages.subList(1, stages.size() - 1));
        }
    }

    /** The published members of the family, each as the parameters with which it is built: its own factors, and φ = 1. */
    public record Preset(String name, double phi, double alpha, double beta, double gamma) {}

    /** The factors that the paper's small grid search found. */
    static final Coefficients START = new Coefficients(1, 1.2, 1.1, 1.15);

    private static final List<Preset> PUBLISHED = EfficientNet.PUBLISHED.stream()
            .map(member -> member.network().equals(EfficientNet.B0)
                    ? new Preset(member.name(), 0, START.alpha(), START.beta(), START.gamma())
                    : new Preset(
                            member.name(),
                            1,
                            member.network().depth(),
                            member.network().width(),
                            Math.round(1e6 * member.network().side() / EfficientNet.SIDE) / 1e6))
            .toList();

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
        return START;
    }

    @Override
    public Scaled view(Coefficients p, CourseResources materials) {
        double step = p.alpha() * p.beta() * p.beta() * p.gamma() * p.gamma();
        double budget = Math.pow(step, p.phi());
        if (budget > LARGEST_BUDGET * B0_BUDGET) {
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
        EfficientNet scaled = new EfficientNet(depth, width, side(resolution));
        List<EfficientNet.Blocks> groups = EfficientNet.B0.groups();
        List<EfficientNet.Blocks> scaledGroups = scaled.groups();
        Spending base = spending("B0", EfficientNet.B0, 1, groups);
        Spending compound = spending("as set above", scaled, resolution, scaledGroups);
        List<Spending> ways = List.of(
                base,
                compound,
                spending("depth only", budget, 1, 1),
                spending("width only", 1, Math.sqrt(budget), 1),
                spending("resolution only", 1, 1, Math.sqrt(budget)));
        List<ScaledStage> stages = stages(scaled, groups, scaledGroups);
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
                stages,
                ways,
                new ScalingCaptions(p, budget, growth, stages, ways).sentence());
    }

    private static Spending spending(String name, double depth, double width, double resolution) {
        EfficientNet network = new EfficientNet(depth, width, side(resolution));
        return spending(name, network, resolution, network.groups());
    }

    private static int side(double resolution) {
        return (int) Math.round(EfficientNet.SIDE * resolution);
    }

    private static Spending spending(
            String name, EfficientNet network, double resolution, List<EfficientNet.Blocks> groups) {
        return new Spending(
                name,
                network.depth(),
                network.width(),
                resolution,
                network.side(),
                groups.stream().mapToLong(EfficientNet.Blocks::parameters).sum(),
                groups.stream().mapToLong(EfficientNet.Blocks::multiplyAdds).sum());
    }

    private static List<ScaledStage> stages(
            EfficientNet scaled, List<EfficientNet.Blocks> base, List<EfficientNet.Blocks> built) {
        List<ScaledStage> stages = new ArrayList<>();
        for (int i = 0; i < built.size(); i++) {
            boolean stage = i > 0 && i < built.size() - 1;
            int repeats = base.get(i).repeats();
            int channels =
                    stage ? EfficientNet.STAGES.get(i - 1).channels() : i == 0 ? EfficientNet.STEM : EfficientNet.HEAD;
            EfficientNet.Blocks part = built.get(i);
            stages.add(new ScaledStage(
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
        return stages;
    }
}
