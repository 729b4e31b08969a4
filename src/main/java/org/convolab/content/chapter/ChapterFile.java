package org.convolab.content.chapter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.commonmark.Extension;
import org.commonmark.ext.footnotes.FootnotesExtension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Document;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.convolab.content.chapter.Chapter.Section;
import org.convolab.content.chapter.Chapter.WidgetPlacement;
import org.convolab.content.chapter.WidgetReferences.Misfit;
import org.convolab.content.source.Problems;
import org.convolab.content.source.Yaml;
import org.jspecify.annotations.Nullable;

/** Reads one chapter's file: YAML between {@code ---} lines, then Markdown with the course's own {@link ChapterSyntax}. */
public final class ChapterFile {
    private static final String RULE = "---";
    private static final Pattern UNKNOWN_FOOTNOTE = Pattern.compile("\\[\\^([^\\]\\s]+)]");
    private static final Pattern UNKNOWN_REFERENCE = Pattern.compile("\\[[^\\[\\]^][^\\[\\]]*]\\[([^\\[\\]]*)]");
    private static final Pattern TIGHT_HEADING = Pattern.compile("(#{1,6})(\\p{L}.*)");
    private static final Pattern OPENING_QUOTE = Pattern.compile("(?<=[\\s(\\[])\"");
    private static final Pattern NUMBERS_IN_A_ROW = Pattern.compile("(?<=(?<!\\S)[\\d½¼¾]) (?=[\\d½¼¾](?!\\.?\\d))");

    private final String file;
    private final String slug;
    private final WidgetReferences widgets;
    private final Figures figures;
    private final Tex tex;
    private final Links links;
    private final Problems problems;

    /**
     * @param file its path below the content folder
     * @param links takes the links of the chapter, and the places that others may link to
     */
    public ChapterFile(
            String file,
            String slug,
            WidgetReferences widgets,
            Figures figures,
            Tex tex,
            Links links,
            Problems problems) {
        this.file = file;
        this.slug = slug;
        this.widgets = widgets;
        this.figures = figures;
        this.tex = tex;
        this.links = links;
        this.problems = problems;
    }

    public Chapter read(int number, String text) {
        List<String> lines = text.lines().toList();
        List<String> rules = lines.stream().map(String::stripTrailing).toList();
        int rule = lines.isEmpty() || !rules.get(0).equals(RULE)
                ? -1
                : rules.subList(1, rules.size()).indexOf(RULE) + 1;
        if (rule <= 0) {
            problems.add(file, 1, "a chapter begins with its title, rubric, lead and promise between two lines of ---");
            rule = -1;
        }
        String front = rule < 0 ? "" : String.join("\n", lines.subList(1, rule));
        Yaml.Fields words = Yaml.parse(file, front, 2, rule < 0 ? new Problems() : problems)
                .map("title", "rubric", "lead", "promise");
        String title = plain(words.get("title"));
        String rubric = plain(words.get("rubric"));
        String promise = plain(words.get("promise"));
        Body lead = new Body(text(words.get("lead")), words.string("lead"), true);
        List<String> below = lines.subList(rule + 1, lines.size());
        Body body = new Body(text(rule + 2, 0), String.join("\n", below), false);
        links.target(slug, body.placed, body.anchors());
        return new Chapter(number, slug, title, rubric, lead.html(), promise, body.sections(), body.parts());
    }

    private ChapterText text(int line, int column) {
        return new ChapterText(file, line, column, figures, tex, problems);
    }

    private ChapterText text(Yaml words) {
        return text(words.line(), words.column());
    }

    private String plain(Yaml words) {
        return typeset(text(words).fill(words.string(), null, false).strip(), true);
    }

    /**
     * A stretch of prose as a printer sets it: with quotation marks that open and close, and with products, equals
     * signs, percent signs and rows of single digits that no line ends within.
     */
    private static String typeset(String text, boolean opens) {
        String quoted = opens && text.startsWith("\"") ? "“" + text.substring(1) : text;
        quoted = OPENING_QUOTE.matcher(quoted).replaceAll("“").replace('"', '”').replace('\'', '’');
        return NUMBERS_IN_A_ROW
                .matcher(quoted)
                .replaceAll("\u00a0")
                .replace(" × ", "\u00a0×\u00a0")
                .replace(" = ", " =\u00a0")
                .replace(" %", "\u00a0%");
    }

