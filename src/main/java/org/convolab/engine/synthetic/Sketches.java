package org.convolab.engine.synthetic;

import java.util.List;
import java.util.function.IntConsumer;
import org.convolab.engine.tensor.Shape;

/**
 * Sketches of ten things in color: 64×64, red, green and blue from 0 to 1. Each thing has kinds and parts that vary, and
 * stands in one of several places, in some light, among clutter; places and clutter are shared between the things, so
 * that only the thing itself tells what it is.
 */
public final class Sketches implements SyntheticPictures {
    private static final int SIDE = 64;
    private static final double TURN = 2 * StrictMath.PI;
    private static final String[] WORDS = {
        "STOP", "OPEN", "EXIT", "CAFE", "SHOP", "TAXI", "ZOO", "BUS", "PARK", "SALE", "SLOW", "HOTEL", "FOOD", "BAR",
        "NORTH", "TOYS", "WAY", "GO", "BOOKS", "CITY", "LAKE", "FARM", "GYM", "MENU", "NEW"
    };
    /** Strokes of letters and numerals on a grid of 4×6: points {@code xy}, {@code /} between strokes. */
    private static final String[] LETTERS = {
        "A06 20 46/14 34",
        "B00 06 36 45 44 33 03/33 42 41 30 00",
        "C41 30 10 01 05 16 36 45",
        "D00 06 26 44 42 20 00",
        "E40 00 06 46/03 33",
        "F40 00 06/03 33",
        "G41 30 10 01 05 16 36 45 43 23",
        "H00 06/40 46/03 43",
        "I20 26",
        "K00 06/40 03 46",
        "L00 06 46",
        "M06 00 23 40 46",
        "N06 00 46 40",
        "O10 30 41 45 36 16 05 01 10",
        "P06 00 30 41 42 33 03",
        "R06 00 30 41 42 33 03/23 46",
        "S41 30 10 01 02 13 33 44 45 36 16 05",
        "T00 40/20 26",
        "U00 05 16 36 45 40",
        "W00 16 22 36 40",
        "X00 46/40 06",
        "Y00 23 40/23 26",
        "Z00 40 06 46",
        "111 20 26",
        "201 10 30 41 42 06 46",
        "300 40 23 34 45 36 16 05",
        "630 11 04 05 16 36 45 44 33 13 04",
        "916 35 42 41 30 10 01 02 13 33 42"
    };

    @Override
    public Shape shape() {
        return new Shape(3, SIDE, SIDE);
    }

    @Override
    public List<String> classes() {
        return List.of("dog", "cat", "bicycle", "car", "house", "tree", "clock", "sign", "fish", "flower");
    }

    @Override
    public void draw(long seed, int label, float[] into, int offset) {
        var scene = new Scene(new Dice(seed * 10 + label));
        switch (label) {
            case 0 -> scene.dog();
            case 1 -> scene.cat();
            case 2 -> scene.bicycle();
            case 3 -> scene.car();
            case 4 -> scene.house();
            case 5 -> scene.tree();
            case 6 -> scene.clock();
            case 7 -> scene.sign();
            case 8 -> scene.fish();
            case 9 -> scene.flower();
            default -> throw new IllegalArgumentException("there are ten things, and no thing " + label);
        }
        scene.develop(into, offset);
    }

    /** One picture in the making. The thing stands in a frame that reaches from -1 to 1 in both directions. */
    private static final class Scene {
        private final Dice dice;
        private final Canvas canvas = new Canvas(SIDE, SIDE, 3);
        private final double scale;
        private final double x;
        private final double y;
        private final boolean mirrored;

        Scene(Dice dice) {
            this.dice = dice;
            scale = dice.between(20, 29);
            double room = 33 - scale;
            x = SIDE / 2.0 + dice.between(-room, room) * 0.7;
            y = SIDE / 2.0 + dice.between(-room, room) * 0.7;
            mirrored = dice.chance(0.5);
            double strength = dice.between(0.05, 0.3);
            double angle = dice.between(0.5, 1) * TURN;
            canvas.soften(dice.between(0.9, 1.4))
                    .light(strength * StrictMath.cos(angle), strength * StrictMath.sin(angle));
            if (dice.chance(0.45)) {
                canvas.pen(Color.of(dice.uniform(), 0.3, dice.between(0.05, 0.2)), dice.between(0.5, 1.2));
            }
        }

        /** Puts the thing's frame where the thing is to be, turned by about {@code lean} radians. */
        private void stand(double lean) {
            canvas.frame(x, y, scale, lean * dice.normal(), mirrored);
        }

        /** The picture as it comes out of the camera: exposure, a tint, grain. */
        void develop(float[] into, int offset) {
            double exposure = dice.between(0.8, 1.12);
            double grain = 0.05 * dice.uniform() * dice.uniform();
            for (int c = 0; c < 3; c++) {
                double tint = exposure * dice.between(0.93, 1.07);
                double lift = dice.between(0, 0.05);
                for (int i = c * SIDE * SIDE; i < (c + 1) * SIDE * SIDE; i++) {
                    double light = lift + tint * canvas.planes[i] * (1 - lift) + grain * (dice.uniform() - 0.5) * 2;
                    into[offset + i] = (float) Math.max(0, Math.min(1, light));
                }
            }
        }

        // Places

        private int any(int... colors) {
            return colors[dice.below(colors.length)];
        }

        /** A strong color of any hue. */
        private int vivid() {
            return Color.of(dice.uniform(), dice.between(0.45, 0.9), dice.between(0.35, 0.6));
        }

        private int pale() {
            return Color.of(dice.uniform(), dice.between(0.15, 0.5), dice.between(0.72, 0.9));
        }

        private void everywhere() {
            canvas.frame(0, 0, 1, 0, false).rectangle(-9, -9, SIDE + 9, SIDE + 9);
        }

