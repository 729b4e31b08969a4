package org.convolab.widget;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/** Rows of numbers, all of one length: a picture's channel, a kernel or a feature map. Written {@code 1 2 3/4 5 6}. */
public record Grid(List<List<Float>> rows) {
    /** The most rows and the most columns of a grid that someone may send. */
    public static final int LIMIT = 16;

    /** The largest distance from zero of a number that someone may send. */
    public static final int LARGEST = 1000;

    public Grid {
        rows = rows.stream().map(List::copyOf).toList();
        if (rows.isEmpty() || rows.get(0).isEmpty()) {
            throw new IllegalArgumentException("a grid has at least one number");
        }
        int width = rows.get(0).size();
        if (rows.stream().anyMatch(row -> row.size() != width)) {
            throw new IllegalArgumentException("a grid's rows are of one length");
        }
    }

    /**
     * The grid that a text spells: rows separated by {@code /} or line ends, numbers by spaces or commas.
     *
     * @param field the parameter that a refusal names
     * @throws BadParameter if it is no grid of 1 to 16 rows and columns of numbers from -1000 to 1000
     */
    public static Grid parse(String field, String text) {
        List<List<Float>> rows = new ArrayList<>();
        for (String line : text.strip().split("\\s*[/\\n]\\s*", -1)) {
            List<Float> row = new ArrayList<>();
            for (String word : line.strip().split("[\\s,]+")) {
                row.add(number(field, word, rows.size(), row.size()));
            }
            rows.add(row);
        }
        int width = rows.get(0).size();
        if (rows.size() > LIMIT || width > LIMIT || rows.stream().anyMatch(row -> row.size() != width)) {
            throw new BadParameter(
                    field,
                    text,
                    "1 to %d rows of 1 to %d numbers, every row as long as the first".formatted(LIMIT, LIMIT));
        }
        return new Grid(rows);
    }

    private static float number(String field, String word, int row, int col) {
        try {
            float value = Float.parseFloat(word.replace('\u2212', '-'));
            if (Math.abs(value) <= LARGEST) {
                return value;
            }
        } catch (NumberFormatException e) {
            // refused below, as a number that is too large is
        }
        throw new BadParameter(
                field, word, "a number from -%d to %d in row %d, column %d".formatted(LARGEST, LARGEST, row, col));
    }

    /** The grid of these rows. */
    public static Grid of(float[][] rows) {
        return new Grid(Arrays.stream(rows)
                .map(row -> IntStream.range(0, row.length).mapToObj(x -> row[x]).toList())
                .toList());
    }

    /** Channel {@code c} of example {@code n}. */
    public static Grid of(Tensor tensor, int n, int c) {
        Shape shape = tensor.shape();
        return new Grid(IntStream.range(0, shape.height())
                .mapToObj(y -> IntStream.range(0, shape.width())
                        .mapToObj(x -> tensor.at(n, c, y, x))
                        .toList())
                .toList());
    }

    /** One example of one channel. */
    public Tensor tensor() {
        float[] data = new float[height() * width()];
        for (int y = 0, i = 0; y < height(); y++) {
            for (int x = 0; x < width(); x++) {
                data[i++] = at(y, x);
            }
        }
        return Tensor.of(new Shape(1, height(), width()), data);
    }

    public int height() {
        return rows.size();
    }

    public int width() {
        return rows.get(0).size();
    }

    public float at(int y, int x) {
        return rows.get(y).get(x);
    }

    /** Its numbers, row after row. */
    public List<Float> list() {
        return rows.stream().flatMap(List::stream).toList();
    }

    /** The same grid with another number at one place. */
    public Grid with(int y, int x, float value) {
        List<List<Float>> changed = new ArrayList<>(rows);
        List<Float> row = new ArrayList<>(rows.get(y));
        row.set(x, value);
        changed.set(y, row);
        return new Grid(changed);
    }

    /** The largest distance from zero. */
    public float largest() {
        return (float) rows.stream()
                .flatMap(List::stream)
                .mapToDouble(value -> Math.abs(value))
                .max()
                .orElse(0);
    }

    /** {@code 1 2 3/4 5 6}. */
    @Override
    public String toString() {
        return rows.stream()
                .map(row -> row.stream()
                        .map(value -> Parameters.write(Double.parseDouble(value.toString())))
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("/"));
    }
}
