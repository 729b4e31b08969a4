package org.convolab.content.chapter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.node.Block;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.InlineParser;
import org.commonmark.parser.Parser;
import org.commonmark.parser.SourceLine;
import org.commonmark.parser.SourceLines;
import org.commonmark.parser.beta.InlineContentParser;
import org.commonmark.parser.beta.InlineContentParserFactory;
import org.commonmark.parser.beta.InlineParserState;
import org.commonmark.parser.beta.ParsedInline;
import org.commonmark.parser.beta.Position;
import org.commonmark.parser.beta.Scanner;
import org.commonmark.parser.block.AbstractBlockParser;
import org.commonmark.parser.block.BlockContinue;
import org.commonmark.parser.block.BlockParser;
import org.commonmark.parser.block.BlockParserFactory;
import org.commonmark.parser.block.BlockStart;
import org.commonmark.parser.block.MatchedBlockParser;
import org.commonmark.parser.block.ParserState;
import org.convolab.content.source.Problems;
import org.convolab.widget.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * What a chapter may contain beyond Markdown: {@code :::} directives and containers, {@code $…$} and {@code $$} formulas,
 * and {@code {= … =}} figures. One instance reads one text.
 */
final class Markup implements Parser.ParserExtension {
    private static final Pattern FENCE = Pattern.compile("(:{3,})\\s*(\\S*)\\s*(.*?)\\s*");
    private static final Pattern ARGUMENT = Pattern.compile("([A-Za-z][\\w-]*)=(?:\"([^\"]*)\"|(\\S+))(?:\\s+|$)");

    private final String file;
    private final int firstLine;
    private final Figures figures;
    private final Tex tex;
    private final Problems problems;
    private final Deque<ContainerParser> open = new ArrayDeque<>();

    /** @param firstLine the line of the file in which the text begins, counted from 1 */
    Markup(String file, int firstLine, Figures figures, Tex tex, Problems problems) {
        this.file = file;
        this.firstLine = firstLine;
        this.figures = figures;
        this.tex = tex;
        this.problems = problems;
    }

    @Override
    public void extend(Parser.Builder parser) {
        parser.customBlockParserFactory(new FenceFactory())
                .customBlockParserFactory(new FormulaFactory())
                .customInlineContentParserFactory(inline('$', this::formula))
                .customInlineContentParserFactory(inline('{', this::figure));
    }

    List<Extension> with(Extension... others) {
        List<Extension> all = new ArrayList<>(List.of(others));
        all.add(this);
        return all;
    }

