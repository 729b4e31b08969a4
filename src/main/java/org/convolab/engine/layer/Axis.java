package org.convolab.engine.layer;

/**
 * A window's travel along one axis of an input: which pixel each of its cells reads at each of its places. Between
 * {@code from(cell)} and {@code to(cell)} the cell lies inside the input, and consecutive places read pixels
 * {@code stride} apart.
 */
public final class Axis {
    /** What a cell reads where padding holds a zero. */
    public static final int ZERO = -1;

    /** What a cell reads beyond the padding, where a window of a ceiled pool hangs over the far edge. */
    public static final int BEYOND = -2;

    private final int cells;
    private final int places;
    private final int[] reads;
    private final int[] from;
    private final int[] to;

    private Axis(int cells, int places) {
        this.cells = cells;
        this.places = places;
        this.reads = new int[cells * places];
        this.from = new int[cells];
        this.to = new int[cells];
    }

    static Axis of(
            int cells, int places, int stride, int dilation, int before, int after, int length, Padding.Mode mode) {
        Axis axis = new Axis(cells, places);
        for (int cell = 0; cell < cells; cell++) {
            int first = cell * dilation - before;
            axis.from[cell] = Math.min(places, Math.max(0, Math.floorDiv(-first + stride - 1, stride)));
            axis.to[cell] = Math.min(places, Math.max(axis.from[cell], Math.floorDiv(length - 1 - first, stride) + 1));
            for (int place = 0; place < places; place++) {
                int index = first + place * stride;
                axis.reads[cell * places + place] = index < length + after ? mode.source(index, length) : BEYOND;
            }
        }
        return axis;
    }

    /** How many cells the window has along this axis. */
    public int cells() {
        return cells;
    }

    /** How many places the window takes. */
    public int places() {
        return places;
    }

    /** The pixel that a cell reads at a place, {@link #ZERO} or {@link #BEYOND}. */
    public int read(int cell, int place) {
        return reads[cell * places + place];
    }

    /** How many cells read at least {@code least} at a place: 0 counts pixels, {@link #ZERO} padding too. */
    int count(int place, int least) {
        int count = 0;
        for (int cell = 0; cell < cells; cell++) {
            count += read(cell, place) >= least ? 1 : 0;
        }
        return count;
    }

    /** The first place at which the cell lies inside the input. */
    int from(int cell) {
        return from[cell];
    }

    /** The place after the last at which the cell lies inside the input. */
    int to(int cell) {
        return to[cell];
    }
}
