package org.convolab.engine.data;

import java.util.Arrays;

/**
 * A small picture to paint on. Shapes are traced into a stencil, which holds how much of each pixel they cover; paint
 * then flows through the stencil on to the planes of the picture and leaves the stencil empty. Coverage is taken
 * from the signed distance d of the pixel's centre to the outline, in pixels: ½ - d, kept within 0 and 1.
 *
 * <p>Shapes are given in the units of a frame, which {@link #frame} places on the picture; x runs right and y down.
 */
final class Canvas {
    final int width;
    final int height;
    /** How much of each pixel is covered, 0 to 1, row by row. */
    final float[] stencil;
    /** One plane of light for each channel, 0 to 1. */
    final float[] planes;

    private double originX;
    private double originY;
    private double across;
    private double down;
    private double scale;
    private double mirror;
    private double softness = 1;
    private int left;
    private int right;
    private int top;
    private int bottom;

    Canvas(int width, int height, int channels) {
        this.width = width;
        this.height = height;
        stencil = new float[width * height];
        planes = new float[channels * width * height];
        frame(0, 0, 1, 0, false);
        empty();
    }

    /** How opaque a paint's second colour lies over its first at a place of the frame: 0 to 1. */
    @FunctionalInterface
    interface Texture {
        double at(double x, double y);
    }

    /**
     * Places the frame: its origin at pixel (x, y), its unit {@code scale} pixels long, turned clockwise by {@code angle}
     * radians, and its x axis turned about if {@code mirrored}.
     */
    Canvas frame(double x, double y, double scale, double angle, boolean mirrored) {
        originX = x;
        originY = y;
        this.scale = scale;
        across = StrictMath.cos(angle);
        down = StrictMath.sin(angle);
        mirror = mirrored ? -1 : 1;
        return this;
    }

    /** Sets how many pixels wide the ramp of an outline is: 1 is sharp. */
    Canvas soften(double pixels) {
        softness = pixels;
        return this;
    }

    /** Forgets what was traced. */
    void empty() {
        Arrays.fill(stencil, 0);
        left = width;
        right = -1;
        top = height;
        bottom = -1;
    }

    private double pixelX(double x, double y) {
        return originX + scale * (mirror * x * across - y * down);
    }

    private double pixelY(double x, double y) {
        return originY + scale * (mirror * x * down + y * across);
    }

    private int floorWithin(double v, int limit) {
        return (int) Math.max(0, Math.min(limit, Math.floor(v)));
    }

    private void cover(int column, int row, double distance) {
        double coverage = 0.5 - distance / softness;
        if (coverage > 0) {
            int at = row * width + column;
            stencil[at] = Math.max(stencil[at], (float) Math.min(1, coverage));
            left = Math.min(left, column);
            right = Math.max(right, column);
            top = Math.min(top, row);
            bottom = Math.max(bottom, row);
        }
    }

    /** Traces a straight piece of line with round ends whose radius goes from r0 to r1. */
    void segment(double x0, double y0, double r0, double x1, double y1, double r1) {
        double ax = pixelX(x0, y0);
        double ay = pixelY(x0, y0);
        double dx = pixelX(x1, y1) - ax;
        double dy = pixelY(x1, y1) - ay;
        double a = r0 * scale;
        double b = r1 * scale;
        double reach = Math.max(a, b) + softness;
        double inverse = 1 / Math.max(dx * dx + dy * dy, 1e-12);
        int x2 = floorWithin(Math.max(ax, ax + dx) + reach, width - 1);
        int y2 = floorWithin(Math.max(ay, ay + dy) + reach, height - 1);
        int x1st = floorWithin(Math.min(ax, ax + dx) - reach, width);
        for (int row = floorWithin(Math.min(ay, ay + dy) - reach, height); row <= y2; row++) {
            for (int column = x1st; column <= x2; column++) {
                double px = column + 0.5 - ax;
                double py = row + 0.5 - ay;
                double t = Math.max(0, Math.min(1, (px * dx + py * dy) * inverse));
                double ex = px - t * dx;
                double ey = py - t * dy;
                cover(column, row, Math.sqrt(ex * ex + ey * ey) - a - t * (b - a));
            }
        }
    }
}
