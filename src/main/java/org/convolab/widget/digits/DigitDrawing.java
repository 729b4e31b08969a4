package org.convolab.widget.digits;

import org.convolab.engine.data.MnistFraming;
import org.convolab.engine.synthetic.Digits;
import org.convolab.engine.synthetic.SyntheticPictures;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.BadParameter;

/** A drawing of 28×28 pixels as an address spells it; every pixel has one of 16 strengths of ink. */
final class DigitDrawing {
    static final String FORM =
            "28 rows of 28 hexadecimal digits joined by /, a drawn sample such as 7-1, or cells of a grid of 14 × 14"
                    + " such as f3 g3 g4";

    static final int SIDE = MnistFraming.SIDE;
    static final int LENGTH = SIDE * SIDE + SIDE - 1;
    static final int DARKEST = 15;

    /** The coarse grid's side; each of its cells is a square of pixels. */
    static final int CELLS = 14;

    private static final int CELL = SIDE / CELLS;
    private static final Shape SHAPE = new Shape(1, SIDE, SIDE);

    private DigitDrawing() {}

    /**
     * The drawing, 0 for paper and 1 for ink.
     *
     * @throws BadParameter if the text spells none
     */
    static Tensor read(String field, String text) {
        if (text.matches("[0-9]-[0-9]{1,6}")) {
            return sample(text.charAt(0) - '0', Integer.parseInt(text.substring(2)));
        }
        Tensor drawing = Tensor.zeros(1, SHAPE);
        if (text.matches("[a-n](1[0-4]|[1-9])( [a-n](1[0-4]|[1-9]))*")) {
            for (String cell : text.split(" ")) {
                fill(drawing, Integer.parseInt(cell.substring(1)) - 1, cell.charAt(0) - 'a');
            }
        } else if (text.matches("[0-9a-fA-F]{28}([/ ][0-9a-fA-F]{28}){27}")) {
            for (int i = 0; i < SHAPE.size(); i++) {
                int digit = Character.digit(text.charAt(i / SIDE * (SIDE + 1) + i % SIDE), 16);
                drawing.data()[i] = digit / (float) DARKEST;
            }
        } else if (!text.isEmpty()) {
            throw new BadParameter(field, text, FORM);
        }
        return drawing;
    }

    /** A digit that our own code draws and that no training has seen, in strengths that can be spelled. */
    private static Tensor sample(int digit, int number) {
        Tensor drawing = new Digits().picture(SyntheticPictures.FRESH + number, digit);
        for (int i = 0; i < SHAPE.size(); i++) {
            drawing.data()[i] = Math.round(drawing.data()[i] * DARKEST) / (float) DARKEST;
        }
        return drawing;
    }

    private static void fill(Tensor drawing, int row, int column) {
        for (int y = CELL * row; y < CELL * (row + 1); y++) {
            for (int x = CELL * column; x < CELL * (column + 1); x++) {
                drawing.data()[SIDE * y + x] = 1;
            }
        }
    }

    /** Whether a cell of the coarse grid has half its ink or more. */
    static boolean fills(Tensor drawing, int row, int column) {
        float ink = 0;
        for (int y = CELL * row; y < CELL * (row + 1); y++) {
            for (int x = CELL * column; x < CELL * (column + 1); x++) {
                ink += drawing.at(0, 0, y, x);
            }
        }
        return ink >= CELL * CELL / 2.0;
    }

    /** The rows of a drawing: the text that {@link #read} reads. */
    static String write(Tensor drawing) {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int i = 0; i < SHAPE.size(); i++) {
            if (i > 0 && i % SIDE == 0) {
                text.append('/');
            }
            text.append(Character.forDigit(Math.round(drawing.data()[i] * DARKEST), 16));
        }
        return text.toString();
    }

    /** The drawing moved right and down; what leaves the paper is lost. */
    static Tensor moved(Tensor drawing, int dx, int dy) {
        Tensor moved = Tensor.zeros(1, SHAPE);
        for (int y = Math.max(0, dy); y < Math.min(SIDE, SIDE + dy); y++) {
            for (int x = Math.max(0, dx); x < Math.min(SIDE, SIDE + dx); x++) {
                moved.data()[SIDE * y + x] = drawing.at(0, 0, y - dy, x - dx);
            }
        }
        return moved;
    }
}
