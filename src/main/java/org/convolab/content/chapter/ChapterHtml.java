package org.convolab.content.chapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.commonmark.ext.footnotes.FootnoteDefinition;
import org.commonmark.ext.footnotes.FootnoteReference;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Node;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;
import org.jspecify.annotations.Nullable;

/** The HTML of a chapter. It carries meaning and classes, and no style. */
final class ChapterHtml {
    private ChapterHtml() {}

    /** A node beyond Markdown, which writes its own HTML. */
    interface Rendered {
        /**
         * Writes the node.
         *
         * @param render writes another node in the same place, such as a child
         */
        void html(HtmlWriter html, Consumer<Node> render);
    }

    static List<Node> children(Node parent) {
        List<Node> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
            children.add(child);
        }
        return children;
    }

    /**
     * Writes the nodes of one text.
     *
     * @param ids the ids of its headings
     * @param sources what its footnotes cite
     * @param inline whether the text stands within a paragraph
     */
    static HtmlRenderer renderer(Map<Node, String> ids, @Nullable Sources sources, boolean inline) {
        return HtmlRenderer.builder()
                .nodeRendererFactory(context -> new Nodes(context, sources))
                .attributeProviderFactory(context -> attributes(ids))
                .extensions(List.of(TablesExtension.create()))
                .escapeHtml(true)
                .percentEncodeUrls(true)
                .omitSingleParagraphP(inline)
                .build();
    }

    private record Nodes(
            HtmlNodeRendererContext context, @Nullable Sources sources) implements NodeRenderer {
        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(
                    Formula.class,
                    Formula.BlockFormula.class,
                    Container.class,
                    Container.Title.class,
                    Table.class,
                    Sources.class,
                    FootnoteReference.class,
                    FootnoteDefinition.class);
        }

        @Override
        public void render(Node node) {
            if (node instanceof Rendered rendered) {
                rendered.html(context.getWriter(), context::render);
            } else if (node instanceof FootnoteReference reference && sources != null) {
                sources.cite(reference, context.getWriter());
            }
        }
    }

    /** Ids of headings, scopes of header cells, alignment as classes, and code that can be scrolled by keyboard. */
    private static AttributeProvider attributes(Map<Node, String> ids) {
        return (node, tag, attributes) -> {
            if (ids.containsKey(node)) {
                attributes.put("id", ids.get(node));
            }
            if (node instanceof TableCell cell) {
                attributes.remove("align");
                if (cell.isHeader()) {
                    attributes.put("scope", "col");
                }
                if (cell.getAlignment() != null) {
                    attributes.put("class", cell.getAlignment().name().toLowerCase(Locale.ROOT));
                }
            }
            if (tag.equals("pre")) {
                attributes.put("tabindex", "0");
            }
        };
    }
}
