package org.convolab.content.chapter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.commonmark.Extension;
import org.commonmark.ext.footnotes.FootnoteDefinition;
import org.commonmark.ext.footnotes.FootnoteReference;
import org.commonmark.ext.footnotes.FootnotesExtension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
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
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.convolab.content.chapter.Chapter.Section;
import org.convolab.content.chapter.Chapter.WidgetPlacement;
import org.convolab.content.chapter.Markup.Container;
import org.convolab.content.chapter.Markup.Kind;
import org.convolab.content.chapter.Markup.WidgetBlock;
import org.convolab.content.source.Problems;
import org.convolab.content.source.Yaml;
import org.convolab.widget.Spelling;

/** Reads one chapter's file: YAML between {@code ---} lines, then Markdown with the course's own {@link Markup}. */
public final class ChapterFile {
    private static final String RULE = "---";
    private static final Pattern UNKNOWN_FOOTNOTE = Pattern.compile("\\[\\^([^\\]\\s]+)]");
    private static final Pattern OPENING_QUOTE = Pattern.compile("(?<=[\\s(\\[])\"");
    private static final Pattern NUMBERS_IN_A_ROW = Pattern.compile("(?<=(?<!\\S)[\\d½¼¾]) (?=[\\d½¼¾](?!\\.?\\d))");
    private static final Pattern LINK = Pattern.compile("([^?#]*)(?:\\?([^#]*))?(?:#(.*))?");

    private final String file;
    private String slug = "";
    private final Collection<String> slugs;
    private final Catalogue catalogue;
    private final Figures figures;
    private final Tex tex;
    private final Problems problems;

    private final List<WidgetPlacement> placements = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();

    /** @param slugs the chapters that a link may lead to */
    public ChapterFile(
            String file, Collection<String> slugs, Catalogue catalogue, Figures figures, Tex tex, Problems problems) {
        this.file = file;
        this.slugs = slugs;
        this.catalogue = catalogue;
        this.figures = figures;
        this.tex = tex;
        this.problems = problems;
    }

    /** A link into a chapter, which can be checked when all chapters have been read. */
    public record Reference(String file, int line, String slug, String query, String fragment) {}

    public List<Reference> references() {
        return references;
    }

    public Chapter read(int number, String slug, String text) {
        this.slug = slug;
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
        String title = plain(words, "title");
        String rubric = plain(words, "rubric");
        String promise = plain(words, "promise");
        String lead = html(words.string("lead"), words.get("lead").line(), true);
        String body = String.join("\n", lines.subList(rule + 1, lines.size()));
        String html = html(body, rule + 2, false);
        return new Chapter(number, slug, title, rubric, lead, promise, sections, parts(html));
    }

