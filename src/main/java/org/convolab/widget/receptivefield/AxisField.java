package org.convolab.widget.receptivefield;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.convolab.engine.layer.Axis;
import org.convolab.engine.layer.ReceptiveField;

/**
 * What the chosen unit sees along one axis.
 *
 * @param size of the input, and {@code unit} which unit it is
 * @param field its receptive field, and {@code first} and {@code last} its outermost pixels, which may lie in the padding
 * @param read how many of the pixels in the field reach the unit at all
 * @param pathCount how many paths lead to the unit: the product of the kernels
 * @param paths for each pixel from first to last, the part of all paths through the layers that leads from it to the unit
 * @param units for a small stack the same for each unit: the input's, then each layer's up to the chosen one
 */
public record AxisField(
        int size,
        int unit,
        int field,
        int first,
        int last,
        int read,
        double pathCount,
        List<Float> paths,
        List<List<Float>> units) {

    /**
     * Follows the paths from a unit of the last of these axes down to the input.
     *
     * @param axes what each layer's window reads, bottom to top
     * @param sizes the input's size, and each layer's
     * @param drawn whether the units of each layer are kept
     */
    static AxisField of(List<Axis> axes, List<Integer> sizes, ReceptiveField.Span field, int unit, boolean drawn) {
        List<float[]> shares = shares(axes, sizes, unit);
        int size = sizes.get(0);
        int first = field.first(unit);
        int last = first + field.size() - 1;
        List<Float> paths = IntStream.rangeClosed(first, last)
                .mapToObj(pixel -> pixel < 0 || pixel >= size ? 0f : shares.get(0)[pixel])
                .toList();
        return new AxisField(
                size,
                unit,
                field.size(),
                first,
                last,
                (int) paths.stream().filter(share -> share > 0).count(),
                axes.stream().mapToDouble(Axis::cells).reduce(1, (one, other) -> one * other),
                paths,
                drawn ? shares.stream().map(AxisField::list).toList() : List.of());
    }

    /** For the input and each layer, the part of all paths to the unit of the last layer that goes through each unit. */
    static List<float[]> shares(List<Axis> axes, List<Integer> sizes, int unit) {
        List<float[]> shares = new ArrayList<>();
        float[] above = new float[sizes.get(axes.size())];
        above[unit] = 1;
        shares.add(above);
        for (int i = axes.size() - 1; i >= 0; i--) {
            Axis axis = axes.get(i);
            float[] below = new float[sizes.get(i)];
            for (int place = 0; place < above.length; place++) {
                for (int cell = 0; above[place] > 0 && cell < axis.cells(); cell++) {
                    int read = axis.read(cell, place);
                    if (read >= 0) {
                        below[read] += above[place] / axis.cells();
                    }
                }
            }
            shares.add(0, below);
            above = below;
        }
        return shares;
    }

    private static List<Float> list(float[] values) {
        return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
    }

    /** Whether a part of the field lies in the padding. */
    public boolean leaves() {
        return first < 0 || last >= size;
    }
}
