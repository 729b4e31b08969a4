package org.convolab.widget.backward;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.ForwardContext;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Form;
import org.convolab.widget.Grid;
import org.convolab.widget.KernelPresets;
import org.convolab.widget.Numerals;
import org.convolab.widget.Steps;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.springframework.stereotype.Component;

/**
 * How a convolution learns: each place of the output sends its gradient back to the kernel, times the patch, and to the
 * patch, times the kernel; the sums over all places are the gradients, as moving one number shows.
 *
 * <p>The backward pass of a convolution of one channel and one filter, without bias, padding or stride. The loss is
 * L = Σ g(i, j) · y(i, j), so that its gradient with respect to the output is g.
 */
@Component
final class BackwardPass implements Widget<BackwardPass.Setup, BackwardPass.Gradients> {
    /** How far a number is moved either way to measure a slope. L is a straight line in each number: any step does. */
    private static final double STEP = 0.5;

    /** The most terms that are written out one by one. */
    private static final int WRITTEN = 9;

    /** What a number belongs to. */
    public enum Side {
        WEIGHT,
        PIXEL
    }

    /**
     * The layer, the gradient that comes back to it, a place of the output, and the number whose slope is measured.
     *
     * @param gradient of the loss with respect to each output
     * @param row of the output, and {@code col}: its place and all before it have been gone through
     * @param of whether a weight's or a pixel's slope is measured
     * @param atRow where it stands in the kernel or in the input, and {@code atCol}
     */
    public record Setup(
            @Form(Form.PICTURE) String input,
            @Form(Form.KERNEL) String kernel,

            @Form("rows of numbers such as 1 -1/0 2, one for each output")
            String gradient,

            @Bounds(min = 0, max = Grid.LIMIT - 1) int row,
            @Bounds(min = 0, max = Grid.LIMIT - 1) int col,
            Side of,
            @Bounds(min = 0, max = Grid.LIMIT - 1) int atRow,
            @Bounds(min = 0, max = Grid.LIMIT - 1) int atCol) {}

    /**
     * What one output place contributes to the gradient of the chosen number.
     *
     * @param gradient that comes back to the place
     * @param factor what the chosen number is multiplied by there: a pixel if it is a weight, a weight if it is a pixel
     */
    public record Term(int row, int col, float gradient, float factor, float product) {

        /** Whether the place is the one that is looked at or stands before it. */
        public boolean passed(Setup p) {
            return row < p.row() || row == p.row() && col <= p.col();
        }
    }

    /**
     * The slope of the loss along the chosen number, measured by running the layer forward twice.
     *
     * @param value the number itself
     * @param above the loss with the number moved up by {@code step}, and {@code below} down
     * @param difference (above - below) / 2 step
     * @param gradient the same by back-propagation, and {@code soFar} from the places gone through
     */
    public record Slope(
            float value,
            double step,
            double above,
            double below,
            double difference,
            float gradient,
            float soFar,
            List<Term> terms) {

        /** The terms that are written out: where there are many, those whose place has a gradient. */
        public List<Term> written() {
            return many() ? terms.stream().filter(term -> term.gradient() != 0).toList() : terms;
        }

        public boolean many() {
            return terms.size() > WRITTEN;
        }

        /** {@code (L(1 + 0.5) − L(1 − 0.5)) / (2 · 0.5) = (4 − 1) / 1}. */
        public String quotient() {
            String at = Numerals.text(value);
            String moved = String.valueOf(step);
            String less = Numerals.text(below);
            return "(L(%s + %s) − L(%s − %s)) / (2 · %s) = (%s − %s) / %s"
                    .formatted(
                            at,
                            moved,
                            at,
                            moved,
                            moved,
                            Numerals.text(above),
                            below < 0 ? "(" + less + ")" : less,
                            Numerals.text(2 * step));
        }
    }

