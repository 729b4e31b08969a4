package org.convolab.widget.weights;

import java.util.List;
import java.util.stream.IntStream;

/** How the units of the drawing are wired to its row of pixels: a wire is a use of a weight. */
public enum Wiring {
    DENSE("Every pixel, own weights"),
    LOCAL("A patch, own weights"),
    SHARED("A patch, shared weights");

    static final int UNITS = 6;
    static final int PIXELS = 8;

    /** A kernel so wide has as many places in the row as there are units. */
    private static final int PATCH = PIXELS - UNITS + 1;

    /** What the weights are, again and again. */
    private static final List<Integer> VALUES = List.of(3, -2, 1, -3, 2, -1, -1, 3, -2, 2, -3);

    /** How far apart units and pixels stand in the drawing, a unit above the middle of its patch. */
    private static final int STEP = 40;

    private final String title;

    Wiring(String title) {
        this.title = title;
    }

    /** A weight's value, and the unit and the pixel that it joins. */
    public record Wire(int value, int unit, int pixel) {}

    public String title() {
        return title;
    }

    /** How many weights there are. */
    public int weights() {
        return this == SHARED ? PATCH : UNITS * reach();
    }

    /** The first weight of a unit, counted from 1. */
    public int first(int unit) {
        return this == SHARED ? 1 : unit * reach() + 1;
    }

    /** The last weight of a unit. */
    public int last(int unit) {
        return first(unit) + reach() - 1;
    }

    /** Whether a unit reads a pixel. */
    public boolean reads(int unit, int pixel) {
        return pixel >= start(unit) && pixel < start(unit) + reach();
    }

    /** All wires, unit after unit. */
    public List<Wire> wires() {
        return IntStream.range(0, UNITS)
                .boxed()
                .flatMap(unit -> IntStream.range(0, reach())
                        .mapToObj(i ->
                                new Wire(VALUES.get((first(unit) - 1 + i) % VALUES.size()), unit, start(unit) + i)))
                .toList();
    }

    /** Where the middle of a unit stands in the drawing. */
    public static int unitX(int unit) {
        return pixelX(unit) + (PATCH - 1) * STEP / 2;
    }

    /** Where the middle of a pixel stands. */
    public static int pixelX(int pixel) {
        return pixel * STEP + STEP / 2;
    }

    private int reach() {
        return this == DENSE ? PIXELS : PATCH;
    }

    private int start(int unit) {
        return this == DENSE ? 0 : unit;
    }
}
