package org.convolab.engine.layer;

import java.util.List;
import org.convolab.engine.tensor.Arithmetic;
import org.convolab.engine.tensor.Matrix;
import org.convolab.engine.tensor.Panels;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.StridedRows;
import org.convolab.engine.tensor.Tensor;

/**
 * A dense (fully connected) layer: every output is a weighted sum of every input and a bias, y = W·x + b. It takes any
 * shape of {@code inputs} numbers. Weights: {@code weight} [outputs, inputs], {@code bias} [outputs].
 *
 * <p>For a batch, with an example in each row: Y = X·Wᵀ + b. Backward: dX = dY·W, dW = dYᵀ·X, and db is the sum of dY's
 * rows.
 */
public record Dense(int inputs, int outputs, boolean bias) implements Layer {
    /** So many examples at once are turned, so that no sums of lanes have to be added up. */
    private static final int MANY = 16;

    public Dense {
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException("a dense layer needs at least one input and one output");
        }
    }

    /** A dense layer with biases. */
    public static Dense of(int inputs, int outputs) {
        return new Dense(inputs, outputs, true);
    }

    @Override
    public String describe() {
        return "dense, " + outputs + (outputs == 1 ? " unit" : " units");
    }

    @Override
    public Shape output(Shape input) {
        if (input.size() != inputs) {
            throw new ShapeException(
                    "%s got %s, %d numbers, but needs %d".formatted(describe(), input, input.size(), inputs));
        }
        return Shape.vector(outputs);
    }

    @Override
    public List<Parameter> parameters() {
        Parameter weight = Parameter.weight("weight", inputs, outputs, outputs, inputs);
        return bias ? List.of(weight, Parameter.trained("bias", 0, outputs)) : List.of(weight);
    }

    @Override
    public Cost cost(Shape input) {
        output(input);
        Cost.Product weights = Cost.Product.of("inputs · units", inputs, outputs);
        return new Cost(
                bias ? List.of(weights, Cost.Product.of("biases", outputs)) : List.of(weights), List.of(weights), 1);
    }

    @Override
    public long connections(Shape input) {
        return multiplyAdds(input) + (bias ? outputs : 0);
    }

    @Override
    public ReceptiveField field(ReceptiveField below) {
        return ReceptiveField.WHOLE;
    }

    @Override
    public Contributions contributions(Tensor input, Weights weights, int unit, int row, int col) {
        List<Contributions.Term> terms =
                Contributions.all(input, weights.get(parameters().get(0)), unit * inputs);
        return new Contributions(terms, bias ? weights.get(parameters().get(1))[unit] : 0);
    }

    @Override
    public String family() {
        return "dense layers";
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, ForwardContext context) {
        Tensor output = context.begin(input).output(output(input.shape()));
        State state = state(context);
        float[] biases = bias ? weights.get(parameters().get(1)) : state.noBias;
        if (input.count() >= MANY) {
            together(input, weights, biases, output, state);
            return output;
        }
        for (int n = 0; n < input.count(); n++) {
            System.arraycopy(biases, 0, output.data(), n * outputs, outputs);
        }
        Arithmetic.fastest()
                .gemmTransposed(
                        examples(input, state),
                        kernels(weights, state),
                        Matrix.of(output.data(), 0, input.count(), outputs));
        return output;
    }

    /** The same for so many examples that it pays to turn them: Yᵀ = W·Xᵀ + b. */
    private void together(Tensor input, Weights weights, float[] biases, Tensor output, State state) {
        int count = input.count();
        float[] weight = weights.get(parameters().get(0));
        float[] panels = weights.derive(
                "kernel panels",
                Panels.size(outputs, inputs),
                state.weightPanels,
                to -> new Panels(to, 0, outputs, inputs).fill(weight, 0, state.inOrder, inputs));
        float[] turned = state.inputsTurned.of(inputs * count);
        turn(input.data(), count, inputs, turned);
        float[] products = state.outputsTurned.of(outputs * count);
        Arithmetic.fastest()
                .gemm(
                        new Panels(panels, 0, outputs, inputs),
                        new StridedRows(turned, state.turnedRows, 0, count),
                        Matrix.of(products, 0, outputs, count),
                        biases,
                        0);
        turn(products, outputs, count, output.data());
    }

    /** Makes rows of columns. */
    private static void turn(float[] from, int rows, int columns, float[] to) {
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                to[column * rows + row] = from[row * columns + column];
            }
        }
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
        int count = gradient.count();
        State state = state(context);
        float[] dw = gradients.find(parameters().get(0));
        if (dw != null) {
            float[] panels = state.gradientPanelsTurned.of(Panels.size(outputs, count));
            Panels dyTurned = new Panels(panels, 0, outputs, count).fill(gradient.data(), 0, state.outputRows, 1);
            StridedRows x = examples(context.scratch().input(), state);
            Arithmetic.fastest().gemm(dyTurned, x, Matrix.of(dw, 0, outputs, inputs), null, 0);
        }
        float[] db = bias ? gradients.find(parameters().get(1)) : null;
        if (db != null) {
            for (int n = 0; n < count; n++) {
                for (int i = 0; i < outputs; i++) {
                    db[i] += gradient.data()[n * outputs + i];
                }
            }
        }
        Tensor below = context.scratch().inputGradient();
        if (context.wantsInputGradient()) {
            float[] panels = state.gradientPanels.of(Panels.size(count, outputs));
            Panels dy = new Panels(panels, 0, count, outputs).fill(gradient.data(), 0, state.outputsInOrder, outputs);
            Matrix dx = Matrix.of(below.data(), 0, count, inputs);
            Arithmetic.fastest().gemm(dy, kernels(weights, state), dx, state.zeros, 0);
        }
        return below;
    }

    /** A row for each example. */
    private StridedRows examples(Tensor input, State state) {
        return new StridedRows(input.data(), state.inputRows, 0, inputs);
    }

    /** A row for each output. */
    private StridedRows kernels(Weights weights, State state) {
        return new StridedRows(weights.get(parameters().get(0)), state.weightRows, 0, inputs);
    }

    private State state(ForwardContext context) {
        return context.scratch()
                .own(
                        State.class,
                        () -> new State(
                                inputs, outputs, context.scratch().input().count()));
    }

    /** What it works in: where rows begin, and arrays. */
    private static final class State {
        final int[] inOrder;
        final int[] outputsInOrder;
        final int[] inputRows;
        final int[] outputRows;
        final int[] weightRows;
        final int[] turnedRows;
        final float[] noBias;
        final float[] zeros;
        final Scratch.Floats weightPanels = new Scratch.Floats();
        final Scratch.Floats inputsTurned = new Scratch.Floats();
        final Scratch.Floats outputsTurned = new Scratch.Floats();
        final Scratch.Floats gradientPanels = new Scratch.Floats();
        final Scratch.Floats gradientPanelsTurned = new Scratch.Floats();

        State(int inputs, int outputs, int count) {
            inOrder = StridedRows.every(1, inputs);
            outputsInOrder = StridedRows.every(1, outputs);
            inputRows = StridedRows.every(inputs, count);
            outputRows = StridedRows.every(outputs, count);
            weightRows = StridedRows.every(inputs, outputs);
            turnedRows = StridedRows.every(count, inputs);
            noBias = new float[outputs];
            zeros = new float[count];
        }
    }
}
