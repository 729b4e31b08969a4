package org.convolab.engine.synthetic;

import java.util.Arrays;

/**
 * A small picture to paint on. Shapes are traced into a stencil, the signed distance of each pixel's center to the
 * outline of their union, in pixels and negative inside; paint then flows through the stencil on to the picture and
 * leaves the stencil empty. A pixel at distance d is covered by ½ - d, kept within 0 and 1.
 *
 * <p>Shapes and textures are given in the units of a frame, which {@link #frame} places on the picture; x runs right and
 * y down.
 */
final class Canvas {
    private static final float FAR = 99;
    private static final Texture PLAIN = (x, y) -> 0;

    /** Pieces of line between two points of a curve. */
    private static final int PIECES = 5;

    final int width;
    final int height;
    /** Red, green and blue planes of light, 0 to 1; empty if the canvas has none. */
    final float[] planes;

    private final int channels;
    private final float[] stencil;
    private final float[] clip;
    /** How far the pixels near a polygon's edges are from them, while it is traced. */
    private final float[] rim;
    /** Where an edge of a polygon crosses the row at hand. */
    private final boolean[] crossed;

    private boolean clipped;
    private double originX;
    private double originY;
    private double across;
    private double down;
    private double scale;
    private double mirror;
    private double softness = 1;
    private int penColor;
    private double penWidth;
    private double lightX;
    private double lightY;
    /** The box of pixels that what was traced may touch. */
    private int left;

    private int right;
    private int top;
    private int bottom;
    /** Where the pixels begin that the shape at hand may touch. */
    private int firstColumn;

    private int firstRow;

