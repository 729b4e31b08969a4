package org.convolab.content.chapter;

import java.util.List;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;
import org.convolab.content.source.Problems;
import org.jspecify.annotations.Nullable;

/** One text of a chapter while it is read: where it stands in its file, and what fills in its figures and formulas. */
final class ChapterText {
    /** What stands where a figure or a formula will be. */
    private static final String LEFT_OUT = "\u2026";

    private final String file;
    private final int line;
    private final int column;
    private final Figures figures;
    private final Tex tex;
    private final Problems problems;
    private boolean doubtful;

    /**
     * @param line the line of the file in which the text begins, counted from 1
     * @param column where a text of the front matter begins, to which all its problems point; 0 for a text of whole lines
     */
    ChapterText(String file, int line, int column, Figures figures, Tex tex, Problems problems) {
        this.file = file;
        this.line = line;
        this.column = column;
        this.figures = figures;
        this.tex = tex;
        this.problems = problems;
    }

    /** The line of the file in which something begins. */
    int line(@Nullable SourceSpan at) {
        return column > 0 || at == null ? line : line + at.getLineIndex();
    }

    int column(@Nullable SourceSpan at) {
        return column > 0 || at == null ? column : at.getColumnIndex() + 1;
    }

    /** Where a node begins; null if nobody knows. */
    static @Nullable SourceSpan place(Node node) {
        Node at = node;
        while (at.getSourceSpans().isEmpty() && at.getParent() != null) {
            at = at.getParent();
        }
        return first(at.getSourceSpans());
    }

    static @Nullable SourceSpan first(List<SourceSpan> spans) {
        return spans.isEmpty() ? null : spans.get(0);
    }

    void problem(Node node, String message) {
        problem(place(node), message);
    }

    void problem(@Nullable SourceSpan at, String message) {
        problems.add(file, line(at), column(at), message);
    }

    /** Notes that a container is not what it seems: what it then lacks or holds is no problem of its own. */
    void doubt() {
        doubtful = true;
    }

    boolean isDoubtful() {
        return doubtful;
    }

    /** A text whose figures are filled in; a figure that is wrong is a problem and prints as nothing. */
    String fill(String text, @Nullable SourceSpan at, boolean inTex) {
        StringBuilder filled = new StringBuilder();
        int done = 0;
        for (int from = text.indexOf(Figures.OPEN); from >= 0; from = text.indexOf(Figures.OPEN, done)) {
            int to = text.indexOf(Figures.CLOSE, from + 2);
            if (to < 0) {
                problem(at, "a figure is opened with {= and not closed with =}");
                break;
            }
            filled.append(text, done, from).append(figure(text.substring(from + 2, to), at, inTex));
            done = to + 2;
        }
        if (Figures.APART.matcher(text).find()) {
            problem(at, Figures.APART_MESSAGE);
        }
        return filled.append(text.substring(done)).toString();
    }

    String figure(String source, @Nullable SourceSpan at, boolean inTex) {
        try {
            String printed = figures.print(source);
            return printed == null ? LEFT_OUT : inTex ? Figures.tex(printed) : printed;
        } catch (AlreadyReported follower) {
            return "";
        } catch (IllegalArgumentException wrong) {
            problem(at, String.valueOf(wrong.getMessage()));
            return "";
        }
    }

    /**
     * The MathML of a formula.
     *
     * @param at where its TeX begins
     */
    String mathml(String source, @Nullable SourceSpan at, boolean display) {
        String formula = fill(Figures.showBars(source), at, true);
        if (tex.known(formula, display) == null && figures.leaves()) {
            return LEFT_OUT;
        }
        try {
            return tex.mathml(formula, display);
        } catch (Tex.Mistake wrong) {
            String before = formula.substring(0, Math.min(wrong.position, formula.length()));
            int lineBegin = before.lastIndexOf('\n') + 1;
            int begun = source.contains(Figures.OPEN) ? 0 : before.length() - lineBegin;
            problems.add(
                    file,
                    line(at) + (int) before.chars().filter(sign -> sign == '\n').count(),
                    column > 0 ? column : begun + (lineBegin == 0 ? column(at) : 1),
                    "the formula cannot be read: " + wrong.getMessage());
            return "";
        }
    }
}