        /** Sky, distance and ground, the ground from {@code horizon} down. */
        private void outdoors(double horizon) {
            int[][] skies = {
                {0x4f94d8, 0xcfe6f5},
                {0x78b4e8, 0xeaf3f8},
                {0x9aa9b8, 0xdde2e6},
                {0x4a5f9e, 0xf2b488},
                {0x1d2748, 0x4a5a8c},
                {0xe8b890, 0xf6e6c8}
            };
            int[] sky = skies[dice.below(skies.length)];
            everywhere();
            canvas.fill(sky[0], sky[1], Texture.fade(0, horizon));
            if (dice.chance(0.3)) {
                canvas.disc(dice.between(4, 60), dice.between(3, horizon * 0.5), dice.between(3, 6))
                        .fill(any(0xfff2b0, 0xfffbe8, 0xffd070), 0.9);
            }
            for (int n = dice.below(4); n > 0; n--) {
                double cx = dice.between(0, 64);
                double cy = dice.between(2, horizon * 0.7);
                double size = dice.between(2, 5);
                canvas.ellipse(cx, cy, 2 * size, size * 0.8, 0)
                        .ellipse(cx + size, cy - size * 0.5, size * 1.1, size * 0.8, 0)
                        .fill(0xffffff, dice.between(0.3, 0.85));
            }
            if (dice.chance(0.5)) {
                int hill = Color.mix(any(0x3f6b3a, 0x5a7a52, 0x6b7f95, 0x8a7a5c), sky[1], dice.between(0.1, 0.5));
                for (int n = 0; n < 3; n++) {
                    canvas.ellipse(dice.between(0, 64), horizon + 3, dice.between(12, 30), dice.between(4, 14), 0);
                }
                canvas.fill(hill, Color.darker(hill, 0.25), Texture.flecks(dice.next(), 0.4, 0.4, 0.4));
            } else if (dice.chance(0.4)) {
                for (double at = dice.between(-6, 0); at < 64; ) {
                    double w = dice.between(5, 13);
                    double h = dice.between(6, 22);
                    int wall = Color.mix(any(0x8a8f98, 0xa08c7c, 0x6c7684), sky[1], 0.3);
                    canvas.rectangle(at, horizon - h, at + w, horizon + 1)
                            .fill(wall, Color.darker(wall, 0.3), Texture.dots(3, 0.3));
                    at += w + dice.between(0, 4);
                }
            }
            canvas.rectangle(-4, horizon, SIDE + 4, SIDE + 4);
            switch (dice.below(5)) {
                case 0, 1 -> {
                    int grass = any(0x4f8a34, 0x6aa544, 0x86a845, 0x3f7a3f, 0xa8a050);
                    canvas.fill(grass, Color.darker(grass, 0.4), Texture.flecks(dice.next(), 0.9, 0.28, 0.5));
                }
                case 2 -> {
                    int road = any(0x6c6e72, 0x85827c, 0x54565c);
                    canvas.fill(road, Color.lighter(road, 0.2), Texture.flecks(dice.next(), 1, 1, 0.3));
                    if (dice.chance(0.6)) {
                        double lane = dice.between(horizon + 2, SIDE);
                        for (double at = dice.between(-8, 0); at < SIDE; at += 14) {
                            canvas.rectangle(at, lane, at + 8, lane + 1.5);
                        }
                        canvas.fill(0xf0ead0, 0.8);
                    }
                }
                case 3 -> {
                    int sand = any(0xd9c28c, 0xc8ab78, 0xe6e9ee, 0xb59a74);
                    canvas.fill(sand, Color.darker(sand, 0.25), Texture.noise(dice.next(), 0.2, 0.5));
                }
                default -> {
                    int paving = any(0xb0a89c, 0x9a9ea6, 0xb58a70);
                    canvas.fill(
                            paving,
                            Color.darker(paving, 0.35),
                            Texture.bricks(dice.between(6, 12), dice.between(3, 5), 0.6));
                }
            }
        }

        /** A wall with its pattern, and under {@code floor} a floor or a table. */
        private void indoors(double floor) {
            int wall = dice.chance(0.6) ? pale() : Color.of(dice.uniform(), 0.4, dice.between(0.3, 0.6));
            int other = dice.chance(0.5) ? Color.darker(wall, dice.between(0.1, 0.35)) : Color.lighter(wall, 0.4);
            everywhere();
            canvas.fill(
                    wall,
                    other,
                    switch (dice.below(7)) {
                        case 0 -> Texture.stripes(0, dice.between(4, 14), 0.5, 0);
                        case 1 -> Texture.stripes(dice.between(0, TURN), dice.between(4, 12), 0.5, 0.2);
                        case 2 -> Texture.dots(dice.between(5, 12), 0.25);
                        case 3 -> Texture.bricks(dice.between(8, 14), dice.between(4, 6), 0.7);
                        case 4 -> Texture.bricks(dice.between(8, 16), 200, 0.6);
                        default -> Texture.noise(dice.next(), 0.06, 0.06);
                    });
            if (dice.chance(0.5)) {
                int wood = any(0x9a6b42, 0xb98a58, 0x6e4a30, 0x8a8f98, 0xc9b79c);
                canvas.rectangle(-4, floor, SIDE + 4, SIDE + 4)
                        .fill(wood, Color.darker(wood, 0.3), Texture.noise(dice.next(), 0.07, 0.7));
            }
        }

        private void water() {
            int deep = any(0x1d5c8c, 0x2a7fb0, 0x1f7a7a, 0x3a9cc0, 0x234a80);
            everywhere();
            canvas.fill(Color.lighter(deep, 0.35), deep, Texture.fade(0, SIDE));
            for (int n = dice.below(5); n > 0; n--) {
                double at = dice.between(0, 64);
                double foot = dice.between(52, 66);
                double h = dice.between(12, 34);
                double sway = dice.between(2, 5);
                canvas.curve(
                                dice.between(1.5, 3.5),
                                at,
                                foot,
                                at + sway,
                                foot - h / 3,
                                at - sway,
                                foot - h * 2 / 3,
                                at + sway,
                                foot - h)
                        .fill(any(0x2f7a4a, 0x4a8f3a, 0x7a5a8a, 0x1f5a4a), 0.9);
            }
            if (dice.chance(0.5)) {
                canvas.ellipse(dice.between(0, 64), 66, 60, dice.between(6, 12), 0)
                        .fill(0xd8c490, 0xb59f70, Texture.flecks(dice.next(), 0.8, 0.8, 0.4));
            }
            for (int n = dice.below(7); n > 0; n--) {
                canvas.ring(dice.between(0, 64), dice.between(0, 60), dice.between(1, 2.6), 0.8)
                        .fill(0xe8f6ff, 0.8);
            }
        }

        /** Two colors that run into each other. */
        private void backdrop() {
            int one = dice.chance(0.6) ? pale() : vivid();
            int two = dice.chance(0.5) ? pale() : Color.darker(one, dice.between(0.2, 0.7));
            everywhere();
            canvas.fill(one, two, dice.chance(0.5) ? Texture.noise(dice.next(), 0.08, 0.08) : Texture.fade(0, SIDE));
        }

        /** One of the four places, by their weights; the thing's foot is {@code base} under the middle of its frame. */
        private void place(double base, double outdoors, double indoors, double water, double backdrop) {
            double foot = y + scale * base;
            double which = dice.uniform() * (outdoors + indoors + water + backdrop);
            if (which < outdoors) {
                outdoors(Math.max(14, Math.min(58, foot - dice.between(2, 16))));
            } else if (which < outdoors + indoors) {
                indoors(Math.max(20, foot - dice.between(0, 8)));
            } else if (which < outdoors + indoors + water) {
                water();
            } else {
                backdrop();
            }
            for (int n = dice.below(5); n > 0; n--) {
                clutter(dice.between(0, 64), dice.between(0, 64), dice.between(1, 3.5));
            }
        }

        private void clutter(double cx, double cy, double size) {
            canvas.frame(cx, cy, size, dice.between(0, TURN), false);
            switch (dice.below(6)) {
                case 0 -> canvas.disc(0, 0, 1);
                case 1 -> canvas.rectangle(-1, -0.8, 1, 0.8);
                case 2 -> canvas.polygon(-1, 0.7, 1, 0.7, 0, -1);
                case 3 -> canvas.ellipse(0, 0, 1.4, 0.5, 0);
                case 4 -> canvas.curve(0.5, -2, 0, -1, 0.7, 0, -0.7, 1, 0.6, 2, 0);
                default -> canvas.line(0.5, -2, 0, 2, 0.2);
            }
            canvas.fill(dice.chance(0.5) ? vivid() : pale(), 0.85);
        }

        /** The shadow on the ground under a thing that is {@code half} wide. */
        private void shadow(double base, double half) {
            canvas.frame(x, y, scale, 0, mirrored)
                    .ellipse(dice.between(-0.15, 0.15), base, half, 0.09, 0)
                    .fill(0x101018, 0.4);
        }

        /** Mirrors what {@code part} draws: once to the left with -1, once to the right with 1. */
        private static void both(IntConsumer part) {
            part.accept(-1);
            part.accept(1);
        }

        private Texture fur() {
            return dice.chance(0.6)
                    ? Texture.noise(dice.next(), dice.between(9, 16), dice.between(3, 6))
                    : Texture.flecks(dice.next(), 3, 3, dice.between(0.1, 0.5));
        }