    Canvas(int width, int height, int channels) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        planes = new float[channels * width * height];
        stencil = new float[width * height];
        clip = new float[channels == 0 ? 0 : width * height];
        rim = new float[clip.length];
        crossed = new boolean[width + 1];
        Arrays.fill(stencil, FAR);
        untouched();
        frame(0, 0, 1, 0, false);
    }

    /** How far outside a shape its distance is kept, in pixels: as far as its outline reaches. */
    private double margin() {
        return penWidth + softness;
    }

    private void untouched() {
        left = width;
        right = -1;
        top = height;
        bottom = -1;
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

    /** Sets how many pixels wide the ramp of an edge is: 1 is sharp. */
    Canvas soften(double pixels) {
        softness = pixels;
        return this;
    }

    /** Sets the outline that {@link #paint} draws around shapes, {@code width} pixels broad; 0 for none. */
    Canvas pen(int color, double width) {
        penColor = color;
        penWidth = width;
        return this;
    }

    /** Sets where the light comes from and how strong it is: how much brighter what is painted gets toward (x, y). */
    Canvas light(double x, double y) {
        lightX = x;
        lightY = y;
        return this;
    }

    /** How much of a pixel what was traced covers, 0 to 1. */
    double coverage(int column, int row) {
        return coverage(stencil[row * width + column]);
    }

    private double coverage(double distance) {
        return Math.max(0, Math.min(1, 0.5 - distance / softness));
    }

    // Shapes

    /** Traces a straight piece of line with round ends whose radius goes from r0 to r1. */
    Canvas segment(double x0, double y0, double r0, double x1, double y1, double r1) {
        double ax = pixelX(x0, y0);
        double ay = pixelY(x0, y0);
        double dx = pixelX(x1, y1) - ax;
        double dy = pixelY(x1, y1) - ay;
        double a = r0 * scale;
        double b = r1 * scale;
        double reach = Math.max(a, b) + margin();
        double inverse = 1 / Math.max(dx * dx + dy * dy, 1e-12);
        int lastColumn = touchColumns(Math.min(ax, ax + dx) - reach, Math.max(ax, ax + dx) + reach);
        int lastRow = touchRows(Math.min(ay, ay + dy) - reach, Math.max(ay, ay + dy) + reach);
        for (int row = firstRow; row <= lastRow; row++) {
            for (int column = firstColumn; column <= lastColumn; column++) {
                double px = column + 0.5 - ax;
                double py = row + 0.5 - ay;
                double t = Math.max(0, Math.min(1, (px * dx + py * dy) * inverse));
                double ex = px - t * dx;
                double ey = py - t * dy;
                join(column, row, Math.sqrt(ex * ex + ey * ey) - a - t * (b - a));
            }
        }
        return this;
    }

    /** Traces a line through the points x, y in turn. */
    Canvas line(double thick, double... xy) {
        for (int i = 0; i + 3 < xy.length; i += 2) {
            segment(xy[i], xy[i + 1], thick / 2, xy[i + 2], xy[i + 3], thick / 2);
        }
        return this;
    }

    /** Traces a smooth line through the points x, y in turn. */
    Canvas curve(double thick, double... xy) {
        return line(thick, smooth(xy, false));
    }

    /** Traces a full ellipse of half axes rx and ry, turned clockwise by {@code angle}. */
    Canvas ellipse(double x, double y, double rx, double ry, double angle) {
        return oval(x, y, rx, ry, angle, Double.NaN);
    }

    Canvas disc(double x, double y, double radius) {
        return ellipse(x, y, radius, radius, 0);
    }

    /** Traces a circle of line. */
    Canvas ring(double x, double y, double radius, double thick) {
        return oval(x, y, radius, radius, 0, thick / 2);
    }

    private Canvas oval(double x, double y, double rx, double ry, double angle, double band) {
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double reach = Math.max(rx, ry) * scale + margin() + (band > 0 ? band * scale : 0);
        double cx = pixelX(x, y);
        double cy = pixelY(x, y);
        int lastColumn = touchColumns(cx - reach, cx + reach);
        int lastRow = touchRows(cy - reach, cy + reach);
        for (int row = firstRow; row <= lastRow; row++) {
            for (int column = firstColumn; column <= lastColumn; column++) {
                double fx = frameX(column, row) - x;
                double fy = frameY(column, row) - y;
                double u = (fx * cos + fy * sin) / rx;
                double v = (fy * cos - fx * sin) / ry;
                double k0 = Math.sqrt(u * u + v * v);
                double k1 = Math.sqrt(u * u / (rx * rx) + v * v / (ry * ry));
                double distance = k1 < 1e-9 ? -Math.min(rx, ry) : k0 * (k0 - 1) / k1;
                join(column, row, scale * (band > 0 ? Math.abs(distance) - band : distance));
            }
        }
        return this;
    }

    /** Traces the inside of the closed line through the points x, y in turn. */
    Canvas polygon(double... xy) {
        int n = xy.length / 2;
        var px = new double[n];
        var py = new double[n];
        double x0 = Double.MAX_VALUE;
        double x1 = -Double.MAX_VALUE;
        double y0 = Double.MAX_VALUE;
        double y1 = -Double.MAX_VALUE;
        for (int i = 0; i < n; i++) {
            px[i] = pixelX(xy[2 * i], xy[2 * i + 1]);
            py[i] = pixelY(xy[2 * i], xy[2 * i + 1]);
            x0 = Math.min(x0, px[i]);
            x1 = Math.max(x1, px[i]);
            y0 = Math.min(y0, py[i]);
            y1 = Math.max(y1, py[i]);
        }
        int lastColumn = touchColumns(x0 - margin(), x1 + margin());
        int lastRow = touchRows(y0 - margin(), y1 + margin());
        int fromColumn = firstColumn;
        int fromRow = firstRow;
        for (int row = fromRow; row <= lastRow && fromColumn <= lastColumn; row++) {
            Arrays.fill(rim, row * width + fromColumn, row * width + lastColumn + 1, FAR);
        }
        for (int i = 0, j = n - 1; i < n; j = i++) {
            alongEdge(px[i], py[i], px[j], py[j]);
        }
        for (int row = fromRow; row <= lastRow; row++) {
            double y = row + 0.5;
            Arrays.fill(crossed, false);
            for (int i = 0, j = n - 1; i < n; j = i++) {
                if (py[i] > y != py[j] > y) {
                    double x = px[i] + (y - py[i]) * (px[j] - px[i]) / (py[j] - py[i]);
                    crossed[(int) Math.max(0, Math.min(width, Math.ceil(x - 0.5)))] ^= true;
                }
            }
            boolean inside = false;
            for (int column = 0; column <= lastColumn; column++) {
                inside ^= crossed[column];
                if (column >= fromColumn) {
                    float distance = rim[row * width + column];
                    join(column, row, inside ? -distance : distance);
                }
            }
        }
        return this;
    }

    /** Lowers the distances to the rim near one edge of a polygon. */
    private void alongEdge(double ax, double ay, double bx, double by) {
        double dx = bx - ax;
        double dy = by - ay;
        double inverse = 1 / (dx * dx + dy * dy + 1e-12);
        double reach = margin();
        int lastColumn = touchColumns(Math.min(ax, bx) - reach, Math.max(ax, bx) + reach);
        int lastRow = touchRows(Math.min(ay, by) - reach, Math.max(ay, by) + reach);
        for (int row = firstRow; row <= lastRow; row++) {
            for (int column = firstColumn; column <= lastColumn; column++) {
                double wx = column + 0.5 - ax;
                double wy = row + 0.5 - ay;
                double t = Math.max(0, Math.min(1, (wx * dx + wy * dy) * inverse));
                double ex = wx - t * dx;
                double ey = wy - t * dy;
                int at = row * width + column;
                rim[at] = Math.min(rim[at], (float) Math.sqrt(ex * ex + ey * ey));
            }
        }
    }

    Canvas rectangle(double x0, double y0, double x1, double y1) {
        return polygon(x0, y0, x1, y0, x1, y1, x0, y1);
    }

    /** Traces the inside of the smooth closed line through the points x, y in turn. */
    Canvas blob(double... xy) {
        return polygon(smooth(xy, true));
    }

    /** Points of the Catmull-Rom curve through the given points. */
    private static double[] smooth(double[] xy, boolean closed) {
        int n = xy.length / 2;
        int spans = closed ? n : n - 1;
        var out = new double[2 * (spans * PIECES + (closed ? 0 : 1))];
        int at = 0;
        for (int i = 0; i < spans; i++) {
            for (int piece = 0; piece < PIECES; piece++) {
                for (int k = 0; k < 2; k++) {
                    double p1 = xy[2 * i + k];
                    double p2 = xy[2 * ((i + 1) % n) + k];
                    double p0 = closed || i > 0 ? xy[2 * ((i + n - 1) % n) + k] : p1;
                    double p3 = closed || i + 2 < n ? xy[2 * ((i + 2) % n) + k] : p2;
                    out[at++] = catmullRom(p0, p1, p2, p3, piece / (double) PIECES);
                }
            }
        }
        if (!closed) {
            out[at++] = xy[2 * n - 2];
            out[at] = xy[2 * n - 1];
        }
        return out;
    }

    /** The Catmull-Rom curve from p1 (t = 0) to p2 (t = 1). */
    static double catmullRom(double p0, double p1, double p2, double p3, double t) {
        return p1 + 0.5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)));
    }

    // Paint

    /** Fills what was traced, in the light and with the pen's outline. */
    Canvas paint(int first, int second, Texture texture) {
        if (penWidth > 0) {
            flow(penColor, penColor, PLAIN, 1, penWidth, false);
        }
        flow(first, second, texture, 1, 0, true);
        return empty();
    }

    Canvas paint(int color) {
        return paint(color, color, PLAIN);
    }

    /** Fills what was traced with a flat color. */
    Canvas fill(int color) {
        return fill(color, 1);
    }

    Canvas fill(int color, double opacity) {
        flow(color, color, PLAIN, opacity, 0, false);
        return empty();
    }

    Canvas fill(int first, int second, Texture texture) {
        flow(first, second, texture, 1, 0, false);
        return empty();
    }

    /** Confines paint to what was traced, until {@link #unclip}. */
    Canvas clip() {
        for (int i = 0; i < clip.length; i++) {
            clip[i] = (float) coverage(stencil[i]);
        }
        clipped = true;
        return empty();
    }

    Canvas unclip() {
        clipped = false;
        return this;
    }

    private void flow(int first, int second, Texture texture, double opacity, double grow, boolean lit) {
        double middleX = (left + right) / 2.0;
        double middleY = (top + bottom) / 2.0;
        double inverse = 2.0 / (1 + Math.max(right - left, bottom - top));
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                int at = row * width + column;
                double cover = opacity * coverage(stencil[at] - grow);
                if (clipped) {
                    cover *= clip[at];
                }
                if (cover == 0) {
                    continue;
                }
                double share = first == second ? 0 : texture.at(frameX(column, row), frameY(column, row));
                double light = lit ? 1 + ((column - middleX) * lightX + (row - middleY) * lightY) * inverse : 1;
                for (int c = 0; c < channels; c++) {
                    double from = Color.light(first, c);
                    double color = light * (from + share * (Color.light(second, c) - from));
                    int place = c * width * height + at;
                    planes[place] += (float) (cover * (Math.max(0, Math.min(1, color)) - planes[place]));
                }
            }
        }
    }

    private Canvas empty() {
        for (int row = top; row <= bottom && left <= right; row++) {
            Arrays.fill(stencil, row * width + left, row * width + right + 1, FAR);
        }
        untouched();
        return this;
    }

    // Between the frame and the pixels

    private double pixelX(double x, double y) {
        return originX + scale * (mirror * x * across - y * down);
    }

    private double pixelY(double x, double y) {
        return originY + scale * (mirror * x * down + y * across);
    }

    private double frameX(int column, int row) {
        return mirror * ((column + 0.5 - originX) * across + (row + 0.5 - originY) * down) / scale;
    }

    private double frameY(int column, int row) {
        return ((row + 0.5 - originY) * across - (column + 0.5 - originX) * down) / scale;
    }

    private int touchColumns(double from, double to) {
        firstColumn = (int) Math.max(0, Math.min(width, Math.floor(from)));
        int last = (int) Math.max(-1, Math.min(width - 1, Math.floor(to)));
        left = Math.min(left, firstColumn);
        right = Math.max(right, last);
        return last;
    }

    private int touchRows(double from, double to) {
        firstRow = (int) Math.max(0, Math.min(height, Math.floor(from)));
        int last = (int) Math.max(-1, Math.min(height - 1, Math.floor(to)));
        top = Math.min(top, firstRow);
        bottom = Math.max(bottom, last);
        return last;
    }

    private void join(int column, int row, double distance) {
        int at = row * width + column;
        stencil[at] = (float) Math.min(stencil[at], distance);
    }
}
