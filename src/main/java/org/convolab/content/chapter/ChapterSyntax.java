package org.convolab.content.chapter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.parser.SourceLine;
import org.commonmark.parser.beta.InlineContentParser;
import org.commonmark.parser.beta.InlineContentParserFactory;
import org.commonmark.parser.beta.InlineParserState;
import org.commonmark.parser.beta.ParsedInline;
import org.commonmark.parser.beta.Position;
import org.commonmark.parser.beta.Scanner;
import org.commonmark.parser.block.BlockParserFactory;
import org.commonmark.parser.block.BlockStart;
import org.commonmark.parser.block.MatchedBlockParser;
import org.commonmark.parser.block.ParserState;
import org.convolab.widget.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * What a chapter may contain beyond Markdown: {@code :::} before a {@linkplain WidgetDirective widget} or a {@linkplain
 * Container container}, {@code $…$} and {@code $$} {@linkplain Formula formulas}, and {@code {= … =}} {@linkplain Figures
 * figures}. One instance reads one text.
 */
final class ChapterSyntax implements Parser.ParserExtension {
    private static final Pattern FENCE = Pattern.compile("(:{3,})\\s*(\\S*)\\s*(.*?)\\s*");
    private static final Pattern SHORT_FENCE = Pattern.compile("(:{1,2})\\s*(\\w+)\\b\\s*(.*?)\\s*");

    private final ChapterText text;
    private final Deque<Container.ContainerParser> open = new ArrayDeque<>();

    ChapterSyntax(ChapterText text) {
        this.text = text;
    }

    @Override
    public void extend(Parser.Builder parser) {
        parser.customBlockParserFactory(blocks(this::fence))
                .customBlockParserFactory(blocks(state -> Formula.start(state, text)))
                .customInlineContentParserFactory(inline('$', Formula::read))
                .customInlineContentParserFactory(inline('\\', Formula::readLatex))
                .customInlineContentParserFactory(inline('{', ChapterSyntax::figure));
    }

    private interface BlockReader {
        @Nullable
        BlockStart read(ParserState state);
    }

    private static BlockParserFactory blocks(BlockReader reader) {
        return new BlockParserFactory() {
            @Override
            public @Nullable BlockStart tryStart(ParserState state, MatchedBlockParser matched) {
                return reader.read(state);
            }
        };
    }

    private @Nullable BlockStart fence(ParserState state) {
        SourceLine source = state.getLine();
        int begin = state.getNextNonSpaceIndex();
        int end = source.getContent().length();
        String line =
                Figures.showBars(source.getContent().subSequence(begin, end).toString());
        SourceSpan at = source.getSourceSpan() == null || begin == end
                ? null
                : source.getSourceSpan().subSpan(begin);
        Matcher fence = FENCE.matcher(line);
        if (state.getIndent() >= 4 || !fence.matches()) {
            fence = SHORT_FENCE.matcher(line);
            if (state.getIndent() >= 4 || !fence.matches() || !words().contains(fence.group(2))) {
                return BlockStart.none();
            }
            text.problem(at, "three colons begin this: ::: " + fence.group(2));
        }
        String word = fence.group(2);
        if (word.isEmpty()) {
            if (!text.isDoubtful()) {
                text.problem(at, "there is no open container to close here");
            }
            return BlockStart.none();
        }
        boolean known = words().contains(word);
        if (!known) {
            text.problem(at, "there is no '" + word + "'" + Spelling.hint(word, words()));
            text.doubt();
            word = Spelling.nearest(word, words()).orElse(Container.Kind.NOTE.word());
        }
        if (word.equals(WidgetDirective.WORD)) {
            return BlockStart.of(WidgetDirective.read(fence.group(3), at, fence.start(3), text)
                            .parser())
                    .atIndex(end);
        }
        SourceLine title =
                fence.group(3).isEmpty() ? null : source.substring(begin + fence.start(3), begin + fence.end(3));
        int colons = Math.max(3, fence.group(1).length());
        return BlockStart.of(
                        new Container.ContainerParser(Container.Kind.of(word), known, colons, at, title, text, open))
                .atIndex(end);
    }

    private static List<String> words() {
        List<String> words = new ArrayList<>(Container.Kind.names());
        words.add(WidgetDirective.WORD);
        return words;
    }

    private interface InlineReader {
        @Nullable
        Node read(Scanner scanner, Position start, ChapterText text);
    }

    private InlineContentParserFactory inline(char trigger, InlineReader reader) {
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
                    Node node = reader.read(scanner, start, text);
                    return node == null ? ParsedInline.none() : ParsedInline.of(node, scanner.position());
                };
            }
        };
    }

    private static @Nullable Node figure(Scanner scanner, Position start, ChapterText text) {
        if (!scanner.next('=')) {
            scanner.whitespace();
            if (scanner.next('=')) {
                text.problem(Formula.at(scanner, start, 0), Figures.APART_MESSAGE);
            }
            return null;
        }
        Position begin = scanner.position();
        while (scanner.hasNext()) {
            Position end = scanner.position();
            if (scanner.next(Figures.CLOSE)) {
                return new Text(
                        text.figure(scanner.getSource(begin, end).getContent(), Formula.at(scanner, start, 0), false));
            }
            scanner.next();
        }
        text.problem(Formula.at(scanner, start, 0), "a figure is opened with {= and not closed with =}");
        return null;
    }
}
