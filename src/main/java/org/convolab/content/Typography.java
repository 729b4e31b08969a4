package org.convolab.content;

import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.PostProcessor;

/**
 * Prose as a printer sets it: quotation marks and apostrophes that curl the right way, and sizes such as 3 × 3 and
 * percentages that do not break over two lines. Formulas and code stay as they are typed.
 */
final class Typography extends AbstractVisitor implements PostProcessor {
    @Override
    public Node process(Node document) {
        document.accept(this);
        return document;
    }

    @Override
    public void visit(Text text) {
        Node before = text.getPrevious();
        boolean begins = before == null || before instanceof SoftLineBreak || before instanceof HardLineBreak;
        text.setLiteral(set(text.getLiteral(), begins));
    }

    /** @param begins whether the text begins a line or an element, so that a mark in front of it opens */
    static String set(String typed, boolean begins) {
        StringBuilder set = new StringBuilder();
        for (int i = 0; i < typed.length(); i++) {
            char sign = typed.charAt(i);
            boolean opens = i == 0 ? begins : " \u00a0([\u2014\u2013\u201c".indexOf(typed.charAt(i - 1)) >= 0;
            set.append(
                    switch (sign) {
                        case '"' -> opens ? '\u201c' : '\u201d';
                        case '\'' -> opens ? '\u2018' : '\u2019';
                        default -> sign;
                    });
        }
        return set.toString().replace(" × ", "\u00a0×\u00a0").replaceAll("(?<=\\d) %", "\u00a0%");
    }
}
