package org.convolab.engine.layer;

/**
 * The theoretical receptive field of a layer's units, along one axis of the network's input: its size in pixels, the
 * jump between the fields of neighboring units, and the first pixel of unit 0's field, negative where it lies in the
 * padding. {@code whole} says that every unit sees the whole input, as after a dense layer; size, jump and start then
 * mean nothing.
 *
 * <p>size = below.size + reach·below.jump - below.jump; jump = below.jump·stride; start = below.start - padding·below.jump
 * (Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, Distill 2019).
 */
public record ReceptiveField(int size, int jump, int start, boolean whole) {
    /** The field of an input pixel: itself. */
    public static final ReceptiveField PIXEL = new ReceptiveField(1, 1, 0, false);

    /** The field of a unit that sees the whole input. */
    public static final ReceptiveField WHOLE = new ReceptiveField(0, 0, 0, true);

    /**
     * The field of the units whose window, down the rows, reads units of this field.
     *
     * @throws ArithmeticException if it is wider than an int can say
     */
    public ReceptiveField through(Window window) {
        return whole
                ? WHOLE
                : new ReceptiveField(
                        Math.addExact(size, Math.multiplyExact(window.reachDown() - 1, jump)),
                        Math.multiplyExact(jump, window.stride()),
                        Math.subtractExact(
                                start, Math.multiplyExact(window.padding().top(), jump)),
                        false);
    }

    /** The field of units that add units of both fields: the larger, from the first pixel of either. */
    public ReceptiveField join(ReceptiveField other) {
        if (whole || other.whole) {
            return WHOLE;
        }
        int first = Math.min(start, other.start);
        int last = Math.max(start + size, other.start + other.size);
        return new ReceptiveField(last - first, Math.max(jump, other.jump), first, false);
    }

    /** The first pixel that unit {@code index} sees; negative if it lies in the padding. */
    public int first(int index) {
        return start + index * jump;
    }
}
