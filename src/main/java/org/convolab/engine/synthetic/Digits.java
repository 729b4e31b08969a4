package org.convolab.engine.synthetic;

import java.util.List;
import org.convolab.engine.data.MnistFraming;
import org.convolab.engine.tensor.Shape;

/**
 * Handwritten digits: 28×28, 0 for paper and 1 for ink. A pen follows a skeleton of the digit, blended between the ways
 * people write it, then shaken, stretched, bent, slanted and turned. As in MNIST the ink fills a box of 20 pixels on its
 * longer side, and the picture is centered by the mass of the ink, to a whole pixel.
 */
public final class Digits implements SyntheticPictures {
    private static final int SIDE = MnistFraming.SIDE;
    private static final int BOX = MnistFraming.BOX;
    /** Pieces of line between two points of a skeleton. */
    private static final int PIECES = 7;
    /** How many waves bend the paper. */
    private static final int WAVES = 3;

    @Override
    public Shape shape() {
        return new Shape(1, SIDE, SIDE);
    }

    @Override
    public List<String> classes() {
        return List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    @Override
    public void draw(long seed, int label, float[] into, int offset) {
        var dice = new Dice(seed * 10 + label);
        Skeletons.Style style = choose(Skeletons.of(label), dice);
        double[] points = blend(style, dice);
        shake(points, style.last(), dice);
        var pen = new Pen(style, points);
        pen.bend(dice);
        pen.slant(dice);
        pen.press(dice);
        Canvas canvas = pen.trace(new Canvas(SIDE, SIDE, 0).soften(dice.between(0.8, 1.5)));
        var ink = new double[SIDE * SIDE];
        for (int i = 0; i < ink.length; i++) {
            ink[i] = canvas.coverage(i % SIDE, i / SIDE);
        }
        MnistFraming.center(ink, into, offset);
    }

    private static Skeletons.Style choose(List<Skeletons.Style> styles, Dice dice) {
        double rest = dice.uniform()
                * styles.stream().mapToDouble(Skeletons.Style::share).sum();
        for (Skeletons.Style style : styles) {
            rest -= style.share();
            if (rest < 0) {
                return style;
            }
        }
        return styles.get(0);
    }

    /** A path between the extremes, more often near one of them than in their midst. */
    private static double[] blend(Skeletons.Style style, Dice dice) {
        var points = new double[2 * style.points()];
        double whole = 0;
        for (double[] extreme : style.extremes()) {
            double share = StrictMath.log(1 - dice.uniform());
            share *= share;
            whole += share;
            for (int i = 0; i < points.length; i++) {
                points[i] += share * extreme[i];
            }
        }
        for (int i = 0; i < points.length; i++) {
            points[i] = points[i] / whole - 50;
        }
        return points;
    }

    /** Moves every point a little, the ends of strokes more, and each stroke as a whole. */
    private static void shake(double[] points, boolean[] last, Dice dice) {
        double amount = dice.between(1, 5);
        double dx = 0;
        double dy = 0;
        for (int i = 0; i < last.length; i++) {
            boolean first = i == 0 || last[i - 1];
            if (first && i > 0) {
                dx = 3.5 * dice.normal();
                dy = 3.5 * dice.normal();
            }
            double reach = first || last[i] ? 1.5 * amount : amount;
            points[2 * i] += dx + reach * dice.normal();
            points[2 * i + 1] += dy + reach * dice.normal();
        }
    }

    /** The path of the pen as short straight pieces, with the radius of the ink at each point. */
    private static final class Pen {
        private final int length;
        private final double[] x;
        private final double[] y;
        private final double[] radius;
        /** Whether the pen is lifted after a point. */
        private final boolean[] lifted;

        Pen(Skeletons.Style style, double[] points) {
            int most = style.points() * PIECES + 1;
            x = new double[most];
            y = new double[most];
            radius = new double[most];
            lifted = new boolean[most];
            int n = 0;
            for (int i = 0; i < style.points(); i++) {
                if (style.last()[i]) {
                    x[n] = points[2 * i];
                    y[n] = points[2 * i + 1];
                    lifted[n++] = true;
                    continue;
                }
                boolean first = i == 0 || style.last()[i - 1] || style.corner()[i];
                boolean end = style.last()[i + 1] || style.corner()[i + 1];
                for (int piece = 0; piece < PIECES; piece++) {
                    double t = piece / (double) PIECES;
                    x[n] = curve(points, 2 * i, first, end, t);
                    y[n++] = curve(points, 2 * i + 1, first, end, t);
                }
            }
            length = n;
        }

        /** The curve from the number at {@code i} to its successor. */
        private static double curve(double[] v, int i, boolean first, boolean end, double t) {
            return Canvas.catmullRom(first ? v[i] : v[i - 2], v[i], v[i + 2], end ? v[i + 2] : v[i + 4], t);
        }

        /** Stretches one part of the paper against the other, and sends slow waves through it. */
        void bend(Dice dice) {
            double stretchX = dice.factor(0.2) - 1;
            double stretchY = dice.factor(0.25) - 1;
            var wave = new double[WAVES][];
            for (int w = 0; w < WAVES; w++) {
                double length = dice.between(55, 160);
                double angle = dice.between(0, 2 * StrictMath.PI);
                double toward = dice.between(0, 2 * StrictMath.PI);
                double height = 0.028 * length * dice.normal();
                wave[w] = new double[] {
                    6.283 / length * StrictMath.cos(angle),
                    6.283 / length * StrictMath.sin(angle),
                    dice.between(0, 6.283),
                    height * StrictMath.cos(toward),
                    height * StrictMath.sin(toward)
                };
            }
            for (int i = 0; i < length; i++) {
                double u = x[i] / 50;
                double v = y[i] / 50;
                double dx = 25 * stretchX * (u * u - 1);
                double dy = 25 * stretchY * (v * v - 1);
                for (double[] w : wave) {
                    double lift = StrictMath.sin(w[0] * x[i] + w[1] * y[i] + w[2]);
                    dx += w[3] * lift;
                    dy += w[4] * lift;
                }
                x[i] += dx;
                y[i] += dy;
            }
        }

        /** Narrows or widens the digit, slants it and turns it. */
        void slant(Dice dice) {
            double wide = 0.82 * dice.factor(0.2);
            double slant = 0.12 + 0.26 * dice.normal();
            double turn = 0.09 * dice.normal();
            double cos = StrictMath.cos(turn);
            double sin = StrictMath.sin(turn);
            for (int i = 0; i < length; i++) {
                double u = wide * x[i] - slant * y[i];
                double v = y[i];
                x[i] = cos * u - sin * v;
                y[i] = sin * u + cos * v;
            }
        }

        /** Gives the ink its radius in pixels: a nib that is broader in one direction, and a hand that presses unevenly. */
        void press(Dice dice) {
            double base = Math.min(2, 1.2 * dice.factor(0.27));
            double uneven = 0.2 * dice.uniform();
            double pace = dice.between(0.05, 0.25);
            double phase = dice.between(0, 6.283);
            double nib = 0.25 * dice.uniform();
            double nibAngle = dice.between(0, StrictMath.PI);
            double nx = StrictMath.cos(nibAngle);
            double ny = StrictMath.sin(nibAngle);
            double rough = 0.12 * dice.uniform();
            for (int i = 0; i < length; i++) {
                int j = lifted[i] ? Math.max(0, i - 1) : i;
                double dx = x[j + 1] - x[j];
                double dy = y[j + 1] - y[j];
                double along = (dx * nx + dy * ny) * (dx * nx + dy * ny) / (dx * dx + dy * dy + 1e-9);
                radius[i] = Math.max(
                        0.45,
                        base
                                * (1 + uneven * StrictMath.sin(pace * i + phase))
                                * (1 + nib * (0.5 - along))
                                * (1 + rough * dice.normal()));
            }
        }

        /** Fits the ink into the box and draws it. */
        Canvas trace(Canvas canvas) {
            double left = Double.MAX_VALUE;
            double top = Double.MAX_VALUE;
            double right = -Double.MAX_VALUE;
            double bottom = -Double.MAX_VALUE;
            double widest = 0;
            for (int i = 0; i < length; i++) {
                left = Math.min(left, x[i]);
                right = Math.max(right, x[i]);
                top = Math.min(top, y[i]);
                bottom = Math.max(bottom, y[i]);
                widest = Math.max(widest, radius[i]);
            }
            double scale = (BOX - 2 * widest) / Math.max(right - left, bottom - top);
            double dx = SIDE / 2.0 - scale * (left + right) / 2;
            double dy = SIDE / 2.0 - scale * (top + bottom) / 2;
            for (int i = 0; i + 1 < length; i++) {
                if (!lifted[i]) {
                    canvas.segment(
                            scale * x[i] + dx,
                            scale * y[i] + dy,
                            radius[i],
                            scale * x[i + 1] + dx,
                            scale * y[i + 1] + dy,
                            radius[i + 1]);
                }
            }
            return canvas;
        }
    }
}