        // Things

        void dog() {
            place(0.9, 0.4, 0.35, 0, 0.25);
            int coat = any(0x8a5a32, 0xc08a4e, 0xe0c090, 0x4a3426, 0x6e6660, 0xf0e6d4, 0x33302e, 0xa8683a);
            int shade = Color.mix(coat, any(0x2a1c14, 0xf4ece0), dice.between(0.15, 0.4));
            int ear = dice.chance(0.6) ? Color.darker(coat, dice.between(0.25, 0.6)) : Color.darker(coat, 0.12);
            int snout = dice.chance(0.75) ? Color.lighter(coat, dice.between(0.3, 0.75)) : Color.darker(coat, 0.3);
            double jaw = dice.between(0.5, 0.72);
            stand(0.1);
            if (dice.chance(0.35)) {
                int collar = vivid();
                canvas.blob(-0.55, 0.6, 0.55, 0.6, 0.75, 1.5, -0.75, 1.5).paint(coat, shade, fur());
                canvas.curve(0.16, -0.58, 0.86, 0, 1.0, 0.58, 0.86).paint(collar);
            }
            boolean pricked = dice.chance(0.2);
            double hang = dice.between(0.1, 0.65);
            double flare = dice.between(0.8, 1.0);
            canvas.blob(
                            -0.6, -0.6, 0, -0.86, 0.6, -0.6, 0.72, -0.05, jaw, 0.5, 0.3, 0.88, -0.3, 0.88, -jaw, 0.5,
                            -0.72, -0.05)
                    .paint(coat, shade, fur());
            if (dice.chance(0.35)) {
                canvas.ellipse(0.33, -0.2, 0.3, 0.36, 0.2).fill(dice.chance(0.5) ? ear : Color.lighter(coat, 0.7));
            }
            if (dice.chance(0.4)) {
                canvas.blob(-0.12, -0.84, 0.12, -0.84, 0.12, 0.1, -0.12, 0.1).fill(snout);
            }
            Texture earFur = fur();
            both(s -> {
                if (pricked) {
                    canvas.blob(
                            s * 0.3, -0.7, s * 0.5, -1.0, s * 0.8, -1.0, s * 0.98, -0.62, s * 0.86, -0.5, s * 0.66,
                            -0.42);
                } else {
                    canvas.blob(
                            s * 0.36,
                            -0.78,
                            s * 0.66,
                            -0.8,
                            s * flare,
                            -0.35,
                            s * (flare + 0.02),
                            hang,
                            s * 0.8,
                            hang + 0.14,
                            s * 0.64,
                            hang - 0.15,
                            s * 0.58,
                            -0.3);
                }
                canvas.paint(ear, Color.darker(ear, 0.3), earFur);
            });
            if (dice.chance(0.45)) {
                canvas.blob(-0.13, 0.6, 0.13, 0.6, 0.15, 0.98, 0, 1.06, -0.15, 0.98)
                        .paint(0xe0606e);
                canvas.line(0.03, 0, 0.6, 0, 0.95).fill(0xa83a4a);
            }
            double broad = dice.between(0.36, 0.48);
            canvas.ellipse(-broad * 0.45, 0.5, broad * 0.72, 0.27, 0)
                    .ellipse(broad * 0.45, 0.5, broad * 0.72, 0.27, 0)
                    .ellipse(0, 0.3, broad * 0.75, 0.3, 0)
                    .paint(snout, Color.darker(snout, 0.15), fur());
            canvas.curve(0.06, -0.32, 0.6, -0.18, 0.7, 0, 0.58, 0.18, 0.7, 0.32, 0.6)
                    .line(0.06, 0, 0.35, 0, 0.6)
                    .fill(0x2a1a16);
            int eye = any(0x2a1a12, 0x1a1412, 0x4a2e18);
            double apart = dice.between(0.28, 0.36);
            double round = dice.between(0.11, 0.15);
            both(s -> {
                if (luminance(coat) < 0.4) {
                    canvas.disc(s * apart, -0.14, round + 0.06).fill(Color.lighter(coat, 0.45));
                }
                canvas.disc(s * apart, -0.14, round).fill(eye);
                canvas.disc(s * apart + 0.04, -0.18, 0.045).fill(Color.WHITE);
            });
            canvas.blob(-0.2, 0.17, 0, 0.12, 0.2, 0.17, 0.15, 0.33, 0, 0.42, -0.15, 0.33)
                    .fill(0x161214);
            canvas.ellipse(-0.06, 0.2, 0.06, 0.03, 0).fill(0x9a9aa0);
        }

        private static double luminance(int color) {
            return 0.3 * Color.light(color, 0) + 0.59 * Color.light(color, 1) + 0.11 * Color.light(color, 2);
        }

        void cat() {
            place(0.9, 0.4, 0.35, 0, 0.25);
            int coat = any(0xd88a3a, 0x8c8c90, 0x3a3a40, 0xe8dcc8, 0xb08a60, 0xf2f0ec, 0x6a5444, 0xa8a098);
            int stripe = dice.chance(0.8) ? Color.darker(coat, dice.between(0.3, 0.55)) : Color.lighter(coat, 0.4);
            boolean tabby = dice.chance(0.55);
            double cheek = dice.between(0.72, 0.9);
            double tip = dice.between(0.86, 1.05);
            stand(0.1);
            if (dice.chance(0.3)) {
                canvas.blob(-0.5, 0.5, 0.5, 0.5, 0.7, 1.5, -0.7, 1.5).paint(coat, stripe, fur());
            }
            int inner = any(0xe8a0a0, 0xd08a8a, 0xc09a90);
            both(s -> {
                canvas.polygon(s * 0.1, -0.5, s * dice.between(0.6, 0.66), -tip, s * 0.84, -0.05)
                        .paint(coat);
                canvas.polygon(s * 0.3, -0.5, s * 0.62, -tip + 0.2, s * 0.7, -0.25)
                        .fill(inner);
            });
            canvas.blob(
                            -0.42, -0.54, 0, -0.62, 0.42, -0.54, 0.76, -0.1, cheek, 0.3, 0.48, 0.68, 0, 0.82, -0.48,
                            0.68, -cheek, 0.3, -0.76, -0.1)
                    .paint(coat, tabby ? Color.mix(coat, stripe, 0.3) : stripe, fur());
            if (tabby) {
                canvas.line(0.08, 0, -0.58, 0, -0.28)
                        .line(0.08, -0.18, -0.56, -0.13, -0.3)
                        .line(0.08, 0.18, -0.56, 0.13, -0.3);
                both(s -> canvas.curve(0.08, s * 0.8, 0.16, s * 0.62, 0.2, s * 0.5, 0.16)
                        .curve(0.08, s * 0.82, 0.36, s * 0.64, 0.38, s * 0.52, 0.34));
                canvas.fill(stripe);
            } else if (dice.chance(0.3)) {
                canvas.blob(-0.1, -0.6, 0.42, -0.54, 0.72, -0.1, 0.5, 0.2, 0.1, 0.1)
                        .fill(stripe);
            }
            int muzzle = Color.lighter(coat, luminance(coat) > 0.8 ? 0.1 : dice.between(0.3, 0.8));
            canvas.ellipse(-0.15, 0.47, 0.23, 0.19, 0)
                    .ellipse(0.15, 0.47, 0.23, 0.19, 0)
                    .fill(muzzle);
            int iris = any(0x8ac04a, 0xd8b830, 0x5aa8d8, 0xc8d860, 0xe0a020, 0x60c090);
            double apart = dice.between(0.33, 0.4);
            double tall = dice.between(0.13, 0.19);
            double slit = dice.between(0.045, 0.1);
            double tilt = dice.between(0, 0.35);
            both(s -> {
                canvas.ellipse(s * apart, -0.02, 0.23, tall + 0.04, -s * tilt).fill(0x201a18);
                canvas.ellipse(s * apart, -0.02, 0.2, tall, -s * tilt).fill(iris);
                canvas.ellipse(s * apart, -0.02, slit, tall, 0).fill(0x0c0c10);
                canvas.disc(s * apart + 0.05, -0.08, 0.04).fill(Color.WHITE);
            });
            canvas.polygon(-0.11, 0.26, 0.11, 0.26, 0, 0.39).fill(any(0xe08a90, 0xc86a70, 0x8a4a48, 0xd89a90));
            int line = luminance(muzzle) > 0.35 ? 0x2a1c1a : 0xd8d0c8;
            canvas.curve(0.05, -0.22, 0.55, -0.1, 0.6, 0, 0.5, 0.1, 0.6, 0.22, 0.55)
                    .line(0.05, 0, 0.38, 0, 0.5)
                    .fill(line);
            double droop = dice.between(-0.08, 0.12);
            both(s -> {
                for (int k = -1; k <= 1; k++) {
                    canvas.curve(
                            0.03,
                            s * 0.3,
                            0.46 + 0.05 * k,
                            s * 0.65,
                            0.42 + 0.12 * k,
                            s * 1.05,
                            0.42 + 0.2 * k + droop);
                }
            });
            canvas.fill(any(0xf4f4f0, 0xffffff, 0x26221f), 0.85);
        }

