package org.convolab.widget;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.convolab.image.Photo;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a record of parameters: their names, bounds and starting values, read from texts and written back to them.
 * The same record with other starting values is what an author's directive makes.
 */
public final class Parameters<P extends Record> {
    /**
     * One parameter. For numbers {@code min} and {@code max}; {@code allowed} finishes the sentence "allowed is …"; a {@code
     * picture} may be a {@link Photo}.
     */
    public record Field(
            String name, Class<?> type, double min, double max, String allowed, int length, boolean picture) {
        Field(String name, Class<?> type, double min, double max, String allowed, int length) {
            this(name, type, min, max, allowed, length, false);
        }

        /** The values allowed, where they can be told one by one. */
        List<String> names() {
            return type.isEnum()
                    ? Arrays.stream(type.getEnumConstants())
                            .map(Parameters::write)
                            .toList()
                    : List.of();
        }

        public boolean isNumber() {
            return type == int.class || type == double.class || type == Sides.class || type == PaddingRule.class;
        }

        private @Nullable Object read(String text) {
            String trimmed = text.strip();
            try {
                if (type == int.class) {
                    int value = Integer.parseInt(trimmed.replace('\u2212', '-'));
                    return value >= min && value <= max ? value : null;
                }
                if (type == double.class) {
                    double value = Double.parseDouble(trimmed.replace('\u2212', '-'));
                    return value >= min && value <= max ? value : null;
                }
            } catch (NumberFormatException e) {
                return null;
            }
            if (type == Sides.class) {
                return Sides.parse(trimmed, min, max);
            }
            if (type == PaddingRule.class) {
                return PaddingRule.parse(trimmed, min, max);
            }
            if (type == boolean.class) {
                return trimmed.equals("true") ? Boolean.TRUE : trimmed.equals("false") ? Boolean.FALSE : null;
            }
            if (type.isEnum()) {
                for (Object constant : type.getEnumConstants()) {
                    if (write(constant).equals(trimmed)) {
                        return constant;
                    }
                }
                return null;
            }
            String row = trimmed.replace('\u2212', '-')
                    .replaceAll("\\s*[/\n]\\s*", "/")
                    .replaceAll("\\s+", " ");
            return row.length() <= (picture && Photo.isOne(row) ? Photo.LENGTH : length) ? row : null;
        }
    }

    /** What a type of parameters says of itself; it is asked once. */
    private record Type(List<Field> fields, List<Method> accessors, Constructor<?> constructor) {
        static Type of(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
                List<Method> accessors = Arrays.stream(components)
                        .map(RecordComponent::getAccessor)
                        .toList();
                constructor.setAccessible(true);
                accessors.forEach(accessor -> accessor.setAccessible(true));
                return new Type(Arrays.stream(components).map(Parameters::field).toList(), accessors, constructor);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final ClassValue<Type> TYPES = new ClassValue<>() {
        @Override
        protected Type computeValue(Class<?> type) {
            return Type.of(type);
        }
    };

    private final P start;
    private final Type type;

    private Parameters(P start) {
        this.start = start;
        this.type = TYPES.get(start.getClass());
    }

    /** The fields of this record, with its values to start from. */
    public static <P extends Record> Parameters<P> of(P start) {
        return new Parameters<>(start);
    }

    public P start() {
        return start;
    }

    public List<Field> fields() {
        return type.fields;
    }

    /** The field of that name. */
    public Field field(String name) {
        return type.fields.stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no parameter " + name));
    }

    /**
     * The record that the texts spell, by the names of the fields; a field without a text keeps its starting value.
     *
     * @throws BadParameter naming every field that there is not or whose text is not allowed
     */
    public P read(Map<String, String> texts) {
        List<Field> fields = type.fields;
        Object[] values = new Object[fields.size()];
        List<BadParameter.Refusal> refusals = new ArrayList<>();
        List<String> names = fields.stream().map(Field::name).toList();
        texts.forEach((name, text) -> {
            if (!names.contains(name)) {
                refusals.add(new BadParameter.Refusal(name, text, allowed(name, names)));
            }
        });
        for (int i = 0; i < values.length; i++) {
            Field field = fields.get(i);
            String text = texts.get(field.name());
            if (text == null) {
                values[i] = value(start, i);
                continue;
            }
            Object value = field.read(text);
            if (value == null) {
                refusals.add(new BadParameter.Refusal(field.name(), text, field.allowed(), field.names()));
            } else {
                values[i] = value;
            }
        }
        if (!refusals.isEmpty()) {
            throw new BadParameter(refusals);
        }
        try {
            @SuppressWarnings("unchecked")
            P read = (P) type.constructor.newInstance(values);
            return read;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is allowed in the place of a field that there is not. */
    private static String allowed(String name, List<String> names) {
        return (names.isEmpty() ? "no parameter at all" : "a parameter named " + String.join(", ", names))
                + Spelling.nearest(name, names)
                        .map(nearest -> " (did you mean '" + nearest + "'?)")
                        .orElse("");
    }

    /** Every field of a record as text, in order; reading the texts gives an equal record. */
    public Map<String, String> write(P parameters) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < type.fields.size(); i++) {
            texts.put(type.fields.get(i).name(), write(value(parameters, i)));
        }
        return texts;
    }

    /** The text of one value: numbers without needless zeros, enum constants in lower case with hyphens. */
    public static String write(Object value) {
        if (value instanceof Double number) {
            if (number == Math.rint(number) && Math.abs(number) < 1e9) {
                return Long.toString(number.longValue());
            }
            String plain =
                    new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
            return plain.equals("0.0") ? "0" : plain;
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return String.valueOf(value);
    }

    private Object value(P parameters, int component) {
        try {
            return type.accessors.get(component).invoke(parameters);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Field field(RecordComponent component) {
        Class<?> type = component.getType();
        String name = component.getName();
        if (type == int.class || type == double.class || type == Sides.class || type == PaddingRule.class) {
            Bounds bounds = required(component.getAnnotation(Bounds.class), component);
            String number = "%s from %s to %s"
                    .formatted(
                            type == double.class ? "a number" : "a whole number",
                            write(bounds.min()),
                            write(bounds.max()));
            String allowed = type == Sides.class
                    ? number + ", or two such as 3x5, height x width"
                    : type == PaddingRule.class
                            ? "valid, same, full, " + number + ", or two such as 1x2, height x width"
                            : number;
            return new Field(name, type, bounds.min(), bounds.max(), allowed, 20);
        }
        if (type == boolean.class) {
            return new Field(name, type, 0, 0, "true or false", 5);
        }
        if (type.isEnum()) {
            String allowed = Arrays.stream(type.getEnumConstants())
                    .map(Parameters::write)
                    .collect(Collectors.joining(", ", "one of ", ""));
            return new Field(name, type, 0, 0, allowed, 40);
        }
        if (type == String.class) {
            Form form = required(component.getAnnotation(Form.class), component);
            String allowed = form.value() + " (at most " + form.length() + " characters)"
                    + (form.picture() ? ", or your own picture" : "");
            return new Field(name, type, 0, 0, allowed, form.length(), form.picture());
        }
        throw new IllegalArgumentException("a parameter cannot be a " + type + ": " + component);
    }

    private static <A> A required(@Nullable A annotation, RecordComponent component) {
        if (annotation == null) {
            throw new IllegalArgumentException("no bounds or form on " + component);
        }
        return annotation;
    }
}
