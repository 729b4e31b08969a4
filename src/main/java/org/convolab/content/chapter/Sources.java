package org.convolab.content.chapter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.commonmark.ext.footnotes.FootnoteDefinition;
import org.commonmark.ext.footnotes.FootnoteReference;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.DefinitionMap;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.renderer.html.HtmlWriter;

/** The sources at the end of a chapter: its footnotes, numbered as they are first cited, each with links back to where it is. */
final class Sources extends CustomBlock implements ChapterHtml.Rendered {
    static final String ID = "sources";

    private static final Map<String, String> MARK = Map.of("class", "footnote-ref");

    private record Source(FootnoteDefinition text, int number, List<String> citations) {
        String id() {
            return "fn-" + text.getLabel();
        }
    }

    private final DefinitionMap<FootnoteDefinition> defined = new DefinitionMap<>(FootnoteDefinition.class);
    private final Map<FootnoteDefinition, Source> cited = new LinkedHashMap<>();
    private final IdentityHashMap<FootnoteReference, Citation> citations = new IdentityHashMap<>();

    private record Citation(Source source, String id) {}

    /** Collects the footnotes of a text, and reports those that are defined twice or never cited. */
    Sources(Node document, ChapterText text) {
        Collection<FootnoteDefinition> all = new ArrayList<>();
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(CustomBlock block) {
                if (block instanceof FootnoteDefinition definition) {
                    all.add(definition);
                }
                visitChildren(block);
            }
        });
        for (FootnoteDefinition definition : all) {
            if (defined.putIfAbsent(definition.getLabel(), definition) != null) {
                text.problem(definition, "the footnote '" + definition.getLabel() + "' is defined twice");
            }
        }
        cite(document);
        List<Source> next = List.copyOf(cited.values());
        for (int done = 0; done < cited.size(); done++, next = List.copyOf(cited.values())) {
            Node source = next.get(done).text();
            ChapterHtml.children(source).forEach(this::cite);
        }
        for (FootnoteDefinition definition : all) {
            if (defined.get(definition.getLabel()) == definition && !cited.containsKey(definition)) {
                text.problem(definition, "the footnote '" + definition.getLabel() + "' is never cited");
            }
        }
    }

    /** Numbers what is cited from here on, but not inside of other sources. */
    private void cite(Node from) {
        from.accept(new AbstractVisitor() {
            @Override
            public void visit(CustomBlock block) {
                if (!(block instanceof FootnoteDefinition)) {
                    visitChildren(block);
                }
            }

            @Override
            public void visit(CustomNode node) {
                FootnoteDefinition definition =
                        node instanceof FootnoteReference reference ? defined.get(reference.getLabel()) : null;
                if (definition != null) {
                    Source source = cited.computeIfAbsent(
                            definition, first -> new Source(first, cited.size() + 1, new ArrayList<>()));
                    int times = source.citations.size() + 1;
                    String id = "fnref-" + definition.getLabel() + (times == 1 ? "" : "-" + times);
                    source.citations.add(id);
                    citations.put((FootnoteReference) node, new Citation(source, id));
                }
                visitChildren(node);
            }
        });
    }

    boolean isEmpty() {
        return cited.isEmpty();
    }

    /** The number that cites a source, with its link. */
    void cite(FootnoteReference reference, HtmlWriter html) {
        Citation citation = citations.get(reference);
        if (citation == null) {
            html.text("[^" + reference.getLabel() + "]");
            return;
        }
        Map<String, String> link = new LinkedHashMap<>();
        link.put("href", "#" + citation.source.id());
        link.put("id", citation.id);
        link.put("data-footnote-ref", null);
        html.tag("sup", MARK);
        html.tag("a", link);
        html.raw(String.valueOf(citation.source.number));
        html.tag("/a");
        html.tag("/sup");
    }

    @Override
    public void html(HtmlWriter html, Consumer<Node> render) {
        html.raw("<section class=\"footnotes\">\n<h2 id=\"" + ID + "\">Sources</h2>");
        html.line();
        html.tag("ol");
        html.line();
        for (Source source : cited.values()) {
            html.tag("li", Map.of("id", source.id()));
            html.line();
            List<Node> blocks = ChapterHtml.children(source.text);
            // the links back stand in the last paragraph
            Node last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
            Paragraph within = last instanceof Paragraph paragraph ? paragraph : null;
            blocks.subList(0, blocks.size() - (within == null ? 0 : 1)).forEach(render);
            html.line();
            if (within != null) {
                html.tag("p");
                ChapterHtml.children(within).forEach(render);
                html.raw(" ");
            }
            linksBack(source, html);
            if (within != null) {
                html.tag("/p");
                html.line();
            }
            html.tag("/li");
            html.line();
        }
        html.tag("/ol");
        html.line();
        html.tag("/section");
        html.line();
    }

    private static void linksBack(Source source, HtmlWriter html) {
        for (int i = 0; i < source.citations.size(); i++) {
            String index = source.number + (i == 0 ? "" : "-" + (i + 1));
            Map<String, String> link = new LinkedHashMap<>();
            link.put("href", "#" + source.citations.get(i));
            link.put("class", "footnote-backref");
            link.put("data-footnote-backref", null);
            link.put("data-footnote-backref-idx", index);
            link.put("aria-label", "Back to reference " + index);
            html.raw(i == 0 ? "" : " ");
            html.tag("a", link);
            if (i > 0) {
                html.tag("sup", MARK);
                html.raw(String.valueOf(i + 1));
                html.tag("/sup");
            }
            html.raw("↩");
            html.tag("/a");
        }
    }
}