        void bicycle() {
            double base = 0.72;
            place(base, 0.6, 0.3, 0, 0.1);
            shadow(base, 0.95);
            stand(0.05);
            int frame = vivid();
            int tyre = any(0x1c1c1e, 0x2a2826, 0x38302a, 0x1c1c1e);
            int metal = any(0x8a8e96, 0xb8bcc4, 0x5a5e66, 0xd0d0d0);
            double r = dice.between(0.38, 0.44);
            double tread = dice.between(0.07, 0.12);
            double back = -0.56;
            double front = 0.56;
            double hub = base - r;
            int spokes = 4 + dice.below(4);
            double phase = dice.uniform();
            both(s -> {
                for (int k = 0; k < spokes; k++) {
                    double a = (k + phase) * StrictMath.PI / spokes;
                    double u = r * StrictMath.cos(a);
                    double v = r * StrictMath.sin(a);
                    canvas.line(0.02, s * 0.56 - u, hub - v, s * 0.56 + u, hub + v);
                }
                canvas.fill(metal, 0.8);
                canvas.ring(s * 0.56, hub, r, tread).fill(tyre);
                canvas.disc(s * 0.56, hub, 0.06).fill(metal);
            });
            double thick = dice.between(0.07, 0.11);
            double seatX = dice.between(-0.3, -0.22);
            double seatY = dice.between(-0.4, -0.26);
            double headX = dice.between(0.3, 0.38);
            double headY = dice.between(-0.36, -0.24);
            double crankX = -0.08;
            double crankY = hub + 0.06;
            boolean stepThrough = dice.chance(0.3);
            canvas.line(thick, back, hub, seatX + 0.04, seatY + 0.14, crankX, crankY, back, hub)
                    .line(thick, crankX, crankY, headX, headY + (stepThrough ? 0.16 : 0.1));
            if (stepThrough) {
                canvas.curve(thick, seatX + 0.1, seatY + 0.4, 0.12, 0.02, headX, headY);
            } else {
                canvas.line(thick, seatX + 0.03, seatY + 0.12, headX, headY);
            }
            canvas.line(thick, headX - 0.04, headY - 0.14, headX + 0.04, headY + 0.14, front, hub)
                    .paint(frame);
            canvas.line(0.06, crankX - 0.1, crankY - 0.1, crankX + 0.1, crankY + 0.1)
                    .ring(crankX, crankY, 0.1, 0.05)
                    .line(0.05, crankX + 0.04, crankY + 0.12, crankX + 0.17, crankY + 0.12)
                    .line(0.05, crankX - 0.17, crankY - 0.12, crankX - 0.04, crankY - 0.12)
                    .fill(0x35353a);
            canvas.line(0.05, seatX, seatY, seatX + 0.05, seatY + 0.2).fill(metal);
            int leather = any(0x1e1a18, 0x6a4024, 0x2a2a30);
            canvas.blob(
                            seatX - 0.17,
                            seatY - 0.06,
                            seatX + 0.02,
                            seatY - 0.05,
                            seatX + 0.15,
                            seatY - 0.02,
                            seatX,
                            seatY + 0.04,
                            seatX - 0.14,
                            seatY + 0.05)
                    .fill(leather);
            double barX = headX - 0.04;
            double barY = headY - 0.16;
            switch (dice.below(3)) {
                case 0 ->
                    canvas.curve(
                            0.07,
                            barX,
                            barY,
                            barX + 0.14,
                            barY - 0.02,
                            barX + 0.2,
                            barY + 0.1,
                            barX + 0.1,
                            barY + 0.18);
                case 1 ->
                    canvas.curve(
                            0.07,
                            barX,
                            barY,
                            barX + 0.08,
                            barY - 0.08,
                            barX - 0.1,
                            barY - 0.12,
                            barX - 0.2,
                            barY - 0.04);
                default -> canvas.line(0.07, barX + 0.08, barY - 0.08, barX, barY, barX - 0.14, barY - 0.06);
            }
            canvas.fill(leather);
            if (dice.chance(0.25)) {
                int wicker = any(0xb08850, 0x8a6a40, 0x707478);
                canvas.polygon(
                                headX + 0.1,
                                headY - 0.16,
                                headX + 0.46,
                                headY - 0.16,
                                headX + 0.4,
                                headY + 0.1,
                                headX + 0.14,
                                headY + 0.1)
                        .fill(wicker, Color.darker(wicker, 0.5), Texture.bricks(0.1, 0.07, 0.015));
            }
        }