    /** A text as nodes: checked, its words typeset, its headings with ids. */
    private final class Body extends AbstractVisitor {
        private final ChapterText text;
        private final boolean inline;
        private final Node document;
        private final Sources sources;
        private final IdentityHashMap<Node, String> ids = new IdentityHashMap<>();
        private final Map<String, Links.Placed> placed = new LinkedHashMap<>();
        private final List<Heading> headings = new ArrayList<>();
        private final List<TableBlock> tables = new ArrayList<>();

        Body(ChapterText text, String source, boolean inline) {
            this.text = text;
            this.inline = inline;
            String hidden = Figures.hideBars(source);
            List<Extension> extensions = new ArrayList<>(List.of(TablesExtension.create(), new ChapterSyntax(text)));
            if (!inline) {
                extensions.add(FootnotesExtension.create());
            }
            document = Parser.builder()
                    .extensions(extensions)
                    .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
                    .build()
                    .parse(hidden);
            Container.dissolveUnclosed(document);
            document.accept(this);
            sources = new Sources(document, text);
            // widgets take their names first, so that a heading of the same words gets another id
            IdGenerator generator = IdGenerator.builder().defaultId("section").build();
            placed.keySet().forEach(generator::generateId);
            generator.generateId(Sources.ID);
            headings.forEach(heading -> ids.put(heading, generator.generateId(words(heading))));
            for (int i = 0; i < tables.size(); i++) {
                Table.check(tables.get(i), hidden.lines().toList(), text);
                String columns = ChapterHtml.children(
                                Table.rows(tables.get(i)).findFirst().orElseThrow())
                        .stream()
                        .map(this::words)
                        .filter(cell -> !cell.isBlank())
                        .collect(Collectors.joining(", "));
                Table.wrap(tables.get(i), "Table " + (i + 1) + ": " + columns);
            }
        }

        List<Section> sections() {
            return headings.stream()
                    .filter(heading -> heading.getLevel() == 2)
                    .map(heading -> new Section(ids.getOrDefault(heading, ""), words(heading)))
                    .toList();
        }

        /** The ids that a link may name. */
        Collection<String> anchors() {
            List<String> anchors =
                    new ArrayList<>(headings.stream().map(ids::get).toList());
            if (!sources.isEmpty()) {
                anchors.add(Sources.ID);
            }
            return anchors;
        }

        String html() {
            return html(document);
        }

        private String html(Node prose) {
            HtmlRenderer renderer = ChapterHtml.renderer(ids, sources, inline);
            return renderer.render(prose).strip();
        }

        private boolean isRight(WidgetDirective widget) {
            Links.Placed known = placed.get(widget.name);
            return known != null && known.right();
        }

        /** Prose and widgets in turn, the sources behind the last prose. */
        List<Chapter.Part> parts() {
            List<Chapter.Part> parts = new ArrayList<>();
            Document prose = new Document();
            for (Node node : ChapterHtml.children(document)) {
                if (node instanceof WidgetDirective widget && isRight(widget)) {
                    add(prose, parts);
                    prose = new Document();
                    parts.add(new WidgetPlacement(
                            widget.widget, widget.name, widget.parameters, text.line(ChapterText.place(widget))));
                } else if (node instanceof WidgetDirective widget) {
                    prose.appendChild(absent(widget));
                } else {
                    prose.appendChild(node);
                }
            }
            if (!sources.isEmpty()) {
                prose.appendChild(sources);
            }
            add(prose, parts);
            return parts;
        }

        private void add(Document prose, List<Chapter.Part> parts) {
            String html = html(prose);
            if (!html.isEmpty()) {
                parts.add(new Chapter.Html(html));
            }
        }

        /** What stands in the place of a widget that cannot be shown. */
        private Node absent(WidgetDirective widget) {
            StrongEmphasis words = new StrongEmphasis("**");
            words.appendChild(new Text("The widget “" + widget.name + "” has a problem and cannot stand here."));
            Paragraph paragraph = new Paragraph();
            paragraph.appendChild(words);
            return paragraph;
        }