    private String plain(Yaml.Fields words, String key) {
        String filled = new Markup(file, 1, figures, tex, problems)
                .fill(words.string(key), words.get(key).line(), false)
                .strip();
        return typeset(filled, true);
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

    private String html(String text, int firstLine, boolean inline) {
        Markup markup = new Markup(file, firstLine, figures, tex, problems);
        List<Extension> extensions = markup.with(TablesExtension.create(), FootnotesExtension.create());
        Node document = Parser.builder()
                .extensions(extensions)
                .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
                .build()
                .parse(Markup.hideBars(text));
        Reader reader = new Reader(markup, inline);
        document.accept(reader);
        reader.finish();
        return HtmlRenderer.builder()
                .nodeRendererFactory(Page::new)
                .attributeProviderFactory(context -> new Page.Attributes(reader.ids))
                .extensions(extensions.subList(0, 2))
                .escapeHtml(true)
                .percentEncodeUrls(true)
                .omitSingleParagraphP(inline)
                .build()
                .render(document)
                .strip();
    }

    private List<Chapter.Part> parts(String html) {
        List<Chapter.Part> parts = new ArrayList<>();
        String[] prose = html.replace(Page.FOOTNOTES, Page.SOURCES).split(Page.WIDGET, -1);
        for (int i = 0; i < prose.length; i++) {
            if (i > 0) {
                parts.add(placements.get(i - 1));
            }
            if (!prose[i].isBlank()) {
                parts.add(new Chapter.Html(prose[i].strip()));
            }
        }
        return parts;
    }

    /** Walks through a parsed text, collects what the chapter has and reports what it must not have. */
    private final class Reader extends AbstractVisitor {
        private final Markup markup;
        private final boolean inline;
        private final IdentityHashMap<Node, String> ids = new IdentityHashMap<>();
        private final List<Heading> headings = new ArrayList<>();
        private final List<TableBlock> tables = new ArrayList<>();
        private final Set<String> cited = new HashSet<>();
        private final List<FootnoteDefinition> sources = new ArrayList<>();

        Reader(Markup markup, boolean inline) {
            this.markup = markup;
            this.inline = inline;
        }

        private void problem(Node node, String message) {
            problems.add(file, markup.line(node), message);
        }

        @Override
        public void visit(Heading heading) {
            if (heading.getLevel() == 1) {
                problem(heading, "the title stands above, between the lines of ---: headings begin with ##");
            }
            headings.add(heading);
            visitChildren(heading);
        }

        @Override
        public void visit(HtmlBlock html) {
            problem(html, "HTML is not allowed here");
        }

        @Override
        public void visit(HtmlInline html) {
            problem(html, "HTML is not allowed here: " + html.getLiteral());
        }

        @Override
        public void visit(Image image) {
            problem(image, "an image cannot stand in a chapter: let a widget draw it");
        }

        @Override
        public void visit(Code code) {
            code.setLiteral(Markup.showBars(code.getLiteral()));
        }

        @Override
        public void visit(FencedCodeBlock code) {
            code.setLiteral(Markup.showBars(code.getLiteral()));
        }

        @Override
        public void visit(IndentedCodeBlock code) {
            code.setLiteral(Markup.showBars(code.getLiteral()));
        }

        @Override
        public void visit(Text text) {
            boolean opens = text.getPrevious() == null || text.getPrevious() instanceof SoftLineBreak;
            text.setLiteral(typeset(text.getLiteral(), opens));
            Matcher unknown = UNKNOWN_FOOTNOTE.matcher(text.getLiteral());
            while (unknown.find()) {
                problem(text, "there is no footnote '" + unknown.group(1) + "' in this file");
            }
        }

        @Override
        public void visit(Link link) {
            link(link);
            visitChildren(link);
        }

        @Override
        public void visit(CustomNode node) {
            if (node instanceof FootnoteReference reference) {
                cited.add(reference.getLabel());
            }
            visitChildren(node);
        }

        @Override
        public void visit(CustomBlock block) {
            if (block instanceof WidgetBlock widget) {
                widget(widget);
            } else if (block instanceof Container container) {
                container(container);
            } else if (block instanceof TableBlock table) {
                tables.add(table);
            } else if (block instanceof FootnoteDefinition source) {
                sources.add(source);
            }
            visitChildren(block);
        }

        /** What can be said only when the whole text has been seen. */
        void finish() {
            for (FootnoteDefinition source : sources) {
                if (!cited.contains(source.getLabel())) {
                    problem(source, "the footnote '" + source.getLabel() + "' is never cited");
                }
            }
            // widgets take their names first, so that a heading of the same words gets another id
            IdGenerator generator = IdGenerator.builder().defaultId("section").build();
            placements.forEach(placement -> generator.generateId(placement.name()));
            generator.generateId(Page.SOURCES_ID);
            for (Heading heading : headings) {
                String id = generator.generateId(words(heading));
                ids.put(heading, id);
                if (heading.getLevel() == 2) {
                    sections.add(new Section(id, words(heading)));
                }
            }
            for (int i = 0; i < tables.size(); i++) {
                String columns = cells(tables.get(i).getFirstChild()).stream()
                        .map(this::words)
                        .filter(cell -> !cell.isBlank())
                        .collect(Collectors.joining(", "));
                Page.Scroll scroll = new Page.Scroll("Table " + (i + 1) + ": " + columns);
                tables.get(i).insertBefore(scroll);
                scroll.appendChild(tables.get(i));
            }
        }

        private void widget(WidgetBlock block) {
            if (inline || !(block.getParent() instanceof Document)) {
                problem(block, "a widget stands by itself, not inside a container, a list or a quotation");
                block.unlink();
                return;
            }
            int line = markup.line(block);
            Set<String> names = placements.stream().map(WidgetPlacement::name).collect(Collectors.toSet());
            if (names.contains(block.name)) {
                problem(block, "there are two widgets '" + block.name + "' here: call one of them as=another-name");
            }
            placements.add(new WidgetPlacement(block.widget, block.name, block.parameters, line));
            if (!block.widget.isEmpty()) {
                check(line, block.widget, block.parameters);
            }
        }

        private void container(Container container) {
            Kind kind = container.kind;
            boolean isList = kind == Kind.TILES || kind == Kind.CHIPS || kind == Kind.TIMELINE;
            for (Node child = container.getFirstChild(); child != null; child = child.getNext()) {
                if (isList && !(child instanceof ListBlock)) {
                    problem(child, "'" + kind.word() + "' holds one list and nothing else");
                }
            }
            boolean inTry = container.getParent() instanceof Container outer && outer.kind == Kind.TRY;
            if (kind == Kind.ANSWER && !inTry) {
                problem(container, "an answer stands inside a 'try'");
            }
        }

        private void link(Link link) {
            String destination = link.getDestination();
            int line = markup.line(link);
            if (destination.matches("https?://\\S+|mailto:\\S+")) {
                return;
            }
            if (destination.startsWith("/") || destination.matches("[a-zA-Z][\\w+.-]*:.*")) {
                problem(
                        link,
                        "the link '" + destination
                                + "' is neither a chapter, a widget (../widgets/…) nor a web address");
                return;
            }
            Matcher pieces = LINK.matcher(destination);
            pieces.matches();
            String path = pieces.group(1);
            String query = pieces.group(2) == null ? "" : pieces.group(2);
            String fragment = pieces.group(3) == null ? "" : pieces.group(3);
            if (path.startsWith("../widgets/")) {
                check(line, path.substring("../widgets/".length()), Catalogue.query(query));
            } else if (path.isEmpty()) {
                references.add(new Reference(file, line, slug, query, fragment));
            } else if (slugs.contains(path)) {
                references.add(new Reference(file, line, path, query, fragment));
            } else if (path.startsWith("../") && !path.equals("../") && !path.equals("../widgets")) {
                List<String> pages =
                        catalogue.ids().stream().map(id -> "../widgets/" + id).toList();
                problem(link, "there is no page '" + path + "'" + Spelling.hint(path, pages));
            } else if (!path.startsWith("../")) {
                problem(link, "there is no chapter '" + path + "'" + Spelling.hint(path, slugs));
            }
        }

        private List<Node> cells(Node head) {
            List<Node> cells = new ArrayList<>();
            head.accept(new AbstractVisitor() {
                @Override
                public void visit(CustomNode node) {
                    if (node instanceof TableCell) {
                        cells.add(node);
                    } else {
                        visitChildren(node);
                    }
                }
            });
            return cells;
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
                    if (other instanceof Markup.Formula formula) {
                        words.append(formula.tex);
                    }
                    visitChildren(other);
                }
            });
            return words.toString().strip();
        }
    }

    private void check(int line, String widget, Map<String, String> texts) {
        try {
            catalogue.check(widget, texts);
        } catch (IllegalArgumentException wrong) {
            problems.add(file, line, String.valueOf(wrong.getMessage()));
        }
    }
}
