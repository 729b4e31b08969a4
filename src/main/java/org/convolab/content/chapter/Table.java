package org.convolab.content.chapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;
import org.commonmark.renderer.html.HtmlWriter;

/** A table of a chapter: a wide one scrolls within a narrow page, by keyboard too. */
final class Table extends CustomBlock implements ChapterHtml.Rendered {
    private static final Pattern CELL = Pattern.compile("((?:\\\\.|[^|\\\\])*)(\\||$)");

    private final String label;

    private Table(String label) {
        this.label = label;
    }

    /** Puts a table into one that scrolls. */
    static void wrap(TableBlock table, String label) {
        Table scroll = new Table(label);
        table.insertBefore(scroll);
        scroll.appendChild(table);
    }

    static Stream<TableRow> rows(TableBlock table) {
        return ChapterHtml.children(table).stream()
                .flatMap(part -> ChapterHtml.children(part).stream())
                .map(TableRow.class::cast);
    }

    /**
     * Reports rows with more cells than the head, which Markdown drops.
     *
     * @param lines the lines of the text that the table stands in
     */
    static void check(TableBlock table, List<String> lines, ChapterText text) {
        long columns = rows(table)
                .findFirst()
                .map(head -> ChapterHtml.children(head).size())
                .orElse(0);
        rows(table).forEach(row -> {
            SourceSpan at = ChapterText.place(row);
            String line = at == null
                    ? ""
                    : lines.get(at.getLineIndex())
                            .substring(at.getColumnIndex())
                            .strip();
            Matcher cell = CELL.matcher(line.startsWith("|") ? line.substring(1) : line);
            int cells = 0;
            while (cell.find() && !(cell.hitEnd() && cell.group(1).isBlank())) {
                cells++;
            }
            if (cells > columns) {
                text.problem(
                        at,
                        "this row has " + cells + " cells, the head of the table has " + columns
                                + " (a bar inside a cell is written \\|)");
            }
        });
    }

    @Override
    public void html(HtmlWriter html, Consumer<Node> render) {
        html.line();
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("class", "scroll");
        attributes.put("tabindex", "0");
        attributes.put("role", "region");
        attributes.put("aria-label", label);
        html.tag("div", attributes);
        ChapterHtml.children(this).forEach(render);
        html.tag("/div");
        html.line();
    }
}
