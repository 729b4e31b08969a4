package org.convolab.engine.layer;

import java.util.Locale;

/**
 * What stands around an input before a window slides over it: how many pixels on each side, and what they hold. How many
 * make an output of the {@code same} size is the window's answer: {@link Window#withSamePadding}.
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

        /** How many pixels an input needs so that that many can be added on a side: a mirror or tile is used once. */
        public int least(int padding) {
            return switch (this) {
                case ZERO, REPLICATE -> 1;
                case REFLECT -> padding + 1;
                case CIRCULAR -> Math.max(1, padding);
            };
        }

        /**
         * The index in {@code 0..length-1} of the pixel that stands at {@code index}, which may lie in the padding; -1
         * where a zero stands.
         */
        public int source(int index, int length) {
            if (index >= 0 && index < length) {
                return index;
            }
            return switch (this) {
                case ZERO -> -1;
                case REPLICATE -> index < 0 ? 0 : length - 1;
                case REFLECT -> index < 0 ? -index : 2 * (length - 1) - index;
                case CIRCULAR -> Math.floorMod(index, length);
            };
        }
    }

    public static final Padding NONE = of(0);

    public Padding {
        if (top < 0 || left < 0 || bottom < 0 || right < 0) {
            throw new IllegalArgumentException("padding cannot be negative");
        }
    }

    /** Whether any pixel is added. */
    public boolean isNone() {
        return top == 0 && left == 0 && bottom == 0 && right == 0;
    }

    /** The same number of zeros on every side. */
    public static Padding of(int all) {
        return of(all, Mode.ZERO);
    }

    /** The same number of pixels on every side. */
    public static Padding of(int all, Mode mode) {
        return of(all, all, mode);
    }

    /** {@code down} zeros above and below, {@code across} at the left and the right. */
    public static Padding of(int down, int across) {
        return of(down, across, Mode.ZERO);
    }

    /** {@code down} pixels above and below, {@code across} at the left and the right. */
    public static Padding of(int down, int across, Mode mode) {
        return new Padding(down, across, down, across, mode);
    }

    /**
     * {@code 1}, or {@code 1×2} down and across, or each side, {@code 0 top, 0 left, 1 bottom, 1 right}, and what fills it if
     * not zeros.
     */
    @Override
    public String toString() {
        String sides = top == bottom && left == right
                ? Window.both(top, left)
                : "%d top, %d left, %d bottom, %d right".formatted(top, left, bottom, right);
        return mode == Mode.ZERO ? sides : sides + " " + mode.name().toLowerCase(Locale.ROOT);
    }
}
