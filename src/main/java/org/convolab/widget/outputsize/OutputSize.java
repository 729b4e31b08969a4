package org.convolab.widget.outputsize;

import java.util.List;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Shape;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.PaddingRule;
import org.convolab.widget.Sides;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.springframework.stereotype.Component;

/**
 * Teaches how large the map is that a convolution layer gives, which pixels its window never reads, and what the layer costs
 * in parameters and multiply-adds.
 */
@Component
final class OutputSize implements Widget<OutputSize.LayerSettings, OutputSize.SizeAndCost> {

    /** A convolution layer on an input of {@code channels} maps of size {@code in}. */
    public record LayerSettings(
            @Bounds(min = 1, max = 4096) Sides in,
            @Bounds(min = 1, max = 31) Sides kernel,
            @Bounds(min = 0, max = 64) PaddingRule padding,
            @Bounds(min = 1, max = 64) Sides stride,
            @Bounds(min = 1, max = 64) Sides dilation,
            @Bounds(min = 1, max = 4096) int channels,
            @Bounds(min = 1, max = 4096) int filters,
            @Bounds(min = 1, max = 4096) int groups) {

        private Shape input() {
            return new Shape(channels, in.height(), in.width());
        }

        private Window window() {
            Window window = Window.of(kernel.height(), kernel.width())
                    .withStride(stride.height(), stride.width())
                    .withDilation(dilation.height(), dilation.width());
            return window.withPadding(padding.around(window, input(), Padding.Mode.ZERO));
        }
    }

    /**
     * The layer's arithmetic, and its costs. From {@code padded} to {@code unreadAtEnd}, {@code row} and {@code places} are
     * those of the way across, as {@link AxisSize} says them.
     *
     * @param out the larger of {@code outHeight} and {@code outWidth}
     * @param weightsEach the weights of one filter
     * @param axes the ways down and across; only one where they are alike
     */
    public record SizeAndCost(
            int padded,
            int reach,
            int room,
            int steps,
            int rest,
            int out,
            int outHeight,
            int outWidth,
            int unread,
            int unreadAtEnd,
            int weightsEach,
            long weights,
            int biases,
            long parameters,
            long multiplyAdds,
            List<AxisSize.Pixel> row,
            List<AxisSize.WindowPlace> places,
            List<AxisSize> axes,
            String sentence)
            implements View {}

    @Override
    public String id() {
        return "output-size";
    }

    @Override
    public String title() {
        return "Output size and cost";
    }

    @Override
    public LayerSettings start() {
        return new LayerSettings(Sides.of(224), Sides.of(7), PaddingRule.of(3), Sides.of(2), Sides.of(1), 3, 64, 1);
    }

    @Override
    public SizeAndCost view(LayerSettings p, CourseResources materials) {
        Window window = p.window();
        refuseWhatDoesNotFit(p, window);
        Conv2d layer = Conv2d.of(p.channels(), p.filters(), window).withGroups(p.groups());
        Padding padding = window.padding();
        AxisSize down = AxisSize.of(
                window.down(p.in().height()),
                p.in().height(),
                padding.top(),
                padding.bottom(),
                window.strideDown(),
                window.dilationDown());
        AxisSize across = AxisSize.of(
                window.across(p.in().width()),
                p.in().width(),
                padding.left(),
                padding.right(),
                window.strideAcross(),
                window.dilationAcross());
        List<AxisSize> axes = down.equals(across) ? List.of(across) : List.of(down, across);
        long parameters = layer.parameterCount();
        return new SizeAndCost(
                across.padded(),
                across.reach(),
                across.room(),
                across.steps(),
                across.rest(),
                Math.max(down.out(), across.out()),
                down.out(),
                across.out(),
                across.unread(),
                across.unreadAtEnd(),
                p.kernel().area() * p.channels() / p.groups(),
                parameters - p.filters(),
                p.filters(),
                parameters,
                layer.multiplyAdds(p.input()),
                across.row(),
                across.places(),
                axes,
                new OutputSizeCaptions(p, axes).sentence());
    }

    private static void refuseWhatDoesNotFit(LayerSettings p, Window window) {
        Padding padding = window.padding();
        refuse(p, p.in().height(), p.kernel().height(), p.dilation().height(), padding.top(), padding.bottom());
        refuse(p, p.in().width(), p.kernel().width(), p.dilation().width(), padding.left(), padding.right());
        if (p.channels() % p.groups() != 0) {
            throw new BadParameter(
                    "groups", p.groups(), "a number that divides the %d channels".formatted(p.channels()));
        }
        if (p.filters() % p.groups() != 0) {
            throw new BadParameter("groups", p.groups(), "a number that divides the %d filters".formatted(p.filters()));
        }
        long most = Integer.MAX_VALUE / ((long) p.kernel().area() * p.channels() / p.groups());
        if (p.filters() > most) {
            throw new BadParameter(
                    "filters", p.filters(), "at most %d, so that the weights can be counted".formatted(most));
        }
    }

    private static void refuse(LayerSettings p, int in, int kernel, int dilation, int before, int after) {
        int padded = in + before + after;
        int reach = dilation * (kernel - 1) + 1;
        if (reach <= padded) {
            return;
        }
        throw dilation > 1
                ? new BadParameter(
                        "dilation",
                        p.dilation(),
                        "what lets the window reach at most the %d pixels of the padded row; %d weights %d pixels apart reach %d"
                                .formatted(padded, kernel, dilation, reach))
                : new BadParameter(
                        "kernel",
                        p.kernel(),
                        "at most the padded input, %d + 2·%d = %d pixels".formatted(in, before, padded));
    }
}
