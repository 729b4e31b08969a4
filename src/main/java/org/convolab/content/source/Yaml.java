package org.convolab.content.source;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.convolab.widget.Spelling;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One value of a YAML text, which knows its line.
 *
 * <p>Reading never throws: a missing or wrong value is reported to the problems and a harmless stand-in is returned (an
 * empty text, the smallest number allowed, an empty list), so that the rest of the file is checked as well. Whoever
 * reads looks at the problems before building anything from what was read.
 */
public final class Yaml {
    private final String file;
    private final int line;
    private final int column;
    private final String label;
    private final @Nullable Node node;
    private final int offset;
    private final Problems problems;

    private Yaml(String file, int line, int column, String label, @Nullable Node node, int offset, Problems problems) {
        this.file = file;
        this.line = line;
        this.column = column;
        this.label = label;
        this.node = node;
        this.offset = offset;
        this.problems = problems;
    }

    /** The value of a whole file. */
    public static Yaml parse(String file, String text, Problems problems) {
        return parse(file, text, 1, problems);
    }

    /** The value of a part of a file that begins at {@code firstLine}. */
    public static Yaml parse(String file, String text, int firstLine, Problems problems) {
        try {
            Node root = new org.yaml.snakeyaml.Yaml(new SafeConstructor(new LoaderOptions()))
                    .compose(new StringReader(text));
            int line = root == null ? firstLine : root.getStartMark().getLine() + firstLine;
            return new Yaml(file, line, 1, "", root, firstLine, problems);
        } catch (MarkedYAMLException wrong) {
            Mark mark = wrong.getProblemMark();
            int line = mark == null ? firstLine : mark.getLine() + firstLine;
            problems.add(
                    file,
                    line,
                    mark == null ? 0 : mark.getColumn() + 1,
                    "not YAML: " + wrong.getProblem() + advice(wrong, firstLine));
        } catch (YAMLException wrong) {
            problems.add(file, firstLine, "not YAML: " + wrong.getMessage());
        }
        // A text that cannot be read has one problem; what it then lacks is not worth a second one.
        return new Yaml(file, firstLine, 1, "", null, firstLine, new Problems());
    }

    private static String advice(MarkedYAMLException wrong, int firstLine) {
        if (wrong.getProblem().startsWith("mapping values are not allowed")) {
            return " (a text with a colon in it stands in quotes)";
        }
        if (wrong.getProblem().startsWith("found unknown escape character")) {
            return " (a backslash in double quotes begins an escape such as \\n; in single quotes it is a backslash)";
        }
        Mark begun = wrong.getContextMark();
        Mark seen = wrong.getProblemMark();
        return begun == null || seen == null || begun.getLine() == seen.getLine()
                ? ""
                : " (in what begins in line " + (begun.getLine() + firstLine) + ")";
    }

    /** Counted from 1. */
    public int line() {
        return line;
    }

    /** Counted from 1. */
    public int column() {
        return column;
    }

    /** Whether there is a value at all: a missing key and an empty one have none. */
    public boolean present() {
        return node != null && !Tag.NULL.equals(node.getTag());
    }

    public boolean isText() {
        return present() && node instanceof ScalarNode;
    }

