package org.convolab.content.chapter;

import java.util.function.Consumer;
import org.commonmark.node.Block;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;
import org.commonmark.parser.SourceLine;
import org.commonmark.parser.beta.Position;
import org.commonmark.parser.beta.Scanner;
import org.commonmark.parser.block.AbstractBlockParser;
import org.commonmark.parser.block.BlockContinue;
import org.commonmark.parser.block.BlockStart;
import org.commonmark.parser.block.ParserState;
import org.commonmark.renderer.html.HtmlWriter;
import org.jspecify.annotations.Nullable;

/** A formula within a line, {@code $…$}, as MathML. */
final class Formula extends CustomNode implements ChapterHtml.Rendered {
    final String tex;
    private final String mathml;

    private Formula(String tex, String mathml) {
        this.tex = tex;
        this.mathml = mathml;
    }

    @Override
    public void html(HtmlWriter html, Consumer<Node> render) {
        html.raw(mathml);
    }

    /** Reads {@code $…$}: no space just inside the signs, and no digit behind, so that prices stay prices. */
    static @Nullable Node read(Scanner scanner, Position start, ChapterText text) {
        Position begin = scanner.position();
        boolean price = Character.isDigit(scanner.peek());
        boolean apart = Character.isWhitespace(scanner.peek());
        if (scanner.peek() == '$' || !scanner.hasNext()) {
            return null;
        }
        char before = ' ';
        while (scanner.hasNext()) {
            char sign = scanner.peek();
            boolean closes = sign == '$' && before != '\\';
            if (closes && apart && Character.isWhitespace(before)) {
                String source = scanner.getSource(begin, scanner.position()).getContent();
                text.problem(
                        at(scanner, start, 0),
                        "a formula has no space just inside its signs: $" + source.strip() + "$");
                return null;
            }
            if (closes && !apart && !Character.isWhitespace(before)) {
                String source = scanner.getSource(begin, scanner.position()).getContent();
                SourceSpan place = at(scanner, start, 1);
                scanner.next();
                return Character.isDigit(scanner.peek())
                        ? null
                        : new Formula(Figures.showBars(source), text.mathml(source, place, false));
            }
            before = sign;
            scanner.next();
        }
        if (!price && !apart) {
            text.problem(
                    at(scanner, start, 0),
                    "a formula is opened with $ and not closed with $ (a dollar sign is written \\$)");
        }
        return null;
    }

    /** Finds formulas that are written as LaTeX writes them, {@code \(…\)} and {@code \[…\]}. */
    static @Nullable Node readLatex(Scanner scanner, Position start, ChapterText text) {
        String end = scanner.peek() == '(' ? "\\)" : scanner.peek() == '[' ? "\\]" : "";
        Position begin = scanner.position();
        while (!end.isEmpty() && scanner.hasNext()) {
            if (scanner.next(end)) {
                String source = scanner.getSource(begin, scanner.position()).getContent();
                String formula = source.substring(1, source.length() - 2).strip();
                String sign = end.equals("\\)") ? "$" : "$$";
                text.problem(at(scanner, start, 0), "a formula is written " + sign + formula + sign);
                break;
            }
            scanner.next();
        }
        return null;
    }

    /** The place of what has been scanned since {@code start}, without its first signs. */
    static @Nullable SourceSpan at(Scanner scanner, Position start, int signs) {
        SourceSpan place =
                ChapterText.first(scanner.getSource(start, scanner.position()).getSourceSpans());
        return place == null || place.getLength() < signs ? place : place.subSpan(signs);
    }

    /** A formula in lines of its own, {@code $$} to {@code $$}, as MathML. */
    static final class BlockFormula extends CustomBlock implements ChapterHtml.Rendered {
        private String mathml = "";

        @Override
        public void html(HtmlWriter html, Consumer<Node> render) {
            html.line();
            html.raw("<div class=\"math\">" + mathml + "</div>");
            html.line();
        }
    }

    static BlockStart start(ParserState state, ChapterText text) {
        String line = state.getLine().getContent().toString();
        int begin = state.getNextNonSpaceIndex();
        if (state.getIndent() >= 4 || !line.startsWith("$$", begin)) {
            return BlockStart.none();
        }
        SourceSpan span = state.getLine().getSourceSpan();
        return BlockStart.of(new BlockFormulaParser(span == null ? null : span.subSpan(begin), text))
                .atIndex(begin + 2);
    }

    static final class BlockFormulaParser extends AbstractBlockParser {
        private final BlockFormula block = new BlockFormula();
        private final StringBuilder tex = new StringBuilder();
        private final @Nullable SourceSpan begin;
        private final ChapterText text;
        private boolean closed;

        private BlockFormulaParser(@Nullable SourceSpan begin, ChapterText text) {
            this.begin = begin;
            this.text = text;
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
            String line = source.getContent().toString().stripTrailing();
            closed = line.endsWith("$$");
            tex.append(closed ? line.substring(0, line.length() - 2) : line).append('\n');
        }

        @Override
        public void closeBlock() {
            if (closed) {
                SourceSpan inside = begin == null || begin.getLength() < 2 ? begin : begin.subSpan(2);
                block.mathml = text.mathml(tex.toString().stripTrailing(), inside, true);
            } else {
                text.problem(begin, "the formula is not closed: its last line ends with $$");
            }
        }
    }
}