        void car() {
            double base = 0.62;
            place(base, 0.7, 0.2, 0, 0.1);
            shadow(base, 1);
            stand(0.03);
            int body = dice.chance(0.8) ? vivid() : any(0xe8e8ea, 0x2a2a30, 0x9a9ea6);
            int glass = any(0xbcd8e8, 0x8ab0c8, 0x4a5a6a, 0xd8e8f0);
            double r = dice.between(0.19, 0.24);
            double axle = base - r;
            double sill = axle + 0.06;
            double belt = dice.between(-0.08, 0.02);
            double roof = belt - dice.between(0.3, 0.42);
            double bonnet = dice.between(0.03, 0.12);
            // back and front of the roof, back and front foot of the windows
            double[] cabin = switch (dice.below(5)) {
                case 0 -> new double[] {-0.42, 0.22, -0.68, 0.46};
                case 1 -> new double[] {-0.74, 0.18, -0.9, 0.44};
                case 2 -> new double[] {-0.84, 0.4, -0.92, 0.62};
                case 3 -> new double[] {-0.1, 0.3, -0.2, 0.52};
                default -> new double[] {-0.3, 0.1, -0.72, 0.44};
            };
            canvas.polygon(cabin[2], belt + 0.05, cabin[0], roof, cabin[1], roof, cabin[3], belt + 0.05)
                    .blob(
                            -0.95,
                            belt + 0.06,
                            -0.6,
                            belt,
                            0,
                            belt,
                            0.5,
                            belt + 0.02,
                            0.84,
                            belt + bonnet,
                            0.97,
                            belt + bonnet + 0.14,
                            0.98,
                            sill,
                            0.6,
                            sill + 0.05,
                            -0.6,
                            sill + 0.05,
                            -0.98,
                            sill)
                    .paint(body, Color.darker(body, 0.3), Texture.fade(belt, sill + 0.3));
            double post = (cabin[0] + cabin[1]) / 2 + dice.between(-0.06, 0.06);
            canvas.polygon(
                            cabin[2] + 0.12,
                            belt + 0.01,
                            cabin[0] + 0.05,
                            roof + 0.07,
                            post - 0.03,
                            roof + 0.07,
                            post - 0.03,
                            belt + 0.01)
                    .polygon(
                            post + 0.03,
                            belt + 0.01,
                            post + 0.03,
                            roof + 0.07,
                            cabin[1] - 0.03,
                            roof + 0.07,
                            cabin[3] - 0.1,
                            belt + 0.01)
                    .fill(glass, Color.WHITE, Texture.stripes(0.6, 0.9, 0.2, 0));
            int seam = Color.darker(body, 0.45);
            canvas.line(0.025, post, belt, post, sill)
                    .line(0.025, cabin[3] - 0.06, belt + 0.04, cabin[3] - 0.08, sill - 0.02)
                    .line(0.05, post - 0.2, belt + 0.12, post - 0.1, belt + 0.12)
                    .fill(seam);
            if (dice.chance(0.3)) {
                canvas.rectangle(-0.9, belt + 0.17, 0.92, belt + 0.25)
                        .fill(dice.chance(0.5) ? Color.WHITE : vivid(), 0.9);
            }
            canvas.ellipse(0.91, belt + bonnet + 0.13, 0.06, 0.08, 0).fill(0xfff4c0);
            canvas.rectangle(-0.99, belt + 0.12, -0.92, belt + 0.24).fill(0xd02828);
            canvas.rectangle(-1.0, sill - 0.04, -0.86, sill + 0.05)
                    .rectangle(0.86, sill - 0.04, 1.0, sill + 0.05)
                    .fill(0x55585e);
            int rim = any(0xc8ccd0, 0x9a9ea6, 0xe0e0e0, 0x707478);
            int spokes = 4 + dice.below(4);
            double phase = dice.uniform();
            both(s -> {
                double cx = s * 0.56;
                canvas.disc(cx, axle, r + 0.04).fill(Color.darker(body, 0.75));
                canvas.disc(cx, axle, r).fill(0x1c1c1f);
                canvas.disc(cx, axle, r * 0.58).fill(rim);
                for (int k = 0; k < spokes; k++) {
                    double a = (k + phase) * TURN / spokes;
                    canvas.line(0.035, cx, axle, cx + r * 0.5 * StrictMath.cos(a), axle + r * 0.5 * StrictMath.sin(a));
                }
                canvas.fill(0x44474c);
            });
        }

        private void window(double cx, double cy, double halfWidth, double halfHeight, int trim, int glass) {
            canvas.rectangle(
                            cx - halfWidth - 0.035,
                            cy - halfHeight - 0.035,
                            cx + halfWidth + 0.035,
                            cy + halfHeight + 0.035)
                    .fill(trim);
            canvas.rectangle(cx - halfWidth, cy - halfHeight, cx + halfWidth, cy + halfHeight)
                    .fill(glass);
            canvas.line(0.03, cx, cy - halfHeight, cx, cy + halfHeight)
                    .line(0.03, cx - halfWidth, cy, cx + halfWidth, cy)
                    .fill(trim);
        }

        void house() {
            double base = 0.85;
            place(base, 0.9, 0, 0, 0.1);
            shadow(base, 0.95);
            stand(0.02);
            int wall = any(0xe8dcc4, 0xb5593c, 0xd8a878, 0xf2efe8, 0xa8c0c8, 0xc8c090, 0x9a6a4a, 0xd8b0a8, 0x8aa888);
            int roof = any(0x8a3a2a, 0x5a4a44, 0x4a5460, 0xb0603a, 0x3e5a50, 0x6a3a3a, 0xb89a58);
            int trim = dice.chance(0.7) ? 0xf6f4ee : Color.darker(wall, 0.5);
            int door = any(0x6a3a20, 0x2a5a3a, 0x8a2a2a, 0x2a4a7a, 0xd8a030, 0x3a2a24);
            int glass = any(0x8ab8d8, 0x4a6a88, 0xf8dc80, 0xbcd8e4, 0x3a4858);
            double half = dice.between(0.6, 0.8);
            double eaves = dice.between(-0.3, 0.05);
            double ridge = eaves - dice.between(0.4, 0.62);
            double over = dice.between(0.06, 0.16);
            Texture masonry = switch (dice.below(4)) {
                case 0, 1 -> Texture.bricks(dice.between(0.16, 0.24), dice.between(0.08, 0.12), 0.02);
                case 2 -> Texture.bricks(9, dice.between(0.1, 0.16), 0.02);
                default -> Texture.noise(dice.next(), 5, 5);
            };
            double flue = dice.between(0.25, 0.45) * (dice.chance(0.5) ? 1 : -1);
            if (dice.chance(0.65)) {
                double top = ridge - dice.between(0, 0.14);
                canvas.rectangle(flue - 0.09, top, flue + 0.09, eaves)
                        .paint(0x9a5a44, 0xd0b0a0, Texture.bricks(0.1, 0.06, 0.015));
                if (dice.chance(0.5)) {
                    canvas.disc(flue + 0.03, top - 0.1, 0.07)
                            .disc(flue + 0.12, top - 0.22, 0.1)
                            .disc(flue + 0.26, top - 0.33, 0.12)
                            .fill(0xf0f0f0, 0.6);
                }
            }
            canvas.rectangle(-half, eaves - 0.02, half, base).paint(wall, Color.darker(wall, 0.3), masonry);
            Texture tiles = dice.chance(0.7)
                    ? Texture.bricks(dice.between(0.12, 0.2), dice.between(0.08, 0.12), 0.02)
                    : Texture.stripes(TURN / 4, 0.12, 0.4, 0);
            boolean gable = dice.chance(0.6);
            if (gable) {
                canvas.polygon(-half, eaves, 0, ridge + 0.04, half, eaves).fill(wall, Color.darker(wall, 0.3), masonry);
                double thick = dice.between(0.13, 0.24);
                canvas.polygon(
                                -half - over,
                                eaves + 0.06,
                                0,
                                ridge - 0.06,
                                half + over,
                                eaves + 0.06,
                                half + over,
                                eaves + 0.06 - thick,
                                0,
                                ridge - 0.06 - thick,
                                -half - over,
                                eaves + 0.06 - thick)
                        .paint(roof, Color.darker(roof, 0.35), tiles);
                if (dice.chance(0.5)) {
                    canvas.disc(0, (eaves + ridge) / 2 + 0.08, 0.1).fill(trim);
                    canvas.disc(0, (eaves + ridge) / 2 + 0.08, 0.07).fill(glass);
                }
            } else {
                double inset = dice.between(0.1, 0.35);
                canvas.polygon(
                                -half - over,
                                eaves + 0.04,
                                -half + inset,
                                ridge,
                                half - inset,
                                ridge,
                                half + over,
                                eaves + 0.04)
                        .paint(roof, Color.darker(roof, 0.35), tiles);
            }
            double doorAt = any(-1, 0, 1) * 0.38 * half / 0.7;
            double doorTop = base - dice.between(0.4, 0.48);
            canvas.rectangle(doorAt - 0.14, doorTop - 0.03, doorAt + 0.14, base).fill(trim);
            canvas.rectangle(doorAt - 0.11, doorTop, doorAt + 0.11, base)
                    .fill(door, Color.darker(door, 0.3), Texture.stripes(0, 0.08, 0.3, 0));
            canvas.disc(doorAt + 0.07, (doorTop + base) / 2, 0.022).fill(0xf0d060);
            double sill = eaves + (base - eaves) * 0.4;
            double w = dice.between(0.1, 0.14);
            double h = dice.between(0.1, 0.15);
            for (int k = -1; k <= 1; k++) {
                double cx = k * 0.38 * half / 0.7;
                if (Math.abs(cx - doorAt) > 0.1 || sill + h < doorTop - 0.08) {
                    window(cx, sill, w, h, trim, glass);
                }
            }
            if (dice.chance(0.5)) {
                int bush = any(0x3f7a3a, 0x5a8f3a, 0x2f5f3a);
                both(s -> canvas.disc(s * (half + 0.02), base - 0.05, dice.between(0.1, 0.2)));
                canvas.paint(bush, Color.darker(bush, 0.5), Texture.flecks(dice.next(), 9, 9, 0.5));
            }
        }

