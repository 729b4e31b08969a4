package org.convolab.content.chapter;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** KaTeX's MathML made fit for the page: no wrapper, no copy of the TeX, nothing that browsers have dropped. */
final class Mathml {
    private static final Set<String> LETTERS = Set.of("mi", "mn", "mtext");

    private Mathml() {}

    /** An element with its attributes in their order; its content is elements and texts. */
    private record Element(String name, Map<String, String> attributes, List<Object> content) {
        List<Element> elements() {
            return content.stream()
                    .filter(Element.class::isInstance)
                    .map(Element.class::cast)
                    .toList();
        }
    }

    static String tidy(String katex) {
        try {
            XMLStreamReader reader = XMLInputFactory.newFactory().createXMLStreamReader(new StringReader(katex));
            reader.nextTag();
            Element math = read(reader).elements().get(0);
            Element formula = math.elements().get(0).elements().get(0);
            StringBuilder html = new StringBuilder("<math");
            html.append(math.attributes.containsKey("display") ? " display=\"block\">" : ">");
            write(formula, html);
            return html.append("</math>").toString();
        } catch (XMLStreamException | IndexOutOfBoundsException unexpected) {
            throw new IllegalStateException("KaTeX answered " + katex, unexpected);
        }
    }

    /** Reads the element at whose beginning the reader is. */
    private static Element read(XMLStreamReader reader) throws XMLStreamException {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        attributes.remove("style");
        Element element = new Element(reader.getLocalName(), attributes, new ArrayList<>());
        for (int next = reader.next(); next != XMLStreamReader.END_ELEMENT; next = reader.next()) {
            if (next == XMLStreamReader.START_ELEMENT) {
                element.content.add(read(reader));
            } else if (next == XMLStreamReader.CHARACTERS) {
                element.content.add(reader.getText());
            }
        }
        return element;
    }

    private static void write(Element element, StringBuilder html) {
        List<Object> content = element.content;
        if (element.name.equals("mtable")) {
            String columns = element.attributes.getOrDefault("columnalign", "");
            element.attributes.clear();
            if (!columns.matches("(center ?)*")) {
                // columnalign="right left" becomes class="columns-rl"; centered columns need no word
                element.attributes.put("class", "columns-" + columns.replaceAll("(\\w)\\w*\\s*", "$1"));
            }
        } else if (element.name.equals("mtd")
                && content.size() == 1
                && content.get(0) instanceof Element style
                && style.attributes.equals(Map.of("scriptlevel", "0", "displaystyle", "false"))) {
            // a cell is not in display style anyway
            content = style.content;
        } else if (LETTERS.contains(element.name) && content.size() == 1 && content.get(0) instanceof String text) {
            content = List.of(letters(element, text));
        }
        html.append('<').append(element.name);
        element.attributes.forEach((name, value) -> html.append(' ')
                .append(name)
                .append("=\"")
                .append(escaped(value))
                .append('"'));
        if (element.name.equals("mspace")) {
            html.append("/>");
            return;
        }
        html.append('>');
        for (Object part : content) {
            if (part instanceof Element child) {
                write(child, html);
            } else {
                html.append(escaped(part.toString()));
            }
        }
        html.append("</").append(element.name).append('>');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#x27;");
    }

    /** MathML Core knows no mathvariant but normal, and that of single letters: other alphabets are letters of their own. */
    private static String letters(Element element, String text) {
        String variant = element.attributes.getOrDefault("mathvariant", "normal");
        if (!variant.equals("normal") || !element.name.equals("mi") || text.codePointCount(0, text.length()) > 1) {
            element.attributes.remove("mathvariant");
        }
        if (variant.equals("normal")) {
            return text;
        }
        StringBuilder styled = new StringBuilder();
        text.codePoints().forEach(letter -> styled.appendCodePoint(styled(letter, variant)));
        return styled.toString();
    }

    /** The letter of another alphabet, found by its Unicode name; the letter itself where there is none. */
    private static int styled(int letter, String variant) {
        String style = variant.toUpperCase(Locale.ROOT).replace("BOLD-ITALIC", "BOLD ITALIC");
        String name = " " + String.valueOf(Character.getName(letter)).replaceAll("LATIN |GREEK |LETTER ", "");
        // a few letters had their code points before the alphabets were completed
        for (String full : List.of(
                "MATHEMATICAL " + style + name, style + name, style.replace("FRAKTUR", "BLACK-LETTER") + name)) {
            try {
                return Character.codePointOf(full);
            } catch (IllegalArgumentException none) {
                // the next name may be the one
            }
        }
        return letter;
    }
}
