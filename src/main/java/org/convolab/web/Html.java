package org.convolab.web;

/** HTML that is written piece by piece, for what there is much of; templates write the rest. */
final class Html {
    private final StringBuilder text = new StringBuilder(4096);

    /** Markup as it is. */
    Html raw(String markup) {
        text.append(markup);
        return this;
    }

    /** The beginning of an element; attributes and {@link #end} follow. */
    Html open(String tag) {
        text.append('<').append(tag);
        return this;
    }

    Html attribute(String name, String value) {
        text.append(' ').append(name).append("=\"");
        return text(value).raw("\"");
    }

    /** The end of a beginning. */
    Html end() {
        text.append('>');
        return this;
    }

    Html close(String tag) {
        text.append("</").append(tag).append('>');
        return this;
    }

    /** A hidden field of a form. */
    Html hidden(String name, String value) {
        return raw("<input type=\"hidden\"")
                .attribute("name", name)
                .attribute("value", value)
                .end();
    }

    /** Text, escaped. */
    Html text(String words) {
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                default -> text.append(c);
            }
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