    /**
     * The way back.
     *
     * @param kernelAdds what the place adds to the gradient of the kernel: its own gradient times the patch
     * @param inputAdds what it adds to that of the patch: its own gradient times the kernel
     * @param kernelSoFar the sum of the first over all places gone through, and {@code inputSoFar} of the second
     * @param kernelGradient the gradients as the engine's backward pass gives them, and {@code inputGradient}
     */
    public record Gradients(
            Grid input,
            Grid kernel,
            Grid gradient,
            Grid output,
            double loss,
            Grid kernelAdds,
            Grid inputAdds,
            Grid kernelSoFar,
            Grid inputSoFar,
            Grid kernelGradient,
            Grid inputGradient,
            Slope slope,
            String sentence)
            implements View {

        /** The number that wears the strongest color in the drawings of the way to the kernel. */
        public float mostOfKernel() {
            return Math.max(kernelGradient.largest(), Math.max(kernelAdds.largest(), kernelSoFar.largest()));
        }

        /** The same of the way to the input. */
        public float mostOfInput() {
            return Math.max(inputGradient.largest(), Math.max(inputAdds.largest(), inputSoFar.largest()));
        }
    }

    @Override
    public String id() {
        return "backward";
    }

    @Override
    public String title() {
        return "The way back through a convolution";
    }

    @Override
    public Setup start() {
        return new Setup("1 0 2 3/0 1 1 0/3 1 0 1/0 3 1 2", "1 0 -1/0 2 0/1 0 1", "1 -1/0 2", 0, 0, Side.WEIGHT, 0, 0);
    }

    @Override
    public Gradients view(Setup p, CourseResources materials) {
        Grid input = materials.grid("input", p.input());
        Grid kernel = KernelPresets.within(input, "input", "kernel", p.kernel());
        int height = input.height() - kernel.height() + 1;
        int width = input.width() - kernel.width() + 1;
        Grid gradient = Grid.parse("gradient", p.gradient());
        if (gradient.height() != height || gradient.width() != width) {
            throw new BadParameter(
                    "gradient", p.gradient(), "%d rows of %d numbers, as the output has".formatted(height, width));
        }
        BadParameter.place("row", p.row(), height);
        BadParameter.place("col", p.col(), width);
        Grid chosen = p.of() == Side.WEIGHT ? kernel : input;
        BadParameter.place("atRow", p.atRow(), chosen.height());
        BadParameter.place("atCol", p.atCol(), chosen.width());

        Conv2d layer = layer(kernel);
        Weights weights = weights(kernel);
        Weights gradients = Weights.zeros(layer.parameters());
        ForwardContext context = ForwardContext.of(Phase.INFERENCE);
        Grid output = Grid.of(layer.forward(input.tensor(), weights, context), 0, 0);
        Grid below = Grid.of(layer.backward(gradient.tensor(), weights, gradients, context), 0, 0);
        Shape size = new Shape(1, kernel.height(), kernel.width());
        Grid kernelGradient = Grid.of(Tensor.of(size, gradients.get("weight")), 0, 0);

        float[][] kernelAdds = new float[kernel.height()][kernel.width()];
        float[][] inputAdds = new float[kernel.height()][kernel.width()];
        float[][] kernelSoFar = new float[kernel.height()][kernel.width()];
        float[][] inputSoFar = new float[input.height()][input.width()];
        for (int place = 0; place <= p.row() * width + p.col(); place++) {
            int i = place / width;
            int j = place % width;
            for (int m = 0; m < kernel.height(); m++) {
                for (int n = 0; n < kernel.width(); n++) {
                    kernelAdds[m][n] = gradient.at(i, j) * input.at(i + m, j + n) + 0f;
                    inputAdds[m][n] = gradient.at(i, j) * kernel.at(m, n) + 0f;
                    kernelSoFar[m][n] += kernelAdds[m][n];
                    inputSoFar[i + m][j + n] += inputAdds[m][n];
                }
            }
        }
        Grid ofKernel = Grid.of(kernelSoFar);
        Grid ofInput = Grid.of(inputSoFar);
        boolean weight = p.of() == Side.WEIGHT;
        double above = loss(p, input, kernel, gradient, STEP);
        double less = loss(p, input, kernel, gradient, -STEP);
        Slope slope = new Slope(
                chosen.at(p.atRow(), p.atCol()),
                STEP,
                above,
                less,
                (above - less) / (2 * STEP),
                (weight ? kernelGradient : below).at(p.atRow(), p.atCol()),
                (weight ? ofKernel : ofInput).at(p.atRow(), p.atCol()),
                terms(p, input, kernel, gradient));
        return new Gradients(
                input,
                kernel,
                gradient,
                output,
                loss(p, input, kernel, gradient, 0),
                Grid.of(kernelAdds),
                Grid.of(inputAdds),
                ofKernel,
                ofInput,
                kernelGradient,
                below,
                slope,
                sentence(p, gradient, slope));
    }

