package org.convolab.web;

import java.util.ArrayList;
import java.util.List;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.Parameters;
import org.jspecify.annotations.Nullable;

/**
 * A grid as a table of colored cells: what each says, what color it wears, where it leads. Built step by step by a
 * widget's template, {@code draw.cells(grid).signed().titled('Feature map').here(row, col).goes('row', 'col')}.
 */
public final class Cells {
    private static final int GRAYS = 9;
    private static final int TONES = 6;
    private static final float INK = 9;

    private record Patch(int row, int col, int height, int width, int dilationDown, int dilationAcross) {
        boolean hasGaps() {
            return dilationDown > 1 || dilationAcross > 1;
        }

        int bottom() {
            return row + (height - 1) * dilationDown;
        }

        int right() {
            return col + (width - 1) * dilationAcross;
        }
    }

    /** @param over whether it is drawn over the cells, as what belongs to a place of the walk is */
    private record Mark(Grid where, boolean zero, boolean over, String css) {
        boolean covers(int y, int x) {
            return y >= 0 && x >= 0 && y < where.height() && x < where.width() && where.at(y, x) == 0 == zero;
        }
    }

    private final WidgetState<?, ?> state;
    private final StateLinks links;
    private final Drawings draw;
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
    private int pictureHeight;
    private int pictureWidth;
    private boolean still;
    private @Nullable String goes;
    private @Nullable String paints;
    private @Nullable Slide slide;
    private @Nullable Reading reading;

    Cells(WidgetState<?, ?> state, StateLinks links, Drawings draw, Grid grid) {
        this.state = state;
        this.links = links;
        this.draw = draw;
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
        marks.add(new Mark(where, false, false, css));
        return this;
    }

    /** As {@link #marked}, drawn over the cells, which may be {@link #still}. */
    public Cells outlined(Grid where, String css) {
        marks.add(new Mark(where, false, true, css));
        return this;
    }

    /** The pixels that {@code reads}, how often each is read, counts zero times are crossed out. */
    public Cells unread(Grid reads) {
        marks.add(new Mark(reads, true, false, "unread"));
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
        StringBuilder fields = new StringBuilder(rowField + " " + colField);
        for (int i = 0; i < besides.length; i += 2) {
            fields.append(' ').append(besides[i]).append('=').append(Parameters.write(besides[i + 1]));
        }
        goes = fields.toString();
        return this;
    }

    /** A press inks the cell's pixel of the picture {@code field}, or clears it if it was inked, once painting is on. */
    public Cells paints(String field) {
        paints = field;
        return this;
    }

    /** As {@link #paints(String)}, where this grid shows the picture with padding around it. */
    public Cells paints(String field, Grid picture) {
        this.pictureHeight = picture.height();
        this.pictureWidth = picture.width();
        return paints(field);
    }

    /**
     * A window slides over the grid: at the place {@code row, col} of what it makes, its first cell is at {@code origin +
     * stride · place}. A press on a cell moves it there, as near as it can stand.
     *
     * @param rowField the parameter that is the row of the window's place
     * @param high the window's rows, of which each {@code dilationDown}th is a cell
     * @param originDown the row of the window's first cell at the place 0, 0
     * @param rows how many places there are, one below the other
     */
    public Cells slides(
            String rowField,
            String colField,
            int high,
            int wide,
            int strideDown,
            int strideAcross,
            int dilationDown,
            int dilationAcross,
            int originDown,
            int originAcross,
            int rows,
            int cols) {
        slide = new Slide(
                rowField + " " + colField,
                new Axis(high, strideDown, dilationDown, originDown, rows),
                new Axis(wide, strideAcross, dilationAcross, originAcross, cols));
        return this;
    }

    /** The same for a kernel with a stride and a dilation of one, from the first cell. */
    public Cells slides(String rowField, String colField, Grid kernel, Grid output) {
        return slides(
                rowField, colField, kernel.height(), kernel.width(), 1, 1, 1, 1, 0, 0, output.height(), output.width());
    }

    /**
     * Each cell is made of cells of another grid of this widget, which are outlined while a reader looks at it, and the other
     * way round.
     *
     * @param other the other grid, counted from 0
     * @param down for each row the first row that it reads there and how many, {@code 0+2 2+2}
     */
    public Cells reads(int other, String down, String across) {
        reading = new Reading(other, down, across);
        return this;
    }