        @Override
        public void visit(Heading heading) {
            visitChildren(heading);
            int before =
                    headings.isEmpty() ? 1 : headings.get(headings.size() - 1).getLevel();
            if (heading.getLevel() == 1) {
                text.problem(heading, "the title stands above, between the lines of ---: headings begin with ##");
            } else if (heading.getLevel() > before + 1) {
                text.problem(
                        heading,
                        "a heading of level " + heading.getLevel() + " stands under one of level " + (before + 1)
                                + ", not " + before);
            }
            if (words(heading).isBlank()) {
                text.problem(heading, "a heading has words");
            }
            headings.add(heading);
        }

        @Override
        public void visit(HtmlBlock html) {
            text.problem(html, "HTML is not allowed here");
        }

        @Override
        public void visit(HtmlInline html) {
            text.problem(html, "HTML is not allowed here: " + html.getLiteral());
        }

        @Override
        public void visit(Image image) {
            text.problem(image, "an image cannot stand in a chapter: let a widget draw it");
        }

        @Override
        public void visit(Code code) {
            code.setLiteral(Figures.showBars(code.getLiteral()));
        }

        @Override
        public void visit(FencedCodeBlock code) {
            code.setLiteral(Figures.showBars(code.getLiteral()));
        }

        @Override
        public void visit(IndentedCodeBlock code) {
            code.setLiteral(Figures.showBars(code.getLiteral()));
        }

        @Override
        public void visit(Text node) {
            String literal = node.getLiteral();
            boolean opens = node.getPrevious() == null || node.getPrevious() instanceof SoftLineBreak;
            Matcher tight = TIGHT_HEADING.matcher(literal);
            if (opens && node.getParent() instanceof Paragraph && tight.matches()) {
                text.problem(node, "a heading has a space behind its signs: " + tight.group(1) + " " + tight.group(2));
            }
            Matcher footnote = UNKNOWN_FOOTNOTE.matcher(literal);
            while (footnote.find()) {
                text.problem(
                        within(node, footnote.start()),
                        "there is no footnote '" + footnote.group(1) + "' in this file");
            }
            Matcher reference = UNKNOWN_REFERENCE.matcher(literal);
            while (reference.find()) {
                text.problem(
                        within(node, reference.start()),
                        "there is no link '" + reference.group(1) + "' in this file; a link is [words](where)");
            }
            node.setLiteral(typeset(literal, opens));
        }

        /** The place of a sign of a text; where escapes were resolved, the text's own place. */
        private @Nullable SourceSpan within(Text node, int sign) {
            SourceSpan place = ChapterText.place(node);
            return place != null && place.getLength() == node.getLiteral().length() ? place.subSpan(sign) : place;
        }

        @Override
        public void visit(Link link) {
            if (words(link).isBlank()) {
                text.problem(link, "a link has words: [words](" + link.getDestination() + ")");
            }
            links.check(link, words(link), slug, text);
            visitChildren(link);
        }

        @Override
        public void visit(CustomBlock block) {
            if (block instanceof WidgetDirective widget) {
                widget(widget);
            } else if (block instanceof Container container) {
                container.check(text);
            } else if (block instanceof TableBlock table) {
                tables.add(table);
            }
            visitChildren(block);
        }

        private void widget(WidgetDirective widget) {
            if (inline || !(widget.getParent() instanceof Document)) {
                text.problem(widget, "a widget stands by itself, not inside a container, a list or a quotation");
                widget.unlink();
                return;
            }
            List<Misfit> misfits =
                    widget.widget.isEmpty() ? List.of() : widgets.check(widget.widget, widget.parameters);
            misfits.forEach(misfit -> text.problem(widget.place(misfit.parameter()), misfit.message()));
            boolean right = widget.readable && misfits.isEmpty() && widgets.exists(widget.widget);
            if (placed.putIfAbsent(widget.name, new Links.Placed(widget.widget, widget.parameters, right)) != null) {
                text.problem(
                        widget, "there are two widgets '" + widget.name + "' here: call one of them as=another-name");
            }
        }

        private String words(Node node) {
            StringBuilder words = new StringBuilder();
            node.accept(new AbstractVisitor() {
                @Override
                public void visit(Text text) {
                    words.append(text.getLiteral());
                }

                @Override
                public void visit(Code code) {
                    words.append(code.getLiteral());
                }

                @Override
                public void visit(SoftLineBreak end) {
                    words.append(' ');
                }

                @Override
                public void visit(CustomNode other) {
                    if (other instanceof Formula formula) {
                        words.append(formula.tex);
                    }
                    visitChildren(other);
                }
            });
            return words.toString().strip();
        }
    }
}
