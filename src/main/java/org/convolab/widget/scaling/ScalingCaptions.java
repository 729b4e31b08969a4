package org.convolab.widget.scaling;

import java.util.List;
import java.util.function.Predicate;
import org.convolab.widget.Numerals;

/** What the page says of a scaled network: claims about the network that was built, put side by side. */
record ScalingCaptions(
        Scaling.Coefficients p,
        double budget,
        double growth,
        List<Scaling.ScaledStage> stages,
        List<Scaling.Spending> ways) {

    String sentence() {
        Scaling.Spending built = ways.get(1);
        boolean deeper = any(stage -> stage.repeats() > stage.baseRepeats());
        boolean wider = any(stage -> stage.channels() > stage.baseChannels());
        boolean finer = built.side() > EfficientNet.SIDE;
        if (!deeper && !wider && !finer) {
            return p.phi() == 0
                    ? "At φ = 0 every factor is 1: this is EfficientNet-B0 itself."
                    : "With these factors nothing grows: this is EfficientNet-B0 itself.";
        }
        return published(built)
                + "The factors ask for %s times the multiply-adds of B0; the network that was built has %s times as many, and %s parameters."
                        .formatted(
                                Numerals.format(budget, "0.00"),
                                Numerals.format(growth, "0.00"),
                                parameters(built.parameters(), ways.get(0).parameters()))
                + how(deeper, wider, finer);
    }

    private static String parameters(long built, long base) {
        String times = Numerals.format((double) built / base, "0.00");
        return built == base ? "as many" : times.equals("1.00") ? "about as many" : times + " times the";
    }

    /** Which published member it is, and why no φ would have led there. */
    private static String published(Scaling.Spending built) {
        return EfficientNet.PUBLISHED.stream()
                .filter(member -> member.network().equals(network(built)))
                .findFirst()
                .map(member -> "This is EfficientNet-%s as published: depth × %s, width × %s, %d pixels. %s "
                        .formatted(
                                member.name(),
                                Numerals.format(member.network().depth(), "0.0"),
                                Numerals.format(member.network().width(), "0.0"),
                                member.network().side(),
                                powers(member.network())))
                .orElse("");
    }

    private static EfficientNet network(Scaling.Spending built) {
        return new EfficientNet(built.depth(), built.width(), built.side());
    }

    private static String powers(EfficientNet network) {
        return "No φ gives it: with α = %s, β = %s and γ = %s its depth would take φ = %s, its width %s and its resolution %s."
                .formatted(
                        Numerals.text(Scaling.START.alpha()),
                        Numerals.text(Scaling.START.beta()),
                        Numerals.text(Scaling.START.gamma()),
                        phi(network.depth(), Scaling.START.alpha()),
                        phi(network.width(), Scaling.START.beta()),
                        phi((double) network.side() / EfficientNet.SIDE, Scaling.START.gamma()));
    }

    private static String phi(double factor, double base) {
        return Numerals.format(Math.log(factor) / Math.log(base), "0.00");
    }

    private String how(boolean deeper, boolean wider, boolean finer) {
        if (deeper && !wider && !finer) {
            return " Only the depth grew: whole blocks were added, each with weights of its own." + rounded();
        }
        if (wider && !deeper && !finer) {
            return " Only the width grew: there are as many blocks as in B0, with more channels.";
        }
        if (finer && !deeper && !wider) {
            return " Only the picture is finer: the same weights are used at more places.";
        }
        return rounded();
    }

    /** How many more blocks there are than were asked for. */
    private String rounded() {
        List<Scaling.ScaledStage> blocks = stages.subList(1, stages.size() - 1);
        int built = blocks.stream().mapToInt(Scaling.ScaledStage::repeats).sum();
        double wanted =
                blocks.stream().mapToDouble(Scaling.ScaledStage::wantedRepeats).sum();
        return built > wanted + 0.05
                ? " Layers are whole, so each stage rounds its blocks up: to %d in all where %s were asked for."
                        .formatted(built, Numerals.format(wanted, "0.0"))
                : "";
    }

    private boolean any(Predicate<Scaling.ScaledStage> grew) {
        return stages.stream().anyMatch(grew);
    }
}