    /** The cells, but for what is outlined, are the same at every place of the walk. */
    public Cells still() {
        still = true;
        return this;
    }

    /** Where a window can stand along an axis. */
    private record Axis(int kernel, int stride, int dilation, int origin, int places) {
        /** The place whose window has its middle nearest to a cell. */
        int nearest(int at) {
            double place = (at - origin - (kernel - 1) * dilation / 2.0) / stride;
            return (int) Math.max(0, Math.min(places - 1, Math.round(place)));
        }

        @Override
        public String toString() {
            return kernel + " " + stride + " " + dilation + " " + origin + " " + places;
        }
    }

    /** How a window slides: the fields of its place, and the two axes. */
    private record Slide(String fields, Axis down, Axis across) {}

    /** What of another grid the rows and columns read. */
    private record Reading(int other, String down, String across) {}

    /**
     * The grid as HTML: a form with the state once, whose buttons say their places, if its cells lead anywhere, or else a
     * figure. What is outlined lies over the cells as a drawing, a cell's side its unit.
     */
    @Override
    public String toString() {
        boolean painting = paints != null && state.isPainting();
        String names = painting ? paints : goes != null ? goes : slide != null ? slide.fields : null;
        String id = draw.nextGrid();
        Html html = new Html();
        String tag = names == null ? "figure" : "form";
        html.open(tag).attribute("class", "grid c" + columns).attribute("id", id);
        if (names != null) {
            html.attribute("method", "get").attribute("action", "#" + state.getName());
        }
        if (goes != null) {
            html.attribute("data-goes", goes);
        }
        if (slide != null) {
            html.attribute("data-slides", slide.fields)
                    .attribute("data-down", slide.down.toString())
                    .attribute("data-across", slide.across.toString());
        }
        if (reading != null) {
            html.attribute("data-reads", state.part("grid-" + reading.other))
                    .attribute("data-rows", reading.down)
                    .attribute("data-cols", reading.across);
        }
        if (painting && paints != null) {
            html.attribute("data-paints", paints);
        }
        if (firstRow > 0 || firstCol > 0) {
            html.attribute("data-first", firstRow + " " + firstCol);
        }
        if (top > 0 || left > 0) {
            html.attribute("data-pad", top + " " + left);
        }
        boolean kept = still && draw.isMoved() && rows == grid.height() && columns == grid.width();
        if (kept) {
            html.attribute("data-kept", "");
            if (hereRow >= 0 && hereCol >= 0) {
                html.attribute("data-here", (hereRow - firstRow) + " " + (hereCol - firstCol));
            }
        }
        html.end();
        if (!kept) {
            if (names != null) {
                links.hidden(List.of()).forEach(html::hidden);
                html.raw(links.getOthers()).hidden(state.field("press"), names);
            }
            caption(html, id);
            html.raw("<div class=\"plot\">");
            table(html, id, names == null ? "" : state.field("press"), painting);
        }
        marks(html);
        html.raw(kept ? "" : "</div>").close(tag);
        return html.toString();
    }

    private void caption(Html html, String id) {
        html.raw("<p class=\"cap\"><span").attribute("id", id + "-cap").end().text(title);
        html.raw("</span> <small>").text(shape).raw("</small>");
        if (paints != null) {
            html.raw("<a role=\"switch\" class=\"toggle\"")
                    .attribute("id", id + "-paint")
                    .attribute("aria-checked", String.valueOf(state.isPainting()))
                    .attribute("href", links.getPaint())
                    .end()
                    .raw("Paint</a>");
        }
        html.raw("</p>");
    }

    private void table(Html html, String id, String name, boolean painting) {
        html.open("table")
                .attribute("class", "cells c" + columns + dress)
                .attribute("aria-labelledby", id + "-cap")
                .end();
        for (int y = firstRow; y < firstRow + rows; y++) {
            html.raw("<tr>");
            for (int x = firstCol; x < firstCol + columns; x++) {
                cell(html, name, painting, y, x);
            }
        }
        html.raw("</table>");
    }

