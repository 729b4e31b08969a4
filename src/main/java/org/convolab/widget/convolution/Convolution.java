package org.convolab.widget.convolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Form;
import org.convolab.widget.Grid;
import org.convolab.widget.KernelPresets;
import org.convolab.widget.Steps;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.springframework.stereotype.Component;

/**
 * What a convolution computes, number by number: the kernel lies on one place of the picture, each pixel under it is
 * multiplied by its weight, the products add up to one number of the feature map, and ReLU keeps what is above zero.
 * Stride, padding and dilation move the same sum to other pixels.
 */
@Component
final class Convolution implements Widget<Convolution.Sliding, Convolution.Maps> {

    /** The picture, the kernel, how it moves, and the place of the output that is looked at. */
    public record Sliding(
            @Form(Form.PICTURE) String input,
            @Form(Form.KERNEL) String kernel,
            @Bounds(min = 0, max = 31) int row,
            @Bounds(min = 0, max = 31) int col,
            boolean flip,
            @Bounds(min = 1, max = 8) int stride,
            @Bounds(min = 0, max = 8) int padding,
            @Bounds(min = 1, max = 8) int dilation) {}

    /**
     * The maps, and the sum at one place.
     *
     * @param padded the input with its padding
     * @param applied the kernel as it is laid on the input: turned by half for a true convolution
     * @param patch the pixels under the kernel's weights, row by row as they are
     * @param products each pixel times its weight
     */
    public record Maps(
            Grid input,
            Grid padded,
            Grid kernel,
            Grid applied,
            Grid featureMap,
            Grid reluMap,
            List<Float> patch,
            List<Float> weights,
            List<Float> products,
            float sum,
            float relu,
            String sentence)
            implements View {}

    @Override
    public String id() {
        return "convolution";
    }

    @Override
    public String title() {
        return "Kernel sliding";
    }

    @Override
    public Sliding start() {
        return new Sliding("seven", "vertical", 0, 0, false, 1, 0, 1);
    }

    @Override
    public Maps view(Sliding p, CourseResources materials) {
        Grid input = materials.grid("input", p.input());
        Grid kernel = KernelPresets.read("kernel", p.kernel());
        Grid padded = padded(input, p.padding());
        if (kernel.height() > padded.height() || kernel.width() > padded.width()) {
            throw new BadParameter(
                    "kernel",
                    p.kernel(),
                    "at most as large as the padded input, %d × %d".formatted(padded.height(), padded.width()));
        }
        Window window =
                new Window(kernel.height(), kernel.width(), p.stride(), p.dilation(), Padding.of(p.padding()), false);
        if (window.reachDown() > padded.height() || window.reachAcross() > padded.width()) {
            throw new BadParameter(
                    "dilation",
                    p.dilation(),
                    "one at which the kernel reaches over no more than the padded input, %d × %d"
                            .formatted(padded.height(), padded.width()));
        }
        Conv2d layer = new Conv2d(1, 1, window, 1, false, p.flip(), null);
        Tensor output = layer.forward(
                input.tensor(), Weights.of(Map.of("weight", kernel.tensor().data())), Phase.INFERENCE);
        Grid featureMap = Grid.of(output, 0, 0);
        Grid reluMap = Grid.of(Activation.RELU.forward(output, Weights.NONE, Phase.INFERENCE), 0, 0);
        BadParameter.place("row", p.row(), featureMap.height());
        BadParameter.place("col", p.col(), featureMap.width());
        Grid applied = p.flip() ? turned(kernel) : kernel;
        List<Float> patch = new ArrayList<>();
        List<Float> weights = new ArrayList<>();
        List<Float> products = new ArrayList<>();
        for (int m = 0; m < kernel.height(); m++) {
            for (int n = 0; n < kernel.width(); n++) {
                float pixel =
                        padded.at(p.row() * p.stride() + m * p.dilation(), p.col() * p.stride() + n * p.dilation());
                patch.add(pixel);
                weights.add(applied.at(m, n));
                products.add(pixel * applied.at(m, n) + 0f);
            }
        }
        float sum = featureMap.at(p.row(), p.col());
        return new Maps(
                input,
                padded,
                kernel,
                applied,
                featureMap,
                reluMap,
                patch,
                weights,
                products,
                sum,
                reluMap.at(p.row(), p.col()),
                sentence(p, patch, products, sum));
    }

    @Override
    public Steps walk(Sliding p, Maps maps) {
        int width = maps.featureMap().width();
        return new Steps(
                p.row() * width + p.col(),
                width * maps.featureMap().height(),
                place -> Map.of("row", place / width, "col", place % width));
    }

    private static Grid padded(Grid input, int padding) {
        float[][] rows = new float[input.height() + 2 * padding][input.width() + 2 * padding];
        for (int y = 0; y < input.height(); y++) {
            for (int x = 0; x < input.width(); x++) {
                rows[y + padding][x + padding] = input.at(y, x);
            }
        }
        return Grid.of(rows);
    }

    private static Grid turned(Grid kernel) {
        float[][] rows = new float[kernel.height()][kernel.width()];
        for (int m = 0; m < kernel.height(); m++) {
            for (int n = 0; n < kernel.width(); n++) {
                rows[m][n] = kernel.at(kernel.height() - 1 - m, kernel.width() - 1 - n);
            }
        }
        return Grid.of(rows);
    }

    private static String sentence(Sliding p, List<Float> patch, List<Float> products, float sum) {
        boolean up = products.stream().anyMatch(product -> product > 0);
        boolean down = products.stream().anyMatch(product -> product < 0);
        boolean ink = patch.stream().allMatch(pixel -> pixel >= 0);
        return "At row %d, column %d ".formatted(p.row(), p.col())
                + (up
                        ? down
                                ? both(sum)
                                : (ink
                                                ? "ink lies under positive weights and under none that is negative"
                                                : "no product is negative")
                                        + ", so the response is positive."
                        : down
                                ? (ink
                                                ? "ink lies under negative weights and under none that is positive"
                                                : "no product is positive")
                                        + ": the response is negative, and ReLU makes it zero."
                                : patch.stream().allMatch(pixel -> pixel == 0)
                                        ? "nothing but zeros lies under the kernel, so the sum is zero."
                                        : "every product is zero, so the sum is zero.");
    }

    private static String both(float sum) {
        return sum == 0
                ? "the positive and the negative products cancel, so the sum is zero."
                : sum > 0
                        ? "the positive products outweigh the negative ones, so the response stays above zero."
                        : "the negative products outweigh the positive ones: the response is negative, and ReLU makes it zero.";
    }
}
