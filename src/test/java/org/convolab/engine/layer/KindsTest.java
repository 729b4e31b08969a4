package org.convolab.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kind of layer answers about itself, beside what it computes. A new kind needs a sample here. */
class KindsTest {
    private static final Shape SHAPE = new Shape(4, 7, 6);
    private static final Window WINDOW = Window.of(3).withPadding(Padding.of(1));
    private static final Window WIDE =
            Window.of(2, 3).withStride(1, 2).withDilation(3, 2).withPadding(new Padding(2, 1, 1, 3, Padding.Mode.ZERO));

    /** The kinds that are made of layers, whose numbers are not taken apart. */
    private static final Set<Class<?>> COMPOSITE = Set.of(SqueezeExcite.class, Residual.class, Sequence.class);

    static Stream<Layer> samples() {
        Sequence path = Sequence.of(Conv2d.of(4, 4, WINDOW), BatchNorm.of(4), Activation.RELU);
        Stream<Layer> samples = Stream.of(
                Conv2d.of(4, 6, WINDOW),
                Conv2d.of(4, 6, WINDOW.withStride(2)).withoutBias(),
                Conv2d.of(4, 4, WINDOW).withGroups(4),
                Conv2d.of(4, 6, WIDE).withGroups(2).flipped(),
                Conv2d.of(4, 3, WIDE).withTable(List.of(List.of(3, 0), List.of(2), List.of(1, 2, 3))),
                Conv2d.of(4, 5, Window.of(7, 6)),
                Conv2d.of(4, 2, Window.of(1).withPadding(Padding.of(1))),
                Pool2d.max(WINDOW.withStride(2)),
                Pool2d.max(WIDE),
                Pool2d.max(Window.of(2).withStride(2).withCeil()),
                Pool2d.max(Window.of(1).withPadding(Padding.of(1))),
                Pool2d.average(WINDOW.withStride(2)),
                Pool2d.average(WIDE.withCeil()),
                new Pool2d(Pool2d.Kind.AVERAGE, WINDOW, true),
                new GlobalPool(),
                PyramidPool.max(3, 1),
                new PyramidPool(List.of(2, 4), Pool2d.Kind.AVERAGE),
                new Subsample(4, Window.of(2).withStride(2)),
                new Subsample(4, WIDE),
                BatchNorm.of(4),
                new Normalize(255, List.of(1.0, 2.0, 3.0, 4.5), List.of(2.0, 3.0, 4.0, 0.5)),
                Dense.of(SHAPE.size(), 5),
                new Dense(SHAPE.size(), 5, false),
                new Rbf(SHAPE.size(), 3),
                new Softmax(),
                new Dropout(0.5),
                new Flatten(),
                new SqueezeExcite(4, 2),
                Residual.of(path),
                new Residual(path, Sequence.of(Conv2d.of(4, 4, Window.of(1)))),
                path);
        return Stream.concat(samples, Stream.of(Activation.values()));
    }

