package org.convolab.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/** Seeded numbers for tests, and their comparison. */
final class Numbers {
    private Numbers() {}

    static Tensor random(int count, Shape shape, long seed) {
        return new Tensor(count, shape, random(count * shape.size(), seed));
    }

    static float[] random(int count, long seed) {
        Random random = new Random(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() * 2 - 1;
        }
        return numbers;
    }

    static Weights weights(Layer layer, long seed) {
        Map<String, float[]> arrays = new HashMap<>();
        for (Parameter parameter : layer.parameters()) {
            arrays.put(parameter.name(), random(parameter.size(), seed++));
        }
        return Weights.of(arrays);
    }

    static void assertClose(float[] actual, float[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).as("number %d", i).isCloseTo(expected[i], Offset.offset(tolerance));
        }
    }

    /** A window of any size from {@code least} to 4, stride, dilation, padding and rounding. */
    static Window window(Random random, Padding.Mode mode, int least) {
        Padding padding = new Padding(random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(3), mode);
        return new Window(
                least + random.nextInt(5 - least),
                least + random.nextInt(5 - least),
                1 + random.nextInt(3),
                1 + random.nextInt(3),
                1 + random.nextInt(2),
                1 + random.nextInt(2),
                random.nextBoolean() ? Padding.NONE : padding,
                random.nextBoolean());
    }
}
