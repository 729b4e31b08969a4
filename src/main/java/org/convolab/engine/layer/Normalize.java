package org.convolab.engine.layer;

import java.util.List;
import java.util.stream.Collectors;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * How a network's input is scaled before its first layer: y = (scale · x - mean) / deviation, with a mean and a standard
 * deviation for each channel. Nothing in it is trained. Networks from elsewhere expect pictures from 0 to 255, or around 0;
 * the pictures of this course go from 0 to 1.
 *
 * @param mean for each channel, in units of the scaled input
 * @param deviation for each channel, likewise
 * @throws IllegalArgumentException if the scale or a deviation is not above 0, or there are not as many means as deviations
 */
public record Normalize(double scale, List<Double> mean, List<Double> deviation) implements Layer {
    public Normalize {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.size() != deviation.size()) {
            throw new IllegalArgumentException(
                    "%d means do not fit %d standard deviations".formatted(mean.size(), deviation.size()));
        }
        if (!(scale > 0) || !deviation.stream().allMatch(each -> each > 0)) {
            throw new IllegalArgumentException("a scale and a standard deviation are above 0");
        }
    }

    @Override
    public String describe() {
        return "input · %s, less %s, divided by %s".formatted(plain(scale), list(mean), list(deviation));
    }

    private static String list(List<Double> numbers) {
        return numbers.stream().distinct().count() == 1
                ? plain(numbers.get(0))
                : numbers.stream().map(Normalize::plain).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e9
                ? String.valueOf((long) number)
                : String.valueOf(number);
    }

    @Override
    public Shape output(Shape input) {
        if (input.channels() != mean.size()) {
            throw new ShapeException(
                    "the input's scale is given for %d channels, but the input is %s".formatted(mean.size(), input));
        }
        return input;
    }

    @Override
    public Cost cost(Shape input) {
        return Cost.NONE;
    }

    @Override
    public ReceptiveField field(ReceptiveField below) {
        return below;
    }

    @Override
    public boolean isPointwise() {
        return true;
    }

    @Override
    public Contributions contributions(Tensor input, Weights weights, int unit, int row, int col) {
        return Contributions.one(input, unit, row, col, slope(unit), constant(unit));
    }

    private float slope(int channel) {
        return (float) (scale / deviation.get(channel));
    }

    private float constant(int channel) {
        return (float) (-mean.get(channel) / deviation.get(channel));
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, ForwardContext context) {
        Tensor output = context.begin(input).output(output(input.shape()));
        lines(input, output, true);
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
        Tensor below = context.scratch().inputGradient();
        lines(gradient, below, false);
        return below;
    }

    /** y = slope · x + constant, or without the constant. */
    private void lines(Tensor x, Tensor y, boolean shifted) {
        int area = x.shape().area();
        for (int plane = 0; plane < x.count() * mean.size(); plane++) {
            float slope = slope(plane % mean.size());
            float constant = shifted ? constant(plane % mean.size()) : 0;
            for (int i = plane * area; i < (plane + 1) * area; i++) {
                y.data()[i] = slope * x.data()[i] + constant;
            }
        }
    }
}
