package org.convolab.engine.layer;

import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/** Global average pooling: one number for each channel, the average of all its places. */
public record GlobalPool() implements Layer {
    @Override
    public String describe() {
        return "global average pool";
    }

    @Override
    public Shape output(Shape input) {
        return Shape.vector(input.channels());
    }

    @Override
    public Field field(Field below) {
        return Field.WHOLE;
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, Mode mode) {
        Tensor output = Tensor.zeros(input.count(), output(input.shape()));
        int area = input.shape().area();
        for (int plane = 0; plane < output.data().length; plane++) {
            double sum = 0;
            for (int i = plane * area; i < (plane + 1) * area; i++) {
                sum += input.data()[i];
            }
            output.data()[plane] = (float) (sum / area);
        }
        return output;
    }
}