        void tree() {
            double base = 0.95;
            place(base, 0.85, 0.05, 0, 0.1);
            shadow(base, 0.5);
            stand(0.05);
            int bark = any(0x6a4a30, 0x5a4436, 0x7a5a3a, 0x4a3a30, 0x8a7a68);
            int leaf = any(0x3f7a2f, 0x5a9a3a, 0x2f6a3a, 0x7aa83a, 0xd08a2a, 0xc0502a, 0xe0b83a, 0x4a8a5a);
            int dark = Color.darker(leaf, dice.between(0.3, 0.55));
            double w = dice.between(0.08, 0.15);
            Texture grain = Texture.noise(dice.next(), 16, 3);
            switch (dice.below(5)) {
                case 0 -> {
                    double foot = dice.between(0.6, 0.75);
                    canvas.rectangle(-w, foot - 0.2, w, base).paint(bark, Color.darker(bark, 0.5), grain);
                    int tiers = 3 + dice.below(2);
                    double half = dice.between(0.5, 0.72);
                    int fir = Color.mix(leaf, 0x1f5a3a, 0.6);
                    Texture needles = Texture.flecks(dice.next(), 12, 6, 0.5);
                    for (int k = 0; k < tiers; k++) {
                        double low = foot - k * 1.25 / tiers;
                        double wide = half * (1 - k * 0.75 / tiers);
                        double apex = low - 1.9 / tiers;
                        canvas.polygon(
                                        -wide,
                                        low,
                                        -wide * 0.5,
                                        low + 0.06,
                                        0,
                                        low,
                                        wide * 0.5,
                                        low + 0.06,
                                        wide,
                                        low,
                                        0,
                                        Math.max(apex, -1.02))
                                .paint(fir, Color.darker(fir, 0.5), needles);
                    }
                }
                case 1 -> {
                    double bend = dice.between(-0.25, 0.25);
                    int palm = Color.mix(leaf, 0x3f8a3a, 0.6);
                    canvas.segment(0, base, w * 0.9, bend * 0.6, 0.2, w * 0.6)
                            .segment(bend * 0.6, 0.2, w * 0.6, bend, -0.45, w * 0.5)
                            .paint(bark, Color.darker(bark, 0.45), Texture.stripes(TURN / 4, 0.12, 0.4, 0));
                    int fronds = 6 + dice.below(4);
                    for (int k = 0; k < fronds; k++) {
                        double a = StrictMath.PI * (k + 0.5 * dice.uniform()) / (fronds - 0.5);
                        double u = -StrictMath.cos(a);
                        double v = -StrictMath.sin(a);
                        canvas.blob(
                                bend,
                                -0.5,
                                bend + 0.42 * u,
                                -0.5 + 0.4 * v - 0.12,
                                bend + 0.8 * u,
                                -0.4 + 0.42 * v + 0.2,
                                bend + 0.42 * u,
                                -0.5 + 0.36 * v + 0.04);
                        canvas.paint(palm, Color.darker(palm, 0.4), Texture.noise(dice.next(), 8, 8));
                    }
                    if (dice.chance(0.5)) {
                        canvas.disc(bend - 0.08, -0.4, 0.08)
                                .disc(bend + 0.08, -0.38, 0.08)
                                .paint(0x6a4424);
                    }
                }
                default -> {
                    double crown = dice.between(-0.35, -0.2);
                    double wide = dice.between(0.5, 0.8);
                    canvas.segment(0, base, w * 1.3, 0, 0.2, w)
                            .segment(0, 0.25, w * 0.8, -0.35, -0.2, w * 0.4)
                            .segment(0, 0.2, w * 0.8, 0.35, -0.25, w * 0.4)
                            .segment(0, 0.3, w, 0, -0.4, w * 0.4)
                            .polygon(-w, base - 0.2, -w * 2, base + 0.02, w * 2, base + 0.02, w, base - 0.2)
                            .paint(bark, Color.darker(bark, 0.5), grain);
                    boolean bare = dice.chance(0.12);
                    if (bare) {
                        for (int k = 0; k < 9; k++) {
                            double a = StrictMath.PI * (0.08 + 0.84 * (k + 0.6 * dice.uniform()) / 9);
                            double u = -StrictMath.cos(a);
                            double v = -StrictMath.sin(a);
                            double far = dice.between(0.7, 0.95);
                            canvas.segment(0.35 * u, 0.1 + 0.45 * v, w * 0.4, far * u, 0.1 + far * v, 0.015)
                                    .segment(
                                            0.55 * u,
                                            0.1 + 0.6 * v,
                                            w * 0.25,
                                            far * u * 0.9 + 0.15,
                                            0.06 + far * v,
                                            0.012)
                                    .segment(0, 0.2, w * 0.6, 0.4 * u, 0.1 + 0.5 * v, w * 0.4);
                        }
                        canvas.paint(bark, Color.darker(bark, 0.5), grain);
                        return;
                    }
                    int lobes = 5 + dice.below(5);
                    double round = dice.between(0.3, 0.42);
                    for (int k = 0; k < lobes; k++) {
                        double a = TURN * (k + 0.5 * dice.uniform()) / lobes;
                        canvas.disc(
                                (wide - round) * StrictMath.cos(a),
                                crown + (0.62 - round) * StrictMath.sin(a),
                                round * dice.between(0.8, 1.15));
                    }
                    canvas.ellipse(0, crown, wide * 0.7, 0.4, 0);
                    double fine = dice.between(8, 15);
                    canvas.paint(leaf, dark, Texture.flecks(dice.next(), fine, fine, dice.between(0.35, 0.6)));
                    if (dice.chance(0.3)) {
                        int fruit = any(0xd82a2a, 0xf0c030, 0xf0f0f0, 0xe87aa0, 0xf08020);
                        for (int k = 0; k < 9; k++) {
                            canvas.disc(dice.between(-0.5, 0.5) * wide / 0.7, crown + dice.between(-0.4, 0.4), 0.06);
                        }
                        canvas.fill(fruit);
                    }
                }
            }
        }

        /** Writes a word in strokes, each letter {@code tall} high, in the middle of (cx, cy). */
        private void write(String word, double cx, double cy, double tall, double wide, double thick) {
            double unit = wide / 4;
            double pitch = wide * 1.4;
            double start = cx - (word.length() * pitch - 0.4 * wide) / 2;
            for (int i = 0; i < word.length(); i++) {
                double left = start + i * pitch;
                for (String stroke : letter(word.charAt(i)).split("/")) {
                    String[] points = stroke.split(" ");
                    var xy = new double[2 * points.length];
                    for (int k = 0; k < points.length; k++) {
                        double u = points[k].charAt(0) - '0';
                        double v = points[k].charAt(1) - '0';
                        xy[2 * k] = left + u * unit;
                        xy[2 * k + 1] = cy - tall / 2 + v * tall / 6;
                    }
                    canvas.line(thick, xy);
                }
            }
        }

