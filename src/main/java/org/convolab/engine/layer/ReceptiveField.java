package org.convolab.engine.layer;

/**
 * The theoretical receptive field of a layer's units, down and across the network's input. {@code whole} says that every
 * unit sees the whole input, as after a dense layer; the spans then mean nothing.
 */
public record ReceptiveField(Span down, Span across, boolean whole) {

    /**
     * A field along one axis: its size in pixels, the jump between the fields of neighboring units, and the first pixel of
     * unit 0's field, negative where it lies in the padding.
     *
     * <p>size = below.size + reach·below.jump - below.jump; jump = below.jump·stride; start = below.start -
     * padding·below.jump (Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, Distill 2019).
     */
    public record Span(int size, int jump, int start) {
        private static final Span PIXEL = new Span(1, 1, 0);

        private Span through(int reach, int stride, int padding) {
            return new Span(
                    Math.addExact(size, Math.multiplyExact(reach - 1, jump)),
                    Math.multiplyExact(jump, stride),
                    Math.subtractExact(start, Math.multiplyExact(padding, jump)));
        }

        private Span join(Span other) {
            int first = Math.min(start, other.start);
            int last = Math.max(start + size, other.start + other.size);
            return new Span(last - first, Math.max(jump, other.jump), first);
        }

        /** The first pixel that unit {@code index} sees; negative if it lies in the padding. */
        public int first(int index) {
            return start + index * jump;
        }
    }

    /** The field of an input pixel: itself. */
    public static final ReceptiveField PIXEL = new ReceptiveField(Span.PIXEL, Span.PIXEL, false);

    /** The field of a unit that sees the whole input. */
    public static final ReceptiveField WHOLE = new ReceptiveField(Span.PIXEL, Span.PIXEL, true);

    /**
     * The field of the units whose window reads units of this field.
     *
     * @throws ArithmeticException if it is larger than an int can say
     */
    public ReceptiveField through(Window window) {
        return whole
                ? WHOLE
                : new ReceptiveField(
                        down.through(
                                window.reachDown(),
                                window.strideDown(),
                                window.padding().top()),
                        across.through(
                                window.reachAcross(),
                                window.strideAcross(),
                                window.padding().left()),
                        false);
    }

    /** The field of units that add units of both fields: the larger, from the first pixel of either. */
    public ReceptiveField join(ReceptiveField other) {
        return whole || other.whole
                ? WHOLE
                : new ReceptiveField(down.join(other.down), across.join(other.across), false);
    }

    /** The height or the width, whichever is larger. */
    public int size() {
        return Math.max(down.size, across.size);
    }

    /** The larger of the two jumps. */
    public int jump() {
        return Math.max(down.jump, across.jump);
    }
}
