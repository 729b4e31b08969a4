package org.convolab.engine.synthetic;

/** Colors as {@code 0xRRGGBB}. */
final class Color {
    static final int BLACK = 0x101014;
    static final int WHITE = 0xfafaf6;

    private Color() {}

    /** The channel's share of light: 0 red, 1 green, 2 blue. */
    static double light(int color, int channel) {
        return (color >> (16 - 8 * channel) & 255) / 255.0;
    }

    /** The color of a hue (0 red, ⅓ green, ⅔ blue, round again), a saturation and a lightness, 0 to 1 each. */
    static int of(double hue, double saturation, double lightness) {
        double reach = saturation * Math.min(lightness, 1 - lightness);
        return pack(tone(0, hue, lightness, reach), tone(8, hue, lightness, reach), tone(4, hue, lightness, reach));
    }

    private static double tone(int n, double hue, double lightness, double reach) {
        double k = (n + 12 * (hue - Math.floor(hue))) % 12;
        return lightness - reach * Math.max(-1, Math.min(Math.min(k - 3, 9 - k), 1));
    }

    /** The first color, with so much of the second mixed in. */
    static int mix(int first, int second, double share) {
        return pack(
                light(first, 0) + share * (light(second, 0) - light(first, 0)),
                light(first, 1) + share * (light(second, 1) - light(first, 1)),
                light(first, 2) + share * (light(second, 2) - light(first, 2)));
    }

    static int darker(int color, double share) {
        return mix(color, BLACK, share);
    }

    static int lighter(int color, double share) {
        return mix(color, WHITE, share);
    }

    private static int pack(double red, double green, double blue) {
        return (int) (red * 255 + 0.5) << 16 | (int) (green * 255 + 0.5) << 8 | (int) (blue * 255 + 0.5);
    }
}
