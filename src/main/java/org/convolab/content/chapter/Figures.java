package org.convolab.content.chapter;

import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.convolab.engine.network.Ledger;
import org.convolab.widget.Spelling;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.ExpressionException;
import org.springframework.expression.spel.SpelEvaluationException;
import org.springframework.expression.spel.SpelMessage;
import org.springframework.expression.spel.SpelParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * The figures in the prose: expressions such as {@code network('vgg-16').parameters() | 0.0E0} that the engine
 * evaluates. Arithmetic is on doubles, so nothing overflows and a half is 0.5.
 */
public final class Figures {
    static final String OPEN = "{=";
    static final String CLOSE = "=}";

    /** A bar that a table would take for the end of a cell is hidden as this sign while Markdown is read. */
    private static final char BAR = '\uE000';

    /** A figure whose signs stand apart. */
    static final Pattern APART = Pattern.compile("\\{\\s+=|=\\s+}");

    static final String APART_MESSAGE = "a figure is written {= 2 + 3 =}, without a space between its signs";

    private static final DecimalFormatSymbols SYMBOLS = DecimalFormatSymbols.getInstance(Locale.ROOT);
    private static final String USUAL_FORMAT = "#,##0.####";

    /** A quoted text, a name (whose digits are no number), a number, or an operator that would stay among whole numbers. */
    private static final Pattern TOKEN =
            Pattern.compile("'(?:[^']|'')*'|[A-Za-z_]\\w*|(\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)|([*/])");

    private static final List<String> OF_EVERY_OBJECT =
            Arrays.stream(Object.class.getMethods()).map(Method::getName).toList();

    private static final Set<SpelMessage> UNFINISHED =
            Set.of(SpelMessage.RIGHT_OPERAND_PROBLEM, SpelMessage.OOD, SpelMessage.RUN_OUT_OF_ARGUMENTS);

    private final SpelExpressionParser parser = new SpelExpressionParser();
    private final EvaluationContext context;
    private final Results.Kind results;
    private final Effort effort;
    private int count;
    private boolean incomplete;

    /**
     * @param networks the network of a name
     * @param widgets the view of a widget's id and a query; both throw IllegalArgumentException when there is none
     * @param results takes the figures, and holds those that were computed before
     */
    public Figures(
            Function<String, Object> networks,
            BiFunction<String, String, Object> widgets,
            Results.Kind results,
            Effort effort) {
        this.results = results;
        this.effort = effort;
        context = SimpleEvaluationContext.forReadOnlyDataBinding()
                .withInstanceMethods()
                .withRootObject(new Root(networks, widgets))
                .build();
    }

    /** Hides the bars of figures, so that a table does not end its cells there. */
    static String hideBars(String text) {
        StringBuilder hidden = new StringBuilder(text);
        for (int from = text.indexOf(OPEN); from >= 0; from = text.indexOf(OPEN, from + 1)) {
            int to = text.indexOf(CLOSE, from);
            int blank = text.indexOf("\n\n", from);
            for (int i = from; to >= 0 && (blank < 0 || to < blank) && i < to; i++) {
                if (text.charAt(i) == '|') {
                    hidden.setCharAt(i, BAR);
                }
            }
        }
        return hidden.toString();
    }

    static String showBars(String text) {
        return text.replace(BAR, '|');
    }

    /** What an expression may begin with. */
    record Root(Function<String, Object> networks, BiFunction<String, String, Object> widgets) {
        public Object network(String name) {
            return networks.apply(name);
        }

        public Object widget(String id, String query) {
            return widgets.apply(id, query);
        }

        public Object widget(String id) {
            return widgets.apply(id, "");
        }
    }

    /**
     * The value of an expression with its optional format, ready to print; null if it is not known and must not be computed.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    @Nullable
    String print(String source) {
        count++;
        String figure = showBars(source).strip();
        String known = effort == Effort.ALL ? null : results.find(figure);
        if (known != null || leaves()) {
            return known;
        }
        String printed = computed(figure);
        results.put(figure, printed);
        return printed;
    }

    private String computed(String source) {
        int bar = source.lastIndexOf('|');
        String expression = (bar < 0 ? source : source.substring(0, bar)).strip();
        String format = bar < 0 ? USUAL_FORMAT : source.substring(bar + 1).strip();
        Object value = value(expression);
        if (!(value instanceof Number number)) {
            return words(expression, value);
        }
        if (!Double.isFinite(number.doubleValue())) {
            throw new IllegalArgumentException("the figure '" + expression + "' is " + value);
        }
        try {
            String printed = new DecimalFormat(format, SYMBOLS).format(number);
            boolean zero = printed.matches("-[0.,]+\\D*");
            return (zero ? printed.substring(1) : printed).replace('-', '\u2212');
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("'" + format + "' is not a number format such as #,##0.0 or 0.0 %");
        }
    }

    /** Whether something that is not known is left out, which is noted. */
    boolean leaves() {
        incomplete |= effort == Effort.KNOWN;
        return effort == Effort.KNOWN;
    }