        private static String letter(char letter) {
            for (String strokes : LETTERS) {
                if (strokes.charAt(0) == letter) {
                    return strokes.substring(1);
                }
            }
            throw new IllegalArgumentException("no strokes for " + letter);
        }

        void clock() {
            boolean alarm = dice.chance(0.3);
            boolean square = !alarm && dice.chance(0.25);
            place(alarm ? 0.95 : 0.9, 0.15, 0.6, 0, 0.25);
            canvas.frame(x, y, scale, 0.04 * dice.normal(), false);
            int rim = dice.chance(0.7) ? vivid() : any(0x2a2a2e, 0xc8a040, 0x8a5a34, 0xd0d4d8);
            int face =
                    dice.chance(0.8) ? any(0xfaf8f0, 0xf0ead8, 0xffffff, 0xe8f0f4) : any(0x22262e, 0x2a3a5a, 0x303030);
            int ink = luminance(face) > 0.5 ? any(0x1a1a1e, 0x2a2a50, 0x4a2a1a) : 0xf4f0e0;
            double r = alarm ? 0.74 : dice.between(0.85, 0.96);
            double cy = alarm ? 0.12 : 0;
            double inner = r - dice.between(0.1, 0.18);
            if (alarm) {
                canvas.line(0.12, -0.4, cy + 0.55, -0.56, 0.96)
                        .line(0.12, 0.4, cy + 0.55, 0.56, 0.96)
                        .paint(Color.darker(rim, 0.4));
                canvas.ellipse(-0.46, -0.64, 0.3, 0.2, -0.6)
                        .ellipse(0.46, -0.64, 0.3, 0.2, 0.6)
                        .paint(rim);
                canvas.line(0.08, 0, -0.85, 0, -0.6)
                        .line(0.08, -0.12, -0.88, 0.12, -0.88)
                        .paint(Color.darker(rim, 0.3));
            }
            if (square) {
                canvas.rectangle(-r, -r, r, r).paint(rim, Color.darker(rim, 0.4), Texture.noise(dice.next(), 2, 9));
                if (dice.chance(0.5)) {
                    canvas.rectangle(-inner, -inner, inner, inner).fill(face);
                } else {
                    canvas.disc(0, 0, inner).fill(face);
                }
            } else {
                canvas.disc(0, cy, r).paint(rim);
                canvas.disc(0, cy, inner).fill(face);
            }
            boolean numerals = dice.chance(0.5);
            double tick = dice.between(0.04, 0.07);
            double at = inner - 0.06;
            for (int k = 0; k < 12; k++) {
                double a = TURN * k / 12;
                double u = StrictMath.sin(a);
                double v = -StrictMath.cos(a);
                if (k % 3 != 0 || !numerals) {
                    double from = at - (k % 3 == 0 ? 0.16 : 0.08);
                    canvas.line(k % 3 == 0 ? tick * 1.4 : tick, from * u, cy + from * v, at * u, cy + at * v);
                }
            }
            if (numerals) {
                double tall = 0.22;
                write("12", 0, cy - at + 0.1, tall, 0.12, 0.05);
                write("3", at - 0.08, cy, tall, 0.13, 0.05);
                write("6", 0, cy + at - 0.1, tall, 0.13, 0.05);
                write("9", -at + 0.08, cy, tall, 0.13, 0.05);
            }
            canvas.fill(ink);
            double minutes = dice.below(60);
            double minute = TURN * minutes / 60;
            double hour = TURN * (dice.below(12) + minutes / 60) / 12;
            double thick = dice.between(0.06, 0.1);
            hand(cy, hour, inner * 0.5, thick * 1.3);
            hand(cy, minute, inner * 0.78, thick);
            canvas.fill(ink);
            if (dice.chance(0.4)) {
                hand(cy, dice.between(0, TURN), inner * 0.8, 0.03);
                canvas.fill(0xd02a2a);
            }
            canvas.disc(0, cy, 0.07).fill(dice.chance(0.5) ? ink : rim);
        }

        private void hand(double cy, double angle, double length, double thick) {
            canvas.line(thick, 0, cy, length * StrictMath.sin(angle), cy - length * StrictMath.cos(angle));
        }

        void sign() {
            place(0.95, 0.75, 0.15, 0, 0.1);
            canvas.frame(x, y, scale, 0.05 * dice.normal(), false);
            String word = WORDS[dice.below(WORDS.length)];
            String second = dice.chance(0.25) ? WORDS[dice.below(WORDS.length)] : "";
            int board = dice.chance(0.7) ? vivid() : any(0xfafaf6, 0x8a5a34, 0xb08050, 0x22262e);
            int ink = luminance(board) < 0.5
                    ? any(0xfafaf6, 0xfff0b0)
                    : luminance(board) < 0.75 ? 0x16161a : any(0x16161a, 0x8a1a1a, 0x1a2a6a);
            int post = any(0x6a6e74, 0x8a6a48, 0x4a3a30, 0xb8bcc0);
            int shape = dice.below(4);
            double cy = second.isEmpty() ? -0.4 : -0.34;
            double half = second.isEmpty() ? dice.between(0.32, 0.42) : dice.between(0.5, 0.56);
            double wide = dice.between(0.88, 1.0);
            double pole = dice.between(0.05, 0.09);
            if (dice.chance(0.5) || shape == 1) {
                canvas.rectangle(-pole, cy, pole, 1);
            } else {
                double apart = wide * 0.65;
                canvas.rectangle(-apart - pole, cy, -apart + pole, 1).rectangle(apart - pole, cy, apart + pole, 1);
            }
            canvas.paint(post, Color.darker(post, 0.4), Texture.noise(dice.next(), 14, 3));
            double rim = 0.06;
            Texture planks = dice.chance(0.4) ? Texture.bricks(9, 0.28, 0.02) : Texture.noise(dice.next(), 2, 2);
            int grain = Color.darker(board, 0.15);
            double writable = wide * 2 - 0.24;
            if (shape == 1) {
                double r = dice.between(0.6, 0.66);
                cy = -0.34;
                octagon(cy, r / 0.92).paint(ink);
                octagon(cy, r / 0.92 - 0.07).fill(board, grain, planks);
                writable = r * 1.6;
            } else if (shape == 2) {
                double point = wide - 0.1;
                canvas.polygon(
                                -wide,
                                cy - half,
                                point - 0.12,
                                cy - half,
                                1.08,
                                cy,
                                point - 0.12,
                                cy + half,
                                -wide,
                                cy + half)
                        .paint(ink);
                canvas.polygon(
                                -wide + rim,
                                cy - half + rim,
                                point - 0.15,
                                cy - half + rim,
                                1.0,
                                cy,
                                point - 0.15,
                                cy + half - rim,
                                -wide + rim,
                                cy + half - rim)
                        .fill(board, grain, planks);
                writable = wide * 2 - 0.4;
            } else {
                canvas.rectangle(-wide, cy - half, wide, cy + half).paint(shape == 0 ? ink : board);
                canvas.rectangle(-wide + rim, cy - half + rim, wide - rim, cy + half - rim)
                        .fill(board, grain, planks);
            }
            double shift = shape == 2 ? -0.06 : 0;
            if (second.isEmpty() || shape == 1) {
                text(word, shift, cy, writable, Math.min(half * 1.15, 0.46));
            } else {
                text(word, shift, cy - half * 0.43, writable, half * 0.56);
                text(second, shift, cy + half * 0.43, writable, half * 0.56);
            }
            canvas.fill(ink);
        }

