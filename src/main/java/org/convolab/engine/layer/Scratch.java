package org.convolab.engine.layer;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one layer in one {@link ForwardContext}: the input and output of the last run forward, the gradient of the
 * input, and objects of the layer's own classes, each of which holds the arrays that it works in. All is used again in the
 * next run if the input has the same size, so that a step of training allocates next to nothing, and still holds the last
 * run's numbers.
 */
final class Scratch {
    private final Map<Class<?>, Object> own = new HashMap<>();
    private @Nullable Tensor input;
    private @Nullable Tensor output;
    private @Nullable Tensor inputGradient;

    /** An array that is made when it is first asked for. */
    static final class Floats {
        private float @Nullable [] array;

        /** The array, always asked for with the same length; at first it holds zeros. */
        float[] of(int length) {
            float[] made = array;
            if (made == null) {
                made = new float[length];
                array = made;
            }
            return made;
        }
    }

    /** Begins a run. If the input has another size than in the last one, what was kept is of no use and is dropped. */
    void begin(Tensor input) {
        Tensor last = this.input;
        if (last != null && (input.count() != last.count() || !input.shape().equals(last.shape()))) {
            own.clear();
            output = null;
            inputGradient = null;
        }
        this.input = input;
    }

    /** The input of the last run. */
    Tensor input() {
        if (input == null) {
            throw new IllegalStateException("a layer goes backward only after it has run forward");
        }
        return input;
    }

    /** The layer's output, for forward to fill: as many examples as the input has. */
    Tensor output(Shape shape) {
        Tensor made = output;
        if (made == null) {
            made = Tensor.zeros(input().count(), shape);
            output = made;
        }
        return made;
    }

    /** The output of the last run. */
    Tensor output() {
        if (output == null) {
            throw new IllegalStateException("a layer has an output only after it has run forward");
        }
        return output;
    }

    /** The gradient of the layer's input, for backward to fill. */
    Tensor inputGradient() {
        Tensor made = inputGradient;
        if (made == null) {
            made = Tensor.zeros(input().count(), input().shape());
            inputGradient = made;
        }
        return made;
    }

    /** The layer's object of that class, made when it is first asked for. */
    <T> T own(Class<T> type, Supplier<T> make) {
        return type.cast(own.computeIfAbsent(type, missing -> make.get()));
    }
}
