package org.convolab.engine.synthetic;

/** A pattern: how much of a paint's second color shows at a place of the frame, 0 to 1. */
@FunctionalInterface
interface Texture {
    double at(double x, double y);

    /** From 0 at y = top to 1 at y = bottom. */
    static Texture fade(double top, double bottom) {
        return (x, y) -> clamp((y - top) / (bottom - top));
    }

    /** Soft clouds, {@code fine} of them to a unit across and {@code fineDown} down. */
    static Texture noise(long seed, double fine, double fineDown) {
        return (x, y) -> clouds(seed, x * fine, y * fineDown);
    }

    /** Clouds with an edge: leaves, gravel, grass, spots; {@code much} is the share of the second color. */
    static Texture flecks(long seed, double fine, double fineDown, double much) {
        return (x, y) -> clamp((clouds(seed, x * fine, y * fineDown) - 0.8 + 0.6 * much) * 6);
    }

    /** Stripes across a direction, {@code width} from one to the next, {@code waves} high where they wave. */
    static Texture stripes(double angle, double width, double share, double waves) {
        double ux = StrictMath.cos(angle) / width;
        double uy = StrictMath.sin(angle) / width;
        return (x, y) -> {
            double along = y * ux - x * uy;
            double across = x * ux + y * uy + waves * triangle(along * 0.7);
            return clamp((share - 2 * Math.abs(across - Math.floor(across) - 0.5)) * 3 + 0.5);
        };
    }

    /** Courses of bricks, tiles or shingles, every other one shifted by half; the second color is the joint. */
    static Texture bricks(double width, double height, double joint) {
        return (x, y) -> {
            double course = Math.floor(y / height);
            double v = y - course * height;
            double u = x + (course % 2 == 0 ? 0 : width / 2);
            u -= Math.floor(u / width) * width;
            return clamp(1.5 - Math.min(Math.min(u, width - u), Math.min(v, height - v)) / joint);
        };
    }

    /** Overlapping scales, the round ends to the right; the second color is their rim. */
    static Texture scales(double size) {
        return (x, y) -> {
            double best = 0;
            for (int k = 0; k < 2; k++) {
                double u = x / size + 0.5 * k;
                double v = y / size + 0.5 * k;
                u -= Math.floor(u);
                v -= Math.floor(v) + 0.5;
                double d = Math.sqrt(u * u + v * v);
                best = Math.max(best, clamp(1 - Math.abs(d - 0.62) * 7));
            }
            return best;
        };
    }

    /** Round dots in rows. */
    static Texture dots(double pitch, double radius) {
        return (x, y) -> {
            double row = Math.floor(y / pitch);
            double u = x / pitch + (row % 2 == 0 ? 0 : 0.5);
            u -= Math.floor(u) + 0.5;
            double v = y / pitch - row - 0.5;
            return clamp((radius - Math.sqrt(u * u + v * v)) * 6 + 0.5);
        };
    }

    private static double clamp(double v) {
        return Math.max(0, Math.min(1, v));
    }

    /** A zigzag of period 1 between -1 and 1. */
    private static double triangle(double v) {
        return 4 * Math.abs(v - Math.floor(v) - 0.5) - 1;
    }

    /** Value noise: random numbers at whole places, smooth between them. */
    private static double clouds(long seed, double x, double y) {
        double fx = Math.floor(x);
        double fy = Math.floor(y);
        long i = (long) fx;
        long j = (long) fy;
        double u = x - fx;
        double v = y - fy;
        u *= u * (3 - 2 * u);
        v *= v * (3 - 2 * v);
        double top = knot(seed, i, j) * (1 - u) + knot(seed, i + 1, j) * u;
        double bottom = knot(seed, i, j + 1) * (1 - u) + knot(seed, i + 1, j + 1) * u;
        return top * (1 - v) + bottom * v;
    }

    private static double knot(long seed, long i, long j) {
        long z = (seed + i * 0x9e3779b97f4a7c15L + j * 0xd1b54a32d192ed03L) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 29)) * 0x94d049bb133111ebL;
        return (z >>> 40) * 0x1p-24;
    }
}