    @Override
    public Steps walk(Setup p, Gradients view) {
        int width = view.gradient().width();
        return new Steps(
                p.row() * width + p.col(),
                width * view.gradient().height(),
                place -> Map.of("row", place / width, "col", place % width));
    }

    private static Conv2d layer(Grid kernel) {
        return Conv2d.of(1, 1, Window.of(kernel.height(), kernel.width())).withoutBias();
    }

    private static Weights weights(Grid kernel) {
        return Weights.of(Map.of("weight", kernel.tensor().data()));
    }

    /** The loss with the chosen number moved by so much, from a run of the layer. */
    private static double loss(Setup p, Grid input, Grid kernel, Grid gradient, double by) {
        Grid chosen = p.of() == Side.WEIGHT ? kernel : input;
        Grid moved = chosen.with(p.atRow(), p.atCol(), (float) (chosen.at(p.atRow(), p.atCol()) + by));
        Grid x = p.of() == Side.WEIGHT ? input : moved;
        Grid w = p.of() == Side.WEIGHT ? moved : kernel;
        Tensor output = layer(kernel).forward(x.tensor(), weights(w), Phase.INFERENCE);
        double loss = 0;
        for (int i = 0; i < gradient.height(); i++) {
            for (int j = 0; j < gradient.width(); j++) {
                loss += (double) gradient.at(i, j) * output.at(0, 0, i, j);
            }
        }
        return loss;
    }

    /** The places at which the chosen number has a part in the output. */
    private static List<Term> terms(Setup p, Grid input, Grid kernel, Grid gradient) {
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < gradient.height(); i++) {
            for (int j = 0; j < gradient.width(); j++) {
                int m = p.of() == Side.WEIGHT ? p.atRow() : p.atRow() - i;
                int n = p.of() == Side.WEIGHT ? p.atCol() : p.atCol() - j;
                if (m >= 0 && n >= 0 && m < kernel.height() && n < kernel.width()) {
                    float factor = p.of() == Side.WEIGHT ? input.at(i + m, j + n) : kernel.at(m, n);
                    terms.add(new Term(i, j, gradient.at(i, j), factor, gradient.at(i, j) * factor + 0f));
                }
            }
        }
        return terms;
    }

    private static String sentence(Setup p, Grid gradient, Slope slope) {
        float own = gradient.at(p.row(), p.col());
        String comes = own == 0
                ? "No gradient comes back to row %d, column %d, so this place adds nothing.".formatted(p.row(), p.col())
                : "A gradient of %s comes back to row %d, column %d. It adds %s to the kernel’s gradient, and %s to that of the patch."
                        .formatted(
                                Numerals.text(own),
                                p.row(),
                                p.col(),
                                times(own, "the patch"),
                                times(own, "the kernel"));
        boolean last = p.row() == gradient.height() - 1 && p.col() == gradient.width() - 1;
        return last ? comes + " That was the last place: the sums are the gradients. " + measured(p, slope) : comes;
    }

    private static String measured(Setup p, Slope slope) {
        String moving = "Moving the %s at row %d, column %d"
                .formatted(p.of() == Side.WEIGHT ? "weight" : "pixel", p.atRow(), p.atCol());
        boolean same =
                Math.abs(slope.difference() - slope.gradient()) <= 1e-3 * Math.max(1, Math.abs(slope.gradient()));
        return same
                ? "%s finds the same slope, %s.".formatted(moving, Numerals.text(slope.difference()))
                : "%s finds %s: with numbers so large, rounding takes the rest."
                        .formatted(moving, Numerals.text(slope.difference()));
    }

    private static String times(float own, String what) {
        return own == 1 ? what : own == -1 ? "minus " + what : Numerals.text(own) + " times " + what;
    }
}
