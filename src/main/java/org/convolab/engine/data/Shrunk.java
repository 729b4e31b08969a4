package org.convolab.engine.data;

import java.util.List;
import org.convolab.engine.tensor.Shape;

/** Examples in which each square of pixels has become one pixel, their average. */
record Shrunk(DataSet from, int factor) implements DataSet {
    Shrunk {
        Shape shape = from.shape();
        if (factor < 1 || shape.height() % factor != 0 || shape.width() % factor != 0) {
            throw new IllegalArgumentException("squares of %d do not tile pictures of %s".formatted(factor, shape));
        }
    }

    @Override
    public int size() {
        return from.size();
    }

    @Override
    public Shape shape() {
        Shape larger = from.shape();
        return new Shape(larger.channels(), larger.height() / factor, larger.width() / factor);
    }

    @Override
    public List<String> classes() {
        return from.classes();
    }

    @Override
    public int label(int index) {
        return from.label(index);
    }

    @Override
    public void read(int index, float[] to, int offset) {
        Shape larger = from.shape();
        Shape shape = shape();
        float[] numbers = new float[larger.size()];
        from.read(index, numbers, 0);
        for (int i = 0; i < shape.size(); i++) {
            int row = i / shape.width() * factor;
            int column = i % shape.width() * factor;
            float sum = 0;
            for (int y = row; y < row + factor; y++) {
                for (int x = column; x < column + factor; x++) {
                    sum += numbers[y * larger.width() + x];
                }
            }
            to[offset + i] = sum / (factor * factor);
        }
    }
}
