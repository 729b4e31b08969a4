package org.convolab.engine.data;

import java.util.Arrays;
import java.util.List;
import org.convolab.engine.tensor.Shape;

/** Examples in the middle of larger ones, with zeros around them. */
record Framed(DataSet inside, Shape shape) implements DataSet {
    Framed {
        Shape smaller = inside.shape();
        if (smaller.channels() != shape.channels()
                || smaller.height() > shape.height()
                || smaller.width() > shape.width()) {
            throw new IllegalArgumentException("pictures of %s do not fit into %s".formatted(smaller, shape));
        }
    }

    @Override
    public int size() {
        return inside.size();
    }

    @Override
    public List<String> classes() {
        return inside.classes();
    }

    @Override
    public int label(int index) {
        return inside.label(index);
    }

    @Override
    public void read(int index, float[] to, int offset) {
        Shape from = inside.shape();
        float[] numbers = new float[from.size()];
        inside.read(index, numbers, 0);
        Arrays.fill(to, offset, offset + shape.size(), 0);
        int top = (shape.height() - from.height()) / 2;
        int left = (shape.width() - from.width()) / 2;
        for (int row = 0; row < from.channels() * from.height(); row++) {
            int channel = row / from.height();
            int y = top + row % from.height();
            int at = offset + (channel * shape.height() + y) * shape.width() + left;
            System.arraycopy(numbers, row * from.width(), to, at, from.width());
        }
    }
}
