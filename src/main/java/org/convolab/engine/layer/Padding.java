package org.convolab.engine.layer;

/**
 * What stands around an input before a window slides over it: how many pixels on each side, and what they hold.
 *
 * @throws IllegalArgumentException if a side is negative
 */
public record Padding(int top, int left, int bottom, int right, Mode mode) {

    /** What a pixel outside the input holds. */
    public enum Mode {
        /** Zeros. */
        ZERO,
        /** The mirror image, the border pixel not repeated: 2 1 | 0 1 2. */
        REFLECT,
        /** The nearest border pixel: 0 0 | 0 1 2. */
        REPLICATE,
        /** The opposite side, as if the input were tiled: 1 2 | 0 1 2. */
        CIRCULAR;

        /**
         * The index in {@code 0..length-1} whose pixel stands at {@code index}, which may lie outside; -1 where a
         * zero stands.
         *
         * @throws ShapeException if a mirror or a tile would have to be used twice
         */
        public int source(int index, int length) {
            if (index >= 0 && index < length) {
                return index;
            }
            switch (this) {
                case ZERO:
                    return -1;
                case REPLICATE:
                    return index < 0 ? 0 : length - 1;
                case REFLECT:
                    int mirrored = index < 0 ? -index : 2 * (length - 1) - index;
                    if (mirrored < 0 || mirrored >= length) {
                        throw new ShapeException(
                                "reflect padding needs less padding than pixels: at most " + (length - 1));
                    }
                    return mirrored;
                default:
                    int wrapped = index < 0 ? index + length : index - length;
                    if (wrapped < 0 || wrapped >= length) {
                        throw new ShapeException("circular padding needs at most as much padding as pixels: " + length);
                    }
                    return wrapped;
            }
        }
    }

    public static final Padding NONE = of(0);

    public Padding {
        if (top < 0 || left < 0 || bottom < 0 || right < 0) {
            throw new IllegalArgumentException("padding cannot be negative");
        }
    }

    /** The same number of zeros on every side. */
    public static Padding of(int all) {
        return of(all, Mode.ZERO);
    }

    /** The same number of pixels on every side. */
    public static Padding of(int all, Mode mode) {
        return new Padding(all, all, all, all, mode);
    }
}
