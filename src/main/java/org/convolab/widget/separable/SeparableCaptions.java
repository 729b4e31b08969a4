package org.convolab.widget.separable;

import java.util.List;
import org.convolab.widget.Numerals;
import org.jspecify.annotations.Nullable;

/** What the page says of the two steps and their costs: claims about the numbers of the view, put side by side. */
record SeparableCaptions(
        List<Separable.Channel> channels,
        float sum,
        double ratio,
        Separable.Cost standard,
        Separable.Cost depthwise,
        Separable.Cost separable) {

    /** Shares of cost and of time that differ by less than this are not told apart. */
    private static final double ALIKE = 0.1;

    String sentence(Separable.@Nullable Measured measured) {
        boolean silent = channels.stream().allMatch(channel -> channel.depthwise() == 0);
        String pixel = silent
                ? "Here each kernel gives 0, and so does their sum. "
                : "Each channel gives one number, and only then do the three meet: their weighted sum is %s. "
                        .formatted(Numerals.text(sum));
        String costs = ratio < 1
                ? "In the layer below, the two steps cost %s of a standard layer, and %s of that is the pointwise step."
                        .formatted(
                                ratio < 0.9 ? Numerals.format(ratio, "0.0 %") : Numerals.share(ratio),
                                Numerals.share(1 - (double) depthwise.multiplyAdds() / separable.multiplyAdds()))
                : "In the layer below, the two steps save nothing: with so small a kernel or so few filters a standard layer costs "
                        + (ratio > 1 ? "less." : "as much.");
        return pixel
                + costs
                + (measured == null
                        ? ""
                        : " Measured on this server, they took %s of its time."
                                .formatted(Numerals.format(measured.ratio(), "0 %")));
    }

    String clock(Separable.Measured measured) {
        return beside(measured)
                + "Each time is the median of %s on one thread, measured at %s UTC and kept since. Another machine, or another moment, gives other times."
                        .formatted(
                                Numerals.count(measured.runs(), "run"),
                                measured.when().replace("T", ", ").replace("Z", ""));
    }

    /** The share of the time beside the share of the multiply-adds. */
    private String beside(Separable.Measured measured) {
        if (measured.ratio() < (1 - ALIKE) * ratio) {
            return "The two steps take a smaller share of the standard layer’s time than of its multiply-adds. "
                    + (2 * standard.weights() > standard.numbers()
                            ? "Most of what the standard layer moves is its %s, and it does only %s multiply-adds with each number. "
                                    .formatted(
                                            Numerals.count(standard.weights(), "weight"),
                                            Numerals.format(standard.perNumber(), "0.0"))
                            : "");
        }
        if (measured.ratio() > (1 + ALIKE) * ratio) {
            return "The two steps take a larger share of the standard layer’s time than of its multiply-adds. "
                    + (depthwise.perNumber() < standard.perNumber()
                            ? "The depthwise step does %s multiply-adds for each number that it moves, where the standard layer does %s, so it may wait for memory; and each of its kernels works on a channel of its own, where this engine is quickest with many filters on the same numbers. "
                                    .formatted(
                                            Numerals.format(depthwise.perNumber(), "0.0"),
                                            Numerals.format(standard.perNumber(), "0.0"))
                            : "");
        }
        return "";
    }
}
