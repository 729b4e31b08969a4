package org.convolab.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.jspecify.annotations.Nullable;

/**
 * A grid as a table of colored cells: what each says, what color it wears, where it leads. Built step by step by a
 * widget's template, {@code stage.cells(grid).signed().titled('Feature map').here(row, col).goes('row', 'col')}.
 */
public final class Cells {
    private static final int GRAYS = 9;
    private static final int TONES = 6;
    private static final float INK = 9;

    /** One cell; {@code classes} carries color and borders, {@code href} is null where it leads nowhere. */
    public record Cell(
            String text,
            String classes,
            @Nullable String href,
            @Nullable String label,
            boolean current) {}

    private record Patch(int row, int col, int height, int width, int dilationDown, int dilationAcross) {
        boolean covers(int y, int x) {
            return inside(y, x) && (y - row) % dilationDown == 0 && (x - col) % dilationAcross == 0;
        }

        boolean hasGaps() {
            return dilationDown > 1 || dilationAcross > 1;
        }

        boolean inside(int y, int x) {
            return y >= row && x >= col && y <= bottom() && x <= right();
        }

        int bottom() {
            return row + (height - 1) * dilationDown;
        }

        int right() {
            return col + (width - 1) * dilationAcross;
        }
    }

    private record Mark(Grid where, boolean zero, String css) {
        boolean covers(int y, int x) {
            return y >= 0 && x >= 0 && y < where.height() && x < where.width() && where.at(y, x) == 0 == zero;
        }
    }

    private final Stage<?, ?> stage;
    private Grid grid;
    private @Nullable Grid picture;
    private int zeros;
    private String title = "";
    private String shape;
    private boolean signed;
    private boolean light;
    private boolean brief;
    private boolean percent;
    private float scale;
    private @Nullable Patch patch;
    private int hereRow = -1;
    private int hereCol = -1;
    private int tileHeight;
    private int tileWidth;
    private int top;
    private int left;
    private int bottom;
    private int right;
    private final List<Mark> marks = new ArrayList<>();
    private int firstRow;
    private int firstCol;
    private int rows;
    private int columns;
    private String dress = "";
    private @Nullable BiFunction<Integer, Integer, String> href;
    private String verb = "";

    Cells(Stage<?, ?> stage, Grid grid) {
        this.stage = stage;
        this.grid = grid;
        this.scale = INK;
        this.shape = grid.height() + " × " + grid.width();
        this.rows = grid.height();
        this.columns = grid.width();
    }

    /** Signed values, teal to orange, the farthest from zero strongest. Without it the cells are ink from 0 to 9. */
    public Cells signed() {
        signed = true;
        scale = grid.largest();
        return this;
    }

    /** Light from 0 to 9: what has none is dark and what has most is white, on light pages and on dark ones. */
    public Cells light() {
        light = true;
        return this;
    }

    /** Values whose strongest color stands for {@code largest}, so that several grids can be compared. */
    public Cells upTo(double largest) {
        scale = (float) largest;
        return this;
    }

    public Cells titled(String title) {
        this.title = title;
        return this;
    }

    public Cells subtitled(String shape) {
        this.shape = shape;
        return this;
    }

    /** Values with one decimal at most, where the cells are small. */
    public Cells brief() {
        brief = true;
        return this;
    }

    /** Shares as whole per cent. */
    public Cells percent() {
        percent = true;
        return this;
    }

    /** The window whose first cell is at this row and column, outlined in the accent. */
    public Cells patch(int row, int col, int height, int width) {
        return patch(row, col, height, width, 1);
    }

    public Cells patch(int row, int col, int height, int width, int dilation) {
        return patch(row, col, height, width, dilation, dilation);
    }

    public Cells patch(int row, int col, int height, int width, int dilationDown, int dilationAcross) {
        patch = new Patch(row, col, height, width, dilationDown, dilationAcross);
        return this;
    }

    /** The cell that the page speaks of, outlined in the accent. */
    public Cells here(int row, int col) {
        hereRow = row;
        hereCol = col;
        return this;
    }

    /** The outermost {@code cells} rows and columns are padding, drawn as no part of the picture. */
    public Cells padded(int cells) {
        return padded(cells, cells, cells, cells);
    }

    /** As {@link #padded(int)}, with as many rows and columns of padding as each side has. */
    public Cells padded(int top, int left, int bottom, int right) {
        this.top = top;
        this.left = left;
        this.bottom = bottom;
        this.right = right;
        return this;
    }

    /**
     * That many rows and columns more on each side, drawn as no part of the picture: the {@code zeros} next to it hold a 0,
     * what is farther out is blank. Marks and what is painted stay those of the picture.
     */
    public Cells surrounded(int top, int left, int bottom, int right, int zeros) {
        float[][] wider = new float[top + grid.height() + bottom][left + grid.width() + right];
        for (int y = 0; y < grid.height(); y++) {
            for (int x = 0; x < grid.width(); x++) {
                wider[top + y][left + x] = grid.at(y, x);
            }
        }
        this.picture = grid;
        this.zeros = zeros;
        this.grid = Grid.of(wider);
        this.rows = wider.length;
        this.columns = wider[0].length;
        return padded(top, left, bottom, right);
    }

    private String text(double value) {
        return percent
                ? Numerals.format(100 * value, "0")
                : brief ? Numerals.format(value, "0.#") : Numerals.cell(value);
    }

    private boolean isBlank(int y, int x) {
        return picture != null
                && (y < top - zeros
                        || x < left - zeros
                        || y >= top + picture.height() + zeros
                        || x >= left + picture.width() + zeros);
    }