        private void text(String word, double cx, double cy, double room, double tall) {
            double wide = Math.min(room / (word.length() * 1.4 - 0.4), tall * 0.8);
            write(word, cx, cy, tall, wide, dice.between(0.07, 0.09));
        }

        private Canvas octagon(double cy, double r) {
            var xy = new double[16];
            for (int k = 0; k < 8; k++) {
                xy[2 * k] = r * StrictMath.cos(TURN * (k + 0.5) / 8);
                xy[2 * k + 1] = cy + r * StrictMath.sin(TURN * (k + 0.5) / 8);
            }
            return canvas.polygon(xy);
        }

        void fish() {
            place(0.9, 0, 0.2, 0.6, 0.2);
            stand(0.15);
            int body = dice.chance(0.8) ? vivid() : any(0xc8ccd0, 0x8a96a0, 0xd8b060);
            int fin = dice.chance(0.5) ? Color.darker(body, 0.3) : vivid();
            int belly = Color.lighter(body, dice.between(0.3, 0.6));
            double tall = dice.between(0.36, 0.6);
            double tail = dice.between(0.3, 0.46);
            Texture rays = Texture.stripes(0.3, 0.11, 0.35, 0);
            int ray = Color.darker(fin, 0.35);
            double fork = dice.between(-0.95, -0.72);
            canvas.blob(
                            -0.42,
                            -0.04,
                            -0.7,
                            -tail * 0.6,
                            -1.0,
                            -tail,
                            -0.96,
                            -tail * 0.4,
                            fork,
                            0,
                            -0.96,
                            tail * 0.4,
                            -1.0,
                            tail,
                            -0.7,
                            tail * 0.6,
                            -0.42,
                            0.04)
                    .paint(fin, ray, rays);
            double crest = tall + dice.between(0.14, 0.3);
            canvas.blob(-0.3, -tall * 0.6, -0.24, -crest, 0.1, -crest * 0.98, 0.4, -tall * 0.7)
                    .blob(-0.24, tall * 0.6, -0.26, crest * 0.96, 0.0, crest * 0.9, 0.2, tall * 0.75)
                    .paint(fin, ray, rays);
            double nose = dice.between(0.92, 1.0);
            double[] hull = {
                -0.6,
                -0.07,
                -0.3,
                -tall * 0.62,
                0.15,
                -tall,
                0.62,
                -tall * 0.72,
                nose,
                -0.02,
                0.62,
                tall * 0.72,
                0.15,
                tall,
                -0.3,
                tall * 0.62,
                -0.6,
                0.07
            };
            canvas.blob(hull).paint(body, belly, Texture.fade(-tall * 0.2, tall));
            canvas.blob(hull).clip();
            int mark = dice.chance(0.5) ? Color.darker(body, 0.45) : Color.WHITE;
            switch (dice.below(4)) {
                case 0 ->
                    canvas.rectangle(-0.6, -1, 0.42, 1)
                            .fill(body, mark, Texture.stripes(0, dice.between(0.26, 0.42), 0.5, 0));
                case 1 -> canvas.rectangle(-0.6, -tall * 0.3, 0.42, tall * 0.1).fill(mark);
                default ->
                    canvas.rectangle(-0.7, -1, 0.42, 1)
                            .fill(body, Color.darker(body, 0.4), Texture.scales(dice.between(0.17, 0.24)));
            }
            canvas.unclip();
            canvas.curve(0.05, 0.4, -tall * 0.72, 0.5, -0.1, 0.48, 0.15, 0.38, tall * 0.68)
                    .fill(Color.darker(body, 0.5));
            canvas.blob(0.2, 0.1, 0.0, 0.02, -0.16, 0.14, -0.12, 0.3, 0.08, 0.26)
                    .paint(fin, ray, rays);
            double eyeY = -tall * dice.between(0.18, 0.32);
            double eye = dice.between(0.11, 0.15);
            canvas.disc(0.66, eyeY, eye).fill(Color.WHITE);
            canvas.disc(0.68, eyeY, eye * 0.58).fill(0x101014);
            canvas.curve(0.05, nose, 0.06, nose - 0.1, 0.11, nose - 0.2, 0.1).fill(Color.darker(body, 0.65));
        }

        void flower() {
            place(0.95, 0.5, 0.25, 0, 0.25);
            stand(0.06);
            int green = any(0x3f8a3a, 0x5a9a3a, 0x2f6f3a, 0x7aa84a);
            int petal = any(0xe84a6a, 0xf0c030, 0xffffff, 0xb05ad8, 0xf08030, 0x5a7ae0, 0xf090b8, 0xd02a3a, 0xfff0a0);
            int heart = any(0xf0b820, 0x6a4020, 0xf8dc50, 0x4a2a1a, 0xe08020);
            if (luminance(petal) > 0.6 && luminance(heart) > 0.6) {
                heart = any(0x8a5a20, 0xe09018, 0x4a2a1a);
            }
            double sway = dice.between(-0.2, 0.2);
            double headY = dice.between(-0.42, -0.3);
            canvas.curve(dice.between(0.08, 0.12), sway * 0.2, 1.05, -sway * 0.6, 0.4, 0, headY)
                    .paint(green);
            Texture veins = Texture.stripes(0.5, 0.12, 0.25, 0);
            both(s -> {
                if (dice.chance(0.85)) {
                    double low = dice.between(0.55, 0.85);
                    double far = dice.between(0.42, 0.65);
                    canvas.blob(0, low, s * far * 0.45, low - 0.24, s * far, low - 0.26, s * far * 0.6, low - 0.02)
                            .paint(green, Color.darker(green, 0.35), veins);
                }
            });
            int edge = Color.mix(petal, any(0xffffff, 0x8a1a4a, 0xf0a020), dice.between(0.1, 0.45));
            if (dice.chance(0.2)) {
                double r = dice.between(0.4, 0.5);
                double cy = headY;
                canvas.blob(
                                -r, cy - 0.42, -r * 0.55, cy - 0.2, 0, cy - 0.55, r * 0.55, cy - 0.2, r, cy - 0.42,
                                r * 0.95, cy + 0.1, 0, cy + 0.45, -r * 0.95, cy + 0.1)
                        .paint(petal, edge, Texture.noise(dice.next(), 9, 2));
                canvas.blob(0, cy - 0.55, r * 0.5, cy - 0.1, 0, cy + 0.42, -r * 0.5, cy - 0.1)
                        .paint(Color.darker(petal, 0.12));
                return;
            }
            int petals = 5 + dice.below(9);
            double reach = dice.between(0.5, 0.62);
            double core = petals > 9 ? dice.between(0.18, 0.3) : dice.between(0.14, 0.22);
            double broad = dice.between(0.75, 1.1) * StrictMath.PI * reach * 0.62 / petals;
            double phase = dice.between(0, TURN);
            double half = (reach - core * 0.5) / 2 + 0.03;
            for (int k = 0; k < petals; k++) {
                double a = phase + TURN * k / petals;
                double mid = core * 0.5 + half;
                canvas.ellipse(mid * StrictMath.cos(a), headY + mid * StrictMath.sin(a), half, broad, a)
                        .paint(petal, edge, Texture.noise(dice.next(), 6, 6));
            }
            canvas.disc(0, headY, core)
                    .paint(heart, Color.darker(heart, 0.5), Texture.dots(dice.between(0.09, 0.13), 0.28));
        }
    }
}