    @Test
    void everyKindHasASample() {
        for (Class<?> kind : Layer.class.getPermittedSubclasses()) {
            assertThat(samples()).as(kind.getSimpleName()).anyMatch(kind::isInstance);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void itsParametersAndMultiplyAddsAreTheSumsOfTheirProducts(Layer layer) {
        Cost cost = layer.cost(SHAPE);
        assertThat(Cost.sum(cost.parameters())).isEqualTo(layer.parameterCount());
        assertThat(Cost.sum(cost.multiplyAdds())).isEqualTo(layer.multiplyAdds(SHAPE));
        long drawn = layer.parameters().stream()
                .filter(Parameter::isDrawn)
                .mapToLong(Parameter::count)
                .sum();
        assertThat(cost.uses() == 0 || cost.uses() * drawn == layer.multiplyAdds(SHAPE))
                .isTrue();
        assertThat(cost.multiplyAdds().isEmpty()
                        || cost.uses() > 0
                        || !layer.inside().isEmpty())
                .as("how often a weight is used is said where it multiplies")
                .isTrue();
        assertThat(layer.connections(SHAPE)).isGreaterThanOrEqualTo(layer.multiplyAdds(SHAPE));
        assertThat(layer.describe()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void itsNumbersAreMadeOfWhatItSays(Layer layer) {
        Weights weights = weights(layer, 3);
        Tensor input = random(SHAPE, 4);
        Tensor output = layer.forward(input, weights, Phase.INFERENCE);
        Shape shape = output.shape();
        boolean pointwise = true;
        for (int i = 0; i < output.data().length; i++) {
            int row = i % shape.area() / shape.width();
            int col = i % shape.width();
            Contributions made = layer.contributions(input, weights, i / shape.area(), row, col);
            List<Contributions.Term> terms = made.terms();
            assertThat(terms.isEmpty()).isEqualTo(COMPOSITE.contains(layer.getClass()));
            pointwise &= terms.size() == 1
                    && terms.get(0).numbers().length * terms.get(0).numbers()[0].length == 1;
            if (terms.stream().allMatch(Contributions.Term::isWeighted) && !terms.isEmpty()) {
                double sum = made.constant()
                        + terms.stream().mapToDouble(Contributions.Term::sum).sum();
                assertThat(sum).as("%d, %d", row, col).isCloseTo(output.data()[i], within(1e-4));
            } else {
                assertThat(terms).noneMatch(Contributions.Term::isWeighted);
                String formula = layer.formula(input, weights, i / shape.area(), row, col, String::valueOf);
                assertThat(layer.isPointwise() && formula.isEmpty()).isFalse();
            }
        }
        boolean single = layer.window() != null
                && layer.window().height() * layer.window().width() == 1;
        assertThat(layer.isPointwise()).isEqualTo(pointwise && !single);
    }

    /** The gradient of a weighted sum is its weights, and no number depends on what it does not read. */
    @ParameterizedTest
    @MethodSource("samples")
    void whatItReadsIsWhereItsGradientsAre(Layer layer) {
        Weights weights = weights(layer, 3);
        Tensor input = random(SHAPE, 4);
        ForwardContext context = ForwardContext.of(Phase.INFERENCE);
        Tensor output = layer.forward(input, weights, context);
        Shape shape = output.shape();
        for (int i = 0; i < shape.size() && !COMPOSITE.contains(layer.getClass()); i += 3) {
            Tensor one = Tensor.zeros(1, shape);
            one.data()[i] = 1;
            Tensor gradient = layer.backward(one, weights, Weights.NONE, context);
            Tensor told = Tensor.zeros(1, SHAPE);
            boolean weighted = true;
            for (Contributions.Term term : layer.contributions(
                            input, weights, i / shape.area(), i % shape.area() / shape.width(), i % shape.width())
                    .terms()) {
                weighted &= term.isWeighted();
                add(term, input, told);
            }
            for (int j = 0; j < told.data().length; j++) {
                if (weighted) {
                    assertThat(gradient.data()[j]).isCloseTo(told.data()[j], within(1e-5f));
                } else {
                    assertThat(told.data()[j] > 0 || gradient.data()[j] == 0).isTrue();
                }
            }
        }
    }

    /** Adds a term's weights, ones if it has none, at the pixels that it reads. */
    private static void add(Contributions.Term term, Tensor input, Tensor to) {
        for (int u = 0; u < term.numbers().length; u++) {
            for (int v = 0; v < term.numbers()[u].length; v++) {
                int y = term.row() + u * term.down();
                int x = term.col() + v * term.across();
                if (y >= 0 && y < SHAPE.height() && x >= 0 && x < SHAPE.width()) {
                    assertThat(term.numbers()[u][v]).isEqualTo(input.at(0, term.unit(), y, x));
                    to.data()[(term.unit() * SHAPE.height() + y) * SHAPE.width() + x] +=
                            term.isWeighted() ? term.weights()[u][v] : 1;
                }
            }
        }
    }

    @Test
    void poolsSayWhatTellsThemApart() {
        Window two = Window.of(2).withStride(2);
        assertThat(Pool2d.max(two).describe()).isEqualTo("max pool 2×2, stride 2");
        assertThat(Pool2d.max(two.withCeil()).describe()).isEqualTo("max pool 2×2, stride 2, ceil");
        assertThat(Pool2d.average(two.withPadding(Padding.of(1))).describe())
                .isEqualTo("average pool 2×2, stride 2, padding 1");
        assertThat(new Pool2d(Pool2d.Kind.AVERAGE, two.withPadding(Padding.of(1, 0)), true).describe())
                .isEqualTo("average pool 2×2, stride 2, padding 1×0, padding counted");
    }

    private static Weights weights(Layer layer, long seed) {
        Map<String, float[]> arrays = new TreeMap<>();
        for (Parameter parameter : layer.parameters()) {
            float[] values = Numbers.random(parameter.size(), seed++);
            for (int i = 0; i < values.length && parameter.name().endsWith("variance"); i++) {
                values[i] = Math.abs(values[i]) + 0.1f;
            }
            arrays.put(parameter.name(), values);
        }
        return Weights.of(arrays);
    }

    private static Tensor random(Shape shape, long seed) {
        return Numbers.random(1, shape, seed);
    }
}
