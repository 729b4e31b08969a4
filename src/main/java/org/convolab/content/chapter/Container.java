package org.convolab.content.chapter;

import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.commonmark.node.Block;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;
import org.commonmark.parser.InlineParser;
import org.commonmark.parser.SourceLine;
import org.commonmark.parser.SourceLines;
import org.commonmark.parser.block.AbstractBlockParser;
import org.commonmark.parser.block.BlockContinue;
import org.commonmark.parser.block.BlockParser;
import org.commonmark.parser.block.ParserState;
import org.commonmark.renderer.html.HtmlWriter;
import org.jspecify.annotations.Nullable;

/** {@code ::: kind title} to {@code :::}: which kinds there are, how they are parsed, what they may hold, and their HTML. */
final class Container extends CustomBlock implements ChapterHtml.Rendered {

    /** The kinds of containers: their element, the words that open each for the reader, and what it must hold. */
    enum Kind {
        CORRECTION("aside class=\"note correction\" role=\"note\"", "What the record says", Container::anything),
        HISTORY("aside class=\"note history\" role=\"note\"", "A little history", Container::anything),
        NOTE("aside class=\"note\" role=\"note\"", "Note", Container::anything),
        TRY("section class=\"try\"", "Try it by hand", Container::anAnswer),
        ANSWER("details class=\"answer\"", "Show the answer", Container::insideATry),
        TILES("div class=\"tiles\"", "", Container::oneList),
        CHIPS("div class=\"chips\"", "", Container::oneList),
        TIMELINE("div class=\"timeline\"", "", Container::oneList),
        FORMULA("div class=\"formula\"", "", Container::anything);

        private final String element;
        private final String words;
        private final BiConsumer<Container, ChapterText> check;

        Kind(String element, String words, BiConsumer<Container, ChapterText> check) {
            this.element = element;
            this.words = words;
            this.check = check;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether an author's title takes the place of the words instead of following them. */
        private boolean isReplaced() {
            return this == NOTE || this == ANSWER || words.isEmpty();
        }

        static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        static List<String> names() {
            return Arrays.stream(values()).map(Kind::word).toList();
        }
    }

    private final Kind kind;
    private boolean closed;

    private Container(Kind kind) {
        this.kind = kind;
    }

    /** The title that an author gave a container: its first child. */
    static final class Title extends CustomBlock implements ChapterHtml.Rendered {
        @Override
        public void html(HtmlWriter html, Consumer<Node> render) {
            ChapterHtml.children(this).forEach(render);
        }
    }

    // ---- what it may hold

    void check(ChapterText text) {
        kind.check.accept(this, text);
    }

    private void anything(ChapterText text) {}

    private void oneList(ChapterText text) {
        children()
                .filter(child -> !(child instanceof ListBlock))
                .forEach(child -> text.problem(child, "'" + kind.word() + "' holds one list and nothing else"));
    }

    private void anAnswer(ChapterText text) {
        if (!text.isDoubtful() && children().noneMatch(child -> isOf(Kind.ANSWER, child))) {
            text.problem(this, "a 'try' has no answer: put it into '::: answer' inside");
        }
    }

    private void insideATry(ChapterText text) {
        if (!text.isDoubtful() && !isOf(Kind.TRY, getParent())) {
            text.problem(this, "an answer stands inside a 'try'");
        }
    }

    private static boolean isOf(Kind kind, Node node) {
        return node instanceof Container container && container.kind == kind;
    }

    private Stream<Node> children() {
        return ChapterHtml.children(this).stream();
    }

    /** Takes away the containers that were never closed and leaves what they hold, so that nothing else seems wrong with it. */
    static void dissolveUnclosed(Node parent) {
        for (Node child = parent.getFirstChild(), next; child != null; child = next) {
            dissolveUnclosed(child);
            next = child.getNext();
            if (child instanceof Container container && !container.closed) {
                container.children().toList().forEach(kept -> {
                    if (!(kept instanceof Title)) {
                        container.insertBefore(kept);
                    }
                });
                container.unlink();
            }
        }
    }

    // ---- HTML

    @Override
    public void html(HtmlWriter html, Consumer<Node> render) {
        List<Node> rest = ChapterHtml.children(this);
        html.line();
        html.raw("<" + kind.element + ">");
        boolean titled = getFirstChild() instanceof Title;
        if (titled || !kind.words.isEmpty()) {
            html.raw(kind == Kind.ANSWER ? "<summary>" : "<p class=\"kind\">");
            if (!titled || !kind.isReplaced()) {
                html.text(kind.words + (titled ? ": " : ""));
            }
            if (titled) {
                render.accept(rest.remove(0));
            }
            html.raw(kind == Kind.ANSWER ? "</summary>" : "</p>");
            html.line();
        }
        rest.forEach(render);
        html.line();
        html.raw("</" + kind.element.replaceFirst(" .*", "") + ">");
        html.line();
    }

    // ---- parsing

    /**
     * Reads a container: {@code known} if the author wrote the name of the kind as it is, among the containers that are
     * {@code open} here, the innermost first.
     */
    static final class ContainerParser extends AbstractBlockParser {
        private final Container block;
        private final boolean known;
        private final int colons;
        private final @Nullable SourceSpan begin;
        private final @Nullable SourceLine title;
        private final ChapterText text;
        private final Deque<ContainerParser> open;

        ContainerParser(
                Kind kind,
                boolean known,
                int colons,
                @Nullable SourceSpan begin,
                @Nullable SourceLine title,
                ChapterText text,
                Deque<ContainerParser> open) {
            this.block = new Container(kind);
            this.known = known;
            this.colons = colons;
            this.begin = begin;
            this.title = title;
            this.text = text;
            this.open = open;
            open.push(this);
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
            String line = state.getLine().getContent().toString().strip();
            BlockParser active = state.getActiveBlockParser();
            boolean literal =
                    active instanceof Formula.BlockFormulaParser || active.getBlock() instanceof FencedCodeBlock;
            if (!literal && line.matches(":{3,}") && closes(line.length())) {
                block.closed = true;
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
            if (!block.closed && known) {
                text.problem(begin, "the container '" + block.kind.word() + "' is not closed with a line of colons");
            }
            if (!block.closed) {
                text.doubt();
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
}
