package org.convolab.content.chapter;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.Node;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlWriter;
import org.convolab.content.chapter.Markup.Container;
import org.convolab.content.chapter.Markup.Formula;
import org.convolab.content.chapter.Markup.FormulaBlock;
import org.convolab.content.chapter.Markup.Title;
import org.convolab.content.chapter.Markup.WidgetBlock;
import org.jspecify.annotations.Nullable;

/** The HTML of what a chapter has beyond Markdown. It carries meaning and classes, and no style. */
final class Page implements NodeRenderer {
    /** Stands for a widget between two stretches of prose. */
    static final String WIDGET = "\uE001";

    static final String SOURCES_ID = "sources";
    static final String FOOTNOTES = "<section class=\"footnotes\" data-footnotes>";
    static final String SOURCES = "<section class=\"footnotes\">\n<h2 id=\"" + SOURCES_ID + "\">Sources</h2>";

    private final HtmlNodeRendererContext context;
    private final HtmlWriter html;

    Page(HtmlNodeRendererContext context) {
        this.context = context;
        this.html = context.getWriter();
    }

    /** Lets a wide table scroll within a narrow page, by keyboard too. */
    static final class Scroll extends CustomBlock {
        private final String label;

        Scroll(String label) {
            this.label = label;
        }
    }

    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
        return Set.of(Formula.class, FormulaBlock.class, WidgetBlock.class, Container.class, Title.class, Scroll.class);
    }

    @Override
    public void render(Node node) {
        if (node instanceof Formula formula) {
            html.raw(formula.mathml);
        } else if (node instanceof FormulaBlock formula) {
            html.line();
            html.raw("<div class=\"math\">" + formula.mathml + "</div>");
            html.line();
        } else if (node instanceof WidgetBlock) {
            html.raw(WIDGET);
        } else if (node instanceof Container container) {
            container(container);
        } else if (node instanceof Title) {
            children(node);
        } else if (node instanceof Scroll scroll) {
            html.line();
            Map<String, String> attributes = new LinkedHashMap<>();
            attributes.put("class", "scroll");
            attributes.put("tabindex", "0");
            attributes.put("role", "region");
            attributes.put("aria-label", scroll.label);
            html.tag("div", attributes);
            children(scroll);
            html.tag("/div");
            html.line();
        }
    }

    private void container(Container container) {
        String word = container.kind.word();
        Node title = container.getFirstChild() instanceof Title first ? first : null;
        String end;
        html.line();
        switch (container.kind) {
            case CORRECTION, HISTORY, NOTE -> {
                html.raw("<aside class=\"note" + (word.equals("note") ? "" : " " + word) + "\" role=\"note\">");
                end = "</aside>";
            }
            case TRY -> {
                html.raw("<section class=\"try\">");
                end = "</section>";
            }
            case ANSWER -> {
                html.raw("<details class=\"answer\">");
                end = "</details>";
            }
            default -> {
                html.raw("<div class=\"" + word + "\">");
                end = "</div>";
            }
        }
        kind(container, title);
        children(container);
        html.line();
        html.raw(end);
        html.line();
    }

    /** The line that says what kind of aside this is; a note's and an answer's title take its place. */
    private void kind(Container container, @Nullable Node title) {
        String words = container.kind.words;
        boolean replaced = container.kind == Markup.Kind.NOTE || container.kind == Markup.Kind.ANSWER;
        if (words.isEmpty() && title == null) {
            return;
        }
        String tag = container.kind == Markup.Kind.ANSWER ? "summary" : "p";
        html.raw(tag.equals("p") ? "<p class=\"kind\">" : "<summary>");
        if (title == null) {
            html.text(words);
        } else {
            if (!replaced && !words.isEmpty()) {
                html.text(words + ": ");
            }
            children(title);
            title.unlink();
        }
        html.raw("</" + tag + ">");
        html.line();
    }

    private void children(Node parent) {
        for (Node child = parent.getFirstChild(), next; child != null; child = next) {
            next = child.getNext();
            context.render(child);
        }
    }

    /** Ids of headings, scopes of header cells, alignment as classes, and code that can be scrolled by keyboard. */
    static final class Attributes implements AttributeProvider {
        private final Map<Node, String> ids;

        Attributes(Map<Node, String> ids) {
            this.ids = ids;
        }

        @Override
        public void setAttributes(Node node, String tag, Map<String, String> attributes) {
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
        }
    }
}
