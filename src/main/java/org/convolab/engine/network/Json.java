package org.convolab.engine.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads as much JSON as a safetensors header has: objects, lists, strings and integers. */
final class Json {
    private static final int DEEPEST = 8;

    private final String text;
    private int at;
    private int depth;

    Json(String text) {
        this.text = text;
    }

    /**
     * The whole text as a Map, List, String or Long.
     *
     * @throws IllegalArgumentException if it is anything else, with the place
     */
    Object value() {
        Object value = next();
        if (peek() != 0) {
            throw wrong("the end");
        }
        return value;
    }

    private Object next() {
        char first = peek();
        if (first == '"') {
            return string();
        }
        if (first == '-' || first >= '0' && first <= '9') {
            return integer();
        }
        if (first != '{' && first != '[' || ++depth > DEEPEST) {
            throw wrong("an object, a list, a string or an integer");
        }
        Object value = first == '{' ? object() : list();
        depth--;
        return value;
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        at++;
        if (took('}')) {
            return object;
        }
        do {
            if (peek() != '"') {
                throw wrong("a name");
            }
            String name = string();
            take(':');
            if (object.put(name, next()) != null) {
                throw new IllegalArgumentException("it names " + name + " twice");
            }
        } while (took(','));
        take('}');
        return object;
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        at++;
        if (took(']')) {
            return list;
        }
        do {
            list.add(next());
        } while (took(','));
        take(']');
        return list;
    }

    private Long integer() {
        int from = at;
        at += text.charAt(at) == '-' ? 1 : 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        try {
            return Long.valueOf(text.substring(from, at));
        } catch (NumberFormatException e) {
            at = from;
            throw wrong("an integer");
        }
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            char c = text.charAt(at);
            if (c < ' ') {
                throw wrong("no control character");
            }
            string.append(c == '\\' ? escaped() : c);
        }
        if (at >= text.length()) {
            throw wrong("the end of a string");
        }
        at++;
        return string.toString();
    }

    private char escaped() {
        at++;
        int which = at < text.length() ? "\"\\/bfnrt".indexOf(text.charAt(at)) : -1;
        if (which >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(which);
        }
        if (at + 4 < text.length() && text.substring(at, at + 5).matches("u\\p{XDigit}{4}")) {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
        }
        throw wrong("an escape such as \\n");
    }

    /** The next character after blanks, 0 at the end. */
    private char peek() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean took(char expected) {
        boolean there = peek() == expected;
        at += there ? 1 : 0;
        return there;
    }

    private void take(char expected) {
        if (!took(expected)) {
            throw wrong("'" + expected + "'");
        }
    }

    private IllegalArgumentException wrong(String expected) {
        return new IllegalArgumentException("at character %d there should be %s".formatted(at, expected));
    }

    /** A string as JSON writes it. */
    static String quote(String string) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