    public boolean isMap() {
        return node instanceof MappingNode;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    /** Reports that something is wrong with this value. */
    public void problem(String message) {
        problems.add(file, line, column, label.isEmpty() ? message : label + ": " + message);
    }

    /** A text. Numbers and flags are texts too: {@code title: 1998}. */
    public String string() {
        if (isText()) {
            return scalar();
        }
        wrong("a text");
        return "";
    }

    /** One of the given names. */
    public String oneOf(List<String> names) {
        String name = string();
        if (!names.contains(name)) {
            if (isText()) {
                problem("there is no '" + name + "'" + Spelling.hint(name, names));
            }
            return names.get(0);
        }
        return name;
    }

    /** A whole number from {@code least} to {@code most}. */
    public int integer(int least, int most) {
        String allowed = "a whole number from " + least + " to " + most;
        if (isText()) {
            try {
                int value = Integer.parseInt(scalar().replace("_", ""));
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException wrong) {
                // reported below with what is allowed
            }
        }
        wrong(allowed);
        return least;
    }

    /** A finite number. */
    public double number() {
        if (isText()) {
            try {
                double value = Double.parseDouble(scalar().replace("_", ""));
                if (Double.isFinite(value)) {
                    return value;
                }
            } catch (NumberFormatException wrong) {
                // reported below with what is allowed
            }
        }
        wrong("a number");
        return 0;
    }

    /** {@code true} or {@code false}. */
    public boolean flag() {
        String value = isText() ? scalar().toLowerCase(Locale.ROOT) : "";
        if (!value.equals("true") && !value.equals("false")) {
            wrong("true or false");
        }
        return value.equals("true");
    }

    /** The values of a list, in order. */
    public List<Yaml> list() {
        if (!(node instanceof SequenceNode sequence)) {
            wrong("a list");
            return List.of();
        }
        List<Yaml> values = new ArrayList<>();
        for (Node value : sequence.getValue()) {
            values.add(child(value, label));
        }
        return values;
    }

    /** A map that may have the given keys and no others. A missing value is an empty map. */
    public Fields map(List<String> keys) {
        Map<String, Yaml> entries = entries();
        new LinkedHashMap<>(entries).forEach((key, value) -> {
            if (!keys.contains(key)) {
                problems.add(
                        file, value.line, keyColumn(key), "there is no key '" + key + "'" + Spelling.hint(key, keys));
                // what was mistyped is read as what was meant, so that it is not missing as well
                Spelling.nearest(key, keys).ifPresent(meant -> entries.putIfAbsent(meant, value));
            }
        });
        entries.keySet().retainAll(keys);
        return new Fields(entries);
    }

    public Fields map(String... keys) {
        return map(List.of(keys));
    }

    /**
     * A name with an optional value: a plain text {@code relu}, or a map with one key {@code conv: {filters: 64}}.
     *
     * @param names the names allowed
     */
    public Named named(List<String> names) {
        String name = "";
        Yaml value = new Yaml(file, line, column, label, null, offset, problems);
        if (isText()) {
            name = scalar();
            value = new Yaml(file, line, column, name, null, offset, problems);
        } else if (isMap() && entries().size() == 1) {
            var entry = entries().entrySet().iterator().next();
            name = entry.getKey();
            value = entry.getValue();
        } else {
            wrong("a name, or a name with its values");
            return new Named("", value);
        }
        if (!names.contains(name)) {
            problems.add(file, line, column, "there is no '" + name + "'" + Spelling.hint(name, names));
            return new Named("", value);
        }
        return new Named(name, value);
    }

    private Map<String, Yaml> entries() {
        Map<String, Yaml> entries = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            if (present()) {
                wrong("keys with values");
            }
            return entries;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            Mark begin = tuple.getKeyNode().getStartMark();
            Mark behind = tuple.getValueNode().getStartMark();
            int at = begin.getLine() + offset;
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(file, at, begin.getColumn() + 1, "a key must be a plain word");
                continue;
            }
            int column = 1 + (behind.getLine() == begin.getLine() ? behind : begin).getColumn();
            Yaml value = new Yaml(file, at, column, key.getValue(), tuple.getValueNode(), offset, problems);
            if (entries.putIfAbsent(key.getValue(), value) != null) {
                problems.add(file, at, begin.getColumn() + 1, "the key '" + key.getValue() + "' stands here twice");
            }
        }
        return entries;
    }

    private Yaml child(Node value, String label) {
        Mark begin = value.getStartMark();
        return new Yaml(file, begin.getLine() + offset, begin.getColumn() + 1, label, value, offset, problems);
    }

    private int keyColumn(String name) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .map(NodeTuple::getKeyNode)
                        .filter(key -> key instanceof ScalarNode scalar
                                && scalar.getValue().equals(name))
                        .findFirst()
                        .map(key -> key.getStartMark().getColumn() + 1)
                        .orElse(0)
                : 0;
    }

    private String scalar() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private void wrong(String allowed) {
        if (!present()) {
            problem("a value is missing (allowed: " + allowed + ")");
            return;
        }
        String value = isText() ? "'" + scalar() + "'" : isMap() ? "a map" : "a list";
        problem(value + " is not " + allowed);
    }

    /** A name and its value, which may be missing. */
    public record Named(String name, Yaml value) {}

    /** The entries of a map. A missing required entry is reported at the line of the map. */
    public final class Fields {
        private final Map<String, Yaml> entries;

        private Fields(Map<String, Yaml> entries) {
            this.entries = entries;
        }

        public boolean has(String key) {
            return entries.containsKey(key);
        }

        /** The value of a key; a missing key gives a missing value. */
        public Yaml get(String key) {
            Yaml value = entries.get(key);
            return value != null ? value : new Yaml(file, line, column, key, null, offset, problems);
        }

        public String string(String key) {
            return get(key).string();
        }

        public String string(String key, String fallback) {
            return has(key) ? get(key).string() : fallback;
        }

        public int integer(String key, int least, int most) {
            return get(key).integer(least, most);
        }

        public int integer(String key, int least, int most, int fallback) {
            return has(key) ? get(key).integer(least, most) : fallback;
        }

        public double number(String key) {
            return get(key).number();
        }

        public double number(String key, double fallback) {
            return has(key) ? get(key).number() : fallback;
        }

        public boolean flag(String key, boolean fallback) {
            return has(key) ? get(key).flag() : fallback;
        }

        public List<Yaml> list(String key) {
            return get(key).list();
        }
    }
}