    private void cell(Html html, String name, boolean painting, int y, int x) {
        double value = percent ? Math.rint(100 * grid.at(y, x)) / 100 : grid.at(y, x);
        String text = isBlank(y, x) ? "" : text(value);
        String color = light ? tone(value, scale, false).replace('g', 'w') : tone(value, scale, signed);
        StringBuilder classes = new StringBuilder(color);
        if (y < top || x < left || y >= grid.height() - bottom || x >= grid.width() - right) {
            classes.append(" pad");
        }
        if (tileHeight > 0 && y > 0 && y % tileHeight == 0) {
            classes.append(" tile-top");
        }
        if (tileWidth > 0 && x > 0 && x % tileWidth == 0) {
            classes.append(" tile-left");
        }
        for (Mark mark : marks) {
            if (!mark.over && (picture == null ? mark.covers(y, x) : mark.covers(y - top, x - left))) {
                classes.append(' ').append(mark.css());
            }
        }
        html.raw("<td class=\"").raw(classes.toString()).raw("\">");
        String place = name.isEmpty() ? "" : place(painting, y, x);
        if (place.isEmpty()) {
            html.raw("<span>").text(text).raw("</span>");
            return;
        }
        html.raw("<button name=\"").raw(name).raw("\" value=\"").raw(place).raw("\"");
        if (!painting && y == hereRow && x == hereCol) {
            html.raw(" aria-current=\"true\"");
        }
        html.raw(">").text(text).raw("</button>");
    }

    /** What a press on a cell says: the place that it leads to, or its pixel; nothing if it leads nowhere. */
    private String place(boolean painting, int y, int x) {
        if (painting) {
            int row = y - top;
            int col = x - left;
            int height = pictureHeight > 0 ? pictureHeight : picture == null ? grid.height() : picture.height();
            int width = pictureWidth > 0 ? pictureWidth : picture == null ? grid.width() : picture.width();
            return row >= 0 && col >= 0 && row < height && col < width ? row + " " + col : "";
        }
        return goes != null || slide == null ? y + " " + x : slide.down.nearest(y) + " " + slide.across.nearest(x);
    }

    /** The outlines: a halo under each, so that they are seen on every color. */
    private void marks(Html html) {
        html.raw("<svg class=\"marks\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                .formatted(columns, rows));
        for (Mark mark : marks) {
            if (mark.over) {
                StringBuilder path = new StringBuilder();
                for (int y = firstRow; y < firstRow + rows; y++) {
                    for (int x = firstCol; x < firstCol + columns; x++) {
                        if (mark.covers(picture == null ? y : y - top, picture == null ? x : x - left)) {
                            path.append('M')
                                    .append(x - firstCol)
                                    .append(' ')
                                    .append(y - firstRow)
                                    .append("h1v1h-1z");
                        }
                    }
                }
                outline(html, mark.css, path.toString());
            }
        }
        if (patch != null) {
            if (patch.hasGaps()) {
                StringBuilder path = new StringBuilder();
                for (int y = patch.row(); y <= patch.bottom(); y += patch.dilationDown()) {
                    for (int x = patch.col(); x <= patch.right(); x += patch.dilationAcross()) {
                        path.append('M')
                                .append(x - firstCol)
                                .append(' ')
                                .append(y - firstRow)
                                .append("h1v1h-1z");
                    }
                }
                outline(html, "touched", path.toString());
            }
            frame(
                    html,
                    "window",
                    patch.row(),
                    patch.col(),
                    patch.bottom() - patch.row() + 1,
                    patch.right() - patch.col() + 1);
        }
        if (hereRow >= firstRow && hereCol >= firstCol && hereRow < firstRow + rows && hereCol < firstCol + columns) {
            frame(html, "here", hereRow, hereCol, 1, 1);
        }
        html.raw("</svg>");
    }

    private static void outline(Html html, String css, String path) {
        for (String kind : List.of("halo", css)) {
            html.raw("<path class=\"" + kind + "\" d=\"" + path + "\"/>");
        }
    }

    private void frame(Html html, String css, int y, int x, int height, int width) {
        for (String kind : List.of("halo", "frame")) {
            html.raw("<rect class=\"%s %s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
                    .formatted(kind, css, x - firstCol, y - firstRow, width, height));
        }
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