    /** The line of the file in which a node begins. */
    int line(Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (!at.getSourceSpans().isEmpty()) {
                return firstLine + at.getSourceSpans().get(0).getLineIndex();
            }
        }
        return firstLine;
    }

    private int line(SourceLine line) {
        return firstLine
                + (line.getSourceSpan() == null ? 0 : line.getSourceSpan().getLineIndex());
    }

    /** Hides the bars of figures, so that a table does not end its cells there. */
    static String hideBars(String text) {
        StringBuilder hidden = new StringBuilder(text);
        for (int from = text.indexOf(Figures.OPEN); from >= 0; from = text.indexOf(Figures.OPEN, from + 1)) {
            int to = text.indexOf(Figures.CLOSE, from);
            int blank = text.indexOf("\n\n", from);
            for (int i = from; to >= 0 && (blank < 0 || to < blank) && i < to; i++) {
                if (text.charAt(i) == '|') {
                    hidden.setCharAt(i, Figures.BAR);
                }
            }
        }
        return hidden.toString();
    }

    static String showBars(String text) {
        return text.replace(Figures.BAR, '|');
    }

    /** A text whose figures are filled in; a figure that is wrong is a problem and prints as nothing. */
    String fill(String text, int line, boolean inTex) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        for (int from = text.indexOf(Figures.OPEN); from >= 0; from = text.indexOf(Figures.OPEN, at)) {
            int to = text.indexOf(Figures.CLOSE, from + 2);
            if (to < 0) {
                problems.add(file, line, "a figure is opened with {= and not closed with =}");
                break;
            }
            filled.append(text, at, from).append(print(text.substring(from + 2, to), line, inTex));
            at = to + 2;
        }
        return filled.append(text.substring(at)).toString();
    }

    private String print(String source, int line, boolean inTex) {
        try {
            return inTex ? figures.printTex(source) : figures.print(source);
        } catch (IllegalArgumentException wrong) {
            problems.add(file, line, String.valueOf(wrong.getMessage()));
            return "";
        }
    }

    private String mathml(String source, int line, boolean display) {
        String formula = fill(showBars(source), line, true);
        try {
            return tex.mathml(formula, display);
        } catch (Tex.Mistake wrong) {
            int into = (int) formula.substring(0, Math.min(wrong.position, formula.length()))
                    .chars()
                    .filter(letter -> letter == '\n')
                    .count();
            problems.add(file, line + into, "the formula cannot be read: " + wrong.getMessage());
            return "";
        }
    }

    // ---- nodes

    /** A formula within a line, as MathML. */
    static final class Formula extends CustomNode {
        final String tex;
        final String mathml;

        Formula(String tex, String mathml) {
            this.tex = tex;
            this.mathml = mathml;
        }
    }

    /** A formula in lines of its own, as MathML. */
    static final class FormulaBlock extends CustomBlock {
        String mathml = "";
    }

    /** {@code ::: widget id parameter=value}. */
    static final class WidgetBlock extends CustomBlock {
        final String widget;
        final String name;
        final Map<String, String> parameters;

        WidgetBlock(String widget, String name, Map<String, String> parameters) {
            this.widget = widget;
            this.name = name;
            this.parameters = parameters;
        }
    }

    /** The kinds of containers, with the words that open each for the reader. */
    enum Kind {
        CORRECTION("What the record says"),
        HISTORY("A little history"),
        NOTE("Note"),
        TRY("Try it by hand"),
        ANSWER("Show the answer"),
        TILES(""),
        CHIPS(""),
        TIMELINE(""),
        FORMULA("");

        final String words;

        Kind(String words) {
            this.words = words;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static List<String> names() {
            return Arrays.stream(values()).map(Kind::word).toList();
        }
    }

    /** {@code ::: kind title} to {@code :::}. */
    static final class Container extends CustomBlock {
        final Kind kind;

        Container(Kind kind) {
            this.kind = kind;
        }
    }

    /** The title that an author gave a container: its first child. */
    static final class Title extends CustomBlock {}

    // ---- directives and containers

    private final class FenceFactory implements BlockParserFactory {
        @Override
        public @Nullable BlockStart tryStart(ParserState state, MatchedBlockParser matched) {
            SourceLine source = state.getLine();
            int begin = state.getNextNonSpaceIndex();
            String text = showBars(source.getContent()
                    .subSequence(begin, source.getContent().length())
                    .toString());
            Matcher fence = FENCE.matcher(text);
            if (state.getIndent() >= 4 || !fence.matches()) {
                return BlockStart.none();
            }
            String kind = fence.group(2);
            int line = line(source);
            if (kind.isEmpty()) {
                problems.add(file, line, "there is no open container to close here");
                return BlockStart.none();
            }
            if (kind.equals("widget")) {
                return BlockStart.of(new WidgetParser(widget(fence.group(3), line)))
                        .atIndex(source.getContent().length());
            }
            Kind known = Kind.NOTE;
            if (Kind.names().contains(kind)) {
                known = Kind.valueOf(kind.toUpperCase(Locale.ROOT));
            } else {
                List<String> kinds = new ArrayList<>(Kind.names());
                kinds.add("widget");
                problems.add(file, line, "there is no '" + kind + "'" + Spelling.hint(kind, kinds));
            }
            SourceLine title =
                    fence.group(3).isEmpty() ? null : source.substring(begin + fence.start(3), begin + fence.end(3));
            ContainerParser container =
                    new ContainerParser(known, fence.group(1).length(), line, title);
            open.push(container);
            return BlockStart.of(container).atIndex(source.getContent().length());
        }

        private WidgetBlock widget(String text, int line) {
            String[] words = text.split("\\s+", 2);
            Map<String, String> parameters = new LinkedHashMap<>();
            String rest = words.length > 1 ? words[1] : "";
            Matcher argument = ARGUMENT.matcher(rest);
            while (argument.lookingAt()) {
                String value = argument.group(2) != null ? argument.group(2) : argument.group(3);
                if (parameters.put(argument.group(1), value) != null) {
                    problems.add(file, line, "the parameter '" + argument.group(1) + "' stands here twice");
                }
                rest = rest.substring(argument.end());
                argument.reset(rest);
            }
            if (!rest.isEmpty()) {
                problems.add(
                        file,
                        line,
                        "'" + rest + "' is not parameter=value (a value with spaces stands in double quotes)");
            }
            String name = parameters.remove("as");
            if (name != null && !name.matches("[a-z][a-z0-9-]*")) {
                problems.add(file, line, "as: '" + name + "' is not a name of small letters, digits and hyphens");
            }
            if (words[0].isEmpty()) {
                problems.add(file, line, "a widget needs its id: ::: widget convolution");
            }
            return new WidgetBlock(words[0], name == null ? words[0] : name, Collections.unmodifiableMap(parameters));
        }
    }

    private static final class WidgetParser extends AbstractBlockParser {
        private final WidgetBlock block;

        WidgetParser(WidgetBlock block) {
            this.block = block;
        }

        @Override
        public Block getBlock() {
            return block;
        }

        @Override
        public @Nullable BlockContinue tryContinue(ParserState state) {
            return BlockContinue.none();
        }
    }

    private final class ContainerParser extends AbstractBlockParser {
        private final Container block;
        private final int colons;
        private final int line;
        private final @Nullable SourceLine title;
        private boolean closed;

        ContainerParser(Kind kind, int colons, int line, @Nullable SourceLine title) {
            this.block = new Container(kind);
            this.colons = colons;
            this.line = line;
            this.title = title;
        }

        @Override
        public Block getBlock() {
            return block;
        }

        @Override
        public boolean isContainer() {
            return true;
        }

        @Override
        public boolean canContain(Block child) {
            return true;
        }

        @Override
        public @Nullable BlockContinue tryContinue(ParserState state) {
            String text = state.getLine().getContent().toString().strip();
            BlockParser active = state.getActiveBlockParser();
            boolean literal = active instanceof FormulaParser || active.getBlock() instanceof FencedCodeBlock;
            if (!literal && text.matches(":{3,}") && closes(text.length())) {
                closed = true;
                return BlockContinue.finished();
            }
            return BlockContinue.atIndex(state.getIndex());
        }

        /** A closing line belongs to the innermost container with as many colons, or else with fewer. */
        private boolean closes(int length) {
            return open.stream()
                            .filter(container -> container.colons <= length)
                            .reduce((inner, outer) -> outer.colons > inner.colons ? outer : inner)
                            .orElse(null)
                    == this;
        }

        @Override
        public void closeBlock() {
            open.remove(this);
            if (!closed) {
                problems.add(
                        file, line, "the container '" + block.kind.word() + "' is not closed with a line of colons");
            }
        }

        @Override
        public void parseInlines(InlineParser inlines) {
            if (title != null) {
                Title words = new Title();
                block.prependChild(words);
                inlines.parse(SourceLines.of(title), words);
            }
        }
    }

    // ---- formulas

    private final class FormulaFactory implements BlockParserFactory {
        @Override
        public @Nullable BlockStart tryStart(ParserState state, MatchedBlockParser matched) {
            String text = state.getLine().getContent().toString();
            int begin = state.getNextNonSpaceIndex();
            if (state.getIndent() >= 4 || !text.startsWith("$$", begin)) {
                return BlockStart.none();
            }
            return BlockStart.of(new FormulaParser(line(state.getLine()))).atIndex(begin + 2);
        }
    }

    private final class FormulaParser extends AbstractBlockParser {
        private final FormulaBlock block = new FormulaBlock();
        private final StringBuilder tex = new StringBuilder();
        private final int line;
        private boolean closed;

        FormulaParser(int line) {
            this.line = line;
        }

        @Override
        public Block getBlock() {
            return block;
        }

        @Override
        public @Nullable BlockContinue tryContinue(ParserState state) {
            return closed ? BlockContinue.none() : BlockContinue.atIndex(state.getIndex());
        }

        @Override
        public void addLine(SourceLine source) {
            String text = source.getContent().toString().stripTrailing();
            closed = text.endsWith("$$");
            tex.append(closed ? text.substring(0, text.length() - 2) : text).append('\n');
        }

        @Override
        public void closeBlock() {
            if (closed) {
                block.mathml = mathml(tex.toString().stripTrailing(), line, true);
            } else {
                problems.add(file, line, "the formula is not closed: its last line ends with $$");
            }
        }
    }

    // ---- inline

    private interface InlineReader {
        @Nullable
        Node read(Scanner scanner, Position start);
    }

    private static InlineContentParserFactory inline(char trigger, InlineReader reader) {
        return new InlineContentParserFactory() {
            @Override
            public Set<Character> getTriggerCharacters() {
                return Set.of(trigger);
            }

            @Override
            public InlineContentParser create() {
                return (InlineParserState state) -> {
                    Scanner scanner = state.scanner();
                    Position start = scanner.position();
                    scanner.next();
                    Node node = reader.read(scanner, start);
                    return node == null ? ParsedInline.none() : ParsedInline.of(node, scanner.position());
                };
            }
        };
    }

    /** {@code $…$}: no space just inside the signs, and no digit behind, so that prices stay prices. */
    private @Nullable Node formula(Scanner scanner, Position start) {
        Position begin = scanner.position();
        if (Character.isWhitespace(scanner.peek()) || scanner.peek() == '$' || !scanner.hasNext()) {
            return null;
        }
        boolean price = Character.isDigit(scanner.peek());
        char before = ' ';
        while (scanner.hasNext()) {
            char sign = scanner.peek();
            if (sign == '$' && before != '\\' && !Character.isWhitespace(before)) {
                String source = scanner.getSource(begin, scanner.position()).getContent();
                scanner.next();
                if (Character.isDigit(scanner.peek())) {
                    return null;
                }
                return new Formula(showBars(source), mathml(source, line(scanner, start), false));
            }
            before = sign;
            scanner.next();
        }
        if (!price) {
            problems.add(
                    file,
                    line(scanner, start),
                    "a formula is opened with $ and not closed with $ (a dollar sign is written \\$)");
        }
        return null;
    }

    private @Nullable Node figure(Scanner scanner, Position start) {
        if (!scanner.next('=')) {
            return null;
        }
        Position begin = scanner.position();
        while (scanner.hasNext()) {
            Position end = scanner.position();
            if (scanner.next(Figures.CLOSE)) {
                return new Text(print(scanner.getSource(begin, end).getContent(), line(scanner, start), false));
            }
            scanner.next();
        }
        problems.add(file, line(scanner, start), "a figure is opened with {= and not closed with =}");
        return null;
    }

    private int line(Scanner scanner, Position start) {
        var spans = scanner.getSource(start, scanner.position()).getSourceSpans();
        return firstLine + (spans.isEmpty() ? 0 : spans.get(0).getLineIndex());
    }
}