    /** Whether nothing was left out. */
    public boolean isComplete() {
        return !incomplete;
    }

    /** How many figures were printed. */
    public int count() {
        return count;
    }

    /** The same value as TeX writes it: a comma that makes no gap, a plain minus sign, an escaped percent sign. */
    static String tex(String printed) {
        return "{" + printed.replace(",", "{,}").replace('\u2212', '-').replace("%", "\\%") + "}";
    }

    /** A value that is no number: a text, a yes or no, or what writes itself as one. */
    private static String words(String expression, Object value) {
        String words = value.toString();
        boolean thing =
                value instanceof Record && words.startsWith(value.getClass().getSimpleName() + "[");
        if (thing || value instanceof Iterable || value instanceof Map || words.matches("(?s).*@[0-9a-f]{5,8}")) {
            List<String> members = thing ? members(value.getClass()) : List.of();
            throw new IllegalArgumentException("the figure '" + expression + "' is no number and no text"
                    + (members.isEmpty() ? "" : "; it has " + String.join(", ", members)));
        }
        return words;
    }

    private Object value(String expression) {
        if (expression.isEmpty()) {
            throw new IllegalArgumentException("a figure is empty; write it as {= 2 + 3 =}");
        }
        try {
            Object value = parser.parseExpression(onDoubles(expression)).getValue(context);
            if (value == null) {
                throw new IllegalArgumentException("the figure '" + expression + "' has no value");
            }
            return value;
        } catch (Ledger.UnknownLayer wrong) {
            throw new IllegalArgumentException("there is no layer '" + wrong.path() + "'"
                    + Spelling.nearest(wrong.path(), wrong.known())
                            .map(nearest -> "; did you mean '" + nearest + "'?")
                            .orElse("; the first are "
                                    + wrong.known().stream().limit(5).collect(Collectors.joining(", "))));
        } catch (ExpressionException wrong) {
            throw new IllegalArgumentException("the figure '" + expression + "' cannot be computed: " + message(wrong));
        } catch (IllegalArgumentException refused) {
            throw refused;
        } catch (RuntimeException thrown) {
            throw new IllegalArgumentException("the figure '" + expression + "' cannot be computed: " + thrown);
        }
    }

    /** Numbers become doubles, and products and quotients of what the engine counts in whole numbers do too. */
    private static String onDoubles(String expression) {
        return TOKEN.matcher(expression).replaceAll(token -> {
            if (token.group(1) != null) {
                String plain = new BigDecimal(token.group(1)).toPlainString();
                return plain.contains(".") ? plain : plain + ".0";
            }
            return token.group(2) != null ? " * 1.0 " + token.group(2) + " " : Matcher.quoteReplacement(token.group());
        });
    }

    private static String message(ExpressionException wrong) {
        Object[] inserts = wrong instanceof SpelEvaluationException evaluation
                        && (evaluation.getMessageCode() == SpelMessage.METHOD_NOT_FOUND
                                || evaluation.getMessageCode() == SpelMessage.PROPERTY_OR_FIELD_NOT_READABLE)
                ? evaluation.getInserts()
                : null;
        if (inserts != null) {
            String name = String.valueOf(inserts[0]);
            try {
                Class<?> type = Class.forName(String.valueOf(inserts[1]));
                return "there is no " + name + Spelling.hint(name.replaceFirst("\\(.*", ""), members(type));
            } catch (ClassNotFoundException unnamed) {
                return "there is no " + name;
            }
        }
        if (wrong instanceof SpelParseException parse && UNFINISHED.contains(parse.getMessageCode())) {
            return "it ends too early: something is missing at its end";
        }
        return wrong.getSimpleMessage().replaceFirst("^EL\\d+E: ", "");
    }

    private static List<String> members(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .map(Method::getName)
                .filter(name -> !OF_EVERY_OBJECT.contains(name))
                .distinct()
                .sorted()
                .toList();
    }
}