    /** Lines between the tiles of that many rows and columns. */
    public Cells tiled(int height, int width) {
        tileHeight = height;
        tileWidth = width;
        return this;
    }

    /** The cells where {@code where}, a grid of the same size, is not zero also wear the class. */
    public Cells marked(Grid where, String css) {
        marks.add(new Mark(where, false, css));
        return this;
    }

    /** The pixels that {@code reads}, how often each is read, counts zero times are crossed out. */
    public Cells unread(Grid reads) {
        marks.add(new Mark(reads, true, "unread"));
        return this;
    }

    /** Only the cells around a place, at most {@code most} each way; they lead where they would in the whole grid. */
    public Cells around(int row, int col, int most) {
        rows = Math.min(most, grid.height());
        columns = Math.min(most, grid.width());
        firstRow = Math.max(0, Math.min(grid.height() - rows, row - rows / 2));
        firstCol = Math.max(0, Math.min(grid.width() - columns, col - columns / 2));
        return this;
    }

    /** The table also wears these classes. */
    public Cells dressed(String css) {
        dress = " " + css;
        return this;
    }

    /**
     * Every cell leads to the state in which these two parameters are its row and column.
     *
     * @param besides what else changes: pairs of a parameter's name and its value
     */
    public Cells goes(String rowField, String colField, Object... besides) {
        verb = "show";
        href = (y, x) -> {
            List<Object> changes = new ArrayList<>(List.of(rowField, y, colField, x));
            changes.addAll(Arrays.asList(besides));
            return stage.href(changes.toArray());
        };
        return this;
    }

    /**
     * Every cell leads to the state in which its pixel of the picture {@code field} is inked as strongly as the strongest
     * color stands for, or cleared if it was.
     */
    public Cells paints(String field) {
        return paints(field, picture == null ? grid : picture);
    }

    /** As {@link #paints(String)}, where this grid shows the picture with padding around it. */
    public Cells paints(String field, Grid picture) {
        verb = "ink";
        href = (y, x) -> {
            int row = y - top;
            int col = x - left;
            boolean inside = row >= 0 && col >= 0 && row < picture.height() && col < picture.width();
            return inside
                    ? stage.href(field, picture.with(row, col, picture.at(row, col) > ink() / 2 ? 0 : ink()))
                    : "";
        };
        return this;
    }

    private float ink() {
        return scale > 0 ? scale : INK;
    }

    public String getTitle() {
        return title;
    }

    public String getShape() {
        return shape;
    }

    public int getColumns() {
        return columns;
    }

    /** The classes of the table: the number of columns, which sets the size of a cell. */
    public String getClasses() {
        return "cells c" + columns + (verb.equals("ink") ? " paint" : "") + dress;
    }

    public List<List<Cell>> getRows() {
        List<List<Cell>> lines = new ArrayList<>();
        for (int y = firstRow; y < firstRow + rows; y++) {
            List<Cell> row = new ArrayList<>();
            for (int x = firstCol; x < firstCol + columns; x++) {
                row.add(cell(y, x));
            }
            lines.add(row);
        }
        return lines;
    }

    private Cell cell(int y, int x) {
        double value = percent ? Math.rint(100 * grid.at(y, x)) / 100 : grid.at(y, x);
        String text = isBlank(y, x) ? "" : text(value);
        boolean here = y == hereRow && x == hereCol;
        StringBuilder classes =
                new StringBuilder(light ? tone(value, scale, false).replace('g', 'w') : tone(value, scale, signed));
        boolean padding = y < top || x < left || y >= grid.height() - bottom || x >= grid.width() - right;
        if (padding) {
            classes.append(" pad");
        }
        if (here) {
            classes.append(" here");
        }
        if (tileHeight > 0 && y > 0 && y % tileHeight == 0) {
            classes.append(" tile-top");
        }
        if (tileWidth > 0 && x > 0 && x % tileWidth == 0) {
            classes.append(" tile-left");
        }
        for (Mark mark : marks) {
            if (picture == null ? mark.covers(y, x) : mark.covers(y - top, x - left)) {
                classes.append(' ').append(mark.css());
            }
        }
        if (patch != null && patch.inside(y, x)) {
            classes.append(!patch.covers(y, x) ? " gap" : patch.hasGaps() ? " in touched" : " in");
            classes.append(y == patch.row() ? " t" : "").append(y == patch.bottom() ? " b" : "");
            classes.append(x == patch.col() ? " l" : "").append(x == patch.right() ? " r" : "");
        }
        String target = href == null ? null : href.apply(y, x);
        if (target != null && target.isEmpty()) {
            target = null;
        }
        String label = target == null
                ? null
                : verb.equals("ink")
                        ? "row %d, column %d: %s, press to %s"
                                .formatted(y - top, x - left, text, grid.at(y, x) > ink() / 2 ? "clear" : "ink")
                        : "row %d, column %d: %s".formatted(y, x, text);
        return new Cell(text, classes.toString(), target, label, here);
    }

    /**
     * The class of a value's color: {@code g0} to {@code g9} for ink, {@code n6 … z … p6} for signed values. What is less
     * than no ink wears the color of a negative value.
     */
    static String tone(double value, double scale, boolean signed) {
        double strength = scale > 0 ? Math.min(1, Math.abs(value) / scale) : 0;
        if (!signed && value >= 0) {
            return "g" + (value == 0 ? 0 : Math.max(1, Math.round(strength * GRAYS)));
        }
        if (value == 0) {
            return "z";
        }
        return (value < 0 ? "n" : "p") + Math.max(1, Math.round(strength * TONES));
    }
}
