package org.convolab.engine.network;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.convolab.engine.layer.Parameter;
import org.convolab.engine.layer.Weights;
import org.jspecify.annotations.Nullable;

/**
 * Named arrays of numbers in the safetensors format: the header's length in 8 bytes, the header in JSON, and the numbers,
 * all little-endian. F64, F32, F16 and BF16 are read, F32 is written. Arrays of other types, such as the counters that
 * PyTorch keeps beside batch norm, are passed over. See https://github.com/huggingface/safetensors#format.
 *
 * @param arrays by name, in alphabetical order
 * @param metadata whatever else is to be known, as text
 * @param passedOver the names of arrays of other types, and which types these are
 */
public record Safetensors(Map<String, Array> arrays, Map<String, String> metadata, Map<String, String> passedOver) {

    /** Numbers, row-major, and the sizes of their axes. */
    public record Array(float[] numbers, int... sizes) {}

    /** The folder in the class path with the weights that ship with the application. */
    public static final String SHIPPED = "weights";

    /** No header is longer; the reference implementation has the same limit. */
    private static final int LONGEST_HEADER = 100_000_000;

    public Safetensors {
        arrays = Collections.unmodifiableMap(new TreeMap<>(arrays));
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
        passedOver = Collections.unmodifiableMap(new TreeMap<>(passedOver));
    }

    public Safetensors(Map<String, Array> arrays, Map<String, String> metadata) {
        this(arrays, metadata, Map.of());
    }

    /** A network's weights, with the network's name as metadata. */
    public static Safetensors of(Network network, Weights weights) {
        Map<String, Array> arrays = new TreeMap<>();
        network.parameters()
                .forEach(parameter ->
                        arrays.put(parameter.name(), new Array(weights.get(parameter), parameter.sizes())));
        return new Safetensors(arrays, Map.of("network", network.name()));
    }

    /**
     * The trained weights that ship with the application for a network, {@code weights/lenet-5-full.safetensors}.
     *
     * @throws IllegalArgumentException if there are none, or they are not the network's
     */
    public static Weights shipped(Network network) {
        String file = "/" + SHIPPED + "/" + network.name() + ".safetensors";
        try (InputStream in = Safetensors.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("no weights ship for " + network.name());
            }
            return read(new BufferedInputStream(in)).weights(network).fixed();
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The weights of a network among the arrays. Others may stand beside them.
     *
     * @throws IOException if one is missing or has other sizes than the network's
     */
    public Weights weights(Network network) throws IOException {
        return weights(network.parameters(), "");
    }

    /**
     * The arrays of parameters whose names have {@code prefix} in front; the weights' names do not have it.
     *
     * @throws IOException if one is missing or has other sizes
     */
    public Weights weights(List<Parameter> parameters, String prefix) throws IOException {
        Map<String, float[]> weights = new TreeMap<>();
        for (Parameter parameter : parameters) {
            String name = prefix + name(parameter, prefix);
            Array array = arrays.get(name);
            if (array == null) {
                throw new IOException(missing(name));
            }
            if (!Arrays.equals(array.sizes, parameter.sizes())) {
                throw new IOException(otherSizes(name, array, parameter));
            }
            weights.put(parameter.name(), array.numbers);
        }
        return Weights.of(weights);
    }

    /** What a parameter is called here: by another tool's name if the file has only that. */
    private String name(Parameter parameter, String prefix) {
        return Stream.concat(Stream.of(parameter.name()), parameter.otherNames().stream())
                .filter(name -> arrays.containsKey(prefix + name) || passedOver.containsKey(prefix + name))
                .findFirst()
                .orElse(parameter.name());
    }

    private String missing(String name) {
        return passedOver.containsKey(name)
                ? "%s has numbers of type %s; %s are read"
                        .formatted(
                                name,
                                passedOver.get(name),
                                Arrays.stream(Type.values()).map(Type::name).collect(Collectors.joining(", ")))
                : "there is no array " + name;
    }

    private static String otherSizes(String name, Array array, Parameter parameter) {
        return "%s is %s, but the network needs %s"
                .formatted(name, Arrays.toString(array.sizes), Arrays.toString(parameter.sizes()));
    }

    /**
     * Everything that keeps the arrays from being the weights of a network: arrays that are missing, have other sizes, or
     * hold a number that is not finite or that the parameter cannot have. What is missing is told together with the arrays
     * of its sizes that no parameter takes, for it may be one of them under another name.
     */
    public List<String> misfits(Network network) {
        List<String> misfits = new ArrayList<>();
        Set<String> unused = new TreeSet<>(arrays.keySet());
        network.parameters().forEach(parameter -> unused.remove(name(parameter, "")));
        for (Parameter parameter : network.parameters()) {
            String name = name(parameter, "");
            Array array = arrays.get(name);
            if (array == null) {
                List<String> alike = arrays.entrySet().stream()
                        .filter(each -> unused.contains(each.getKey())
                                && Arrays.equals(each.getValue().sizes, parameter.sizes()))
                        .map(Map.Entry::getKey)
                        .toList();
                misfits.add(missing(name) + (alike.isEmpty() ? "" : "; of its sizes is " + String.join(", ", alike)));
            } else if (!Arrays.equals(array.sizes, parameter.sizes())) {
                misfits.add(otherSizes(name, array, parameter));
            } else {
                for (int i = 0; i < array.numbers.length; i++) {
                    float number = array.numbers[i];
                    if (!Float.isFinite(number) || number < parameter.least()) {
                        misfits.add("number %d of %s is %s".formatted(i, name, number)
                                + (number < parameter.least()
                                        ? ", but cannot be below " + (int) parameter.least()
                                        : ""));
                        break;
                    }
                }
            }
        }
        return misfits;
    }

    /** Writes the file's bytes: the arrays in alphabetical order, without gaps, from a multiple of 8 bytes on. */
    public void write(OutputStream out) throws IOException {
        List<String> entries = new ArrayList<>();
        if (!metadata.isEmpty()) {
            entries.add(metadata.entrySet().stream()
                    .map(entry -> Json.quote(entry.getKey()) + ":" + Json.quote(entry.getValue()))
                    .collect(Collectors.joining(",", "\"__metadata__\":{", "}")));
        }
        long begin = 0;
        for (Map.Entry<String, Array> entry : arrays.entrySet()) {
            long end = begin + 4L * entry.getValue().numbers.length;
            entries.add("%s:{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                    .formatted(
                            Json.quote(entry.getKey()),
                            Arrays.toString(entry.getValue().sizes).replace(" ", ""),
                            begin,
                            end));
            begin = end;
        }
        byte[] text = ("{" + String.join(",", entries) + "}").getBytes(StandardCharsets.UTF_8);
        byte[] header = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
        Arrays.fill(header, text.length, header.length, (byte) ' ');
        byte[] length = new byte[8];
        littleEndian(length).putLong(header.length);
        out.write(length);
        out.write(header);
        for (Array array : arrays.values()) {
            byte[] bytes = new byte[4 * array.numbers.length];
            littleEndian(bytes).asFloatBuffer().put(array.numbers);
            out.write(bytes);
        }
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The bytes that {@link #write} writes. */
    public byte[] bytes() {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            write(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads a whole file.
     *
     * @throws IOException if it cannot be read or is not a safetensors file; the message says what is wrong
     */
    public static Safetensors read(InputStream in) throws IOException {
        byte[] size = in.readNBytes(8);
        long length = size.length < 8 ? -1 : littleEndian(size).getLong();
        if (length < 2 || length > LONGEST_HEADER) {
            throw new IOException("not a safetensors file: it does not begin with the length of a header");
        }
        byte[] header = in.readNBytes((int) length);
        if (header.length < length) {
            throw new IOException(
                    "the header should have %d bytes, but the file ends after %d".formatted(length, header.length));
        }
        Map<String, String> metadata = Map.of();
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, Object> each : header(header).entrySet()) {
            if (each.getKey().equals("__metadata__")) {
                metadata = metadata(each.getValue());
            } else {
                entries.add(Entry.of(each.getKey(), each.getValue()));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        Map<String, Array> arrays = new LinkedHashMap<>();
        Map<String, String> passedOver = new LinkedHashMap<>();
        long at = 0;
        for (Entry entry : entries) {
            if (entry.begin != at) {
                throw new IOException(
                        "%s begins at byte %d, but byte %d comes next".formatted(entry.name, entry.begin, at));
            }
            if (entry.type != null) {
                arrays.put(entry.name, entry.read(in, entry.type));
            } else {
                passedOver.put(entry.name, entry.dtype);
                entry.pass(in);
            }
            at = entry.end;
        }
        if (in.read() >= 0) {
            throw new IOException("there are bytes after the last array");
        }
        return new Safetensors(arrays, metadata, passedOver);
    }

    private static Map<String, Object> header(byte[] header) throws IOException {
        try {
            return object(new Json(new String(header, StandardCharsets.UTF_8)).value());
        } catch (IllegalArgumentException e) {
            throw new IOException("the header is not a JSON object: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> metadata(Object value) throws IOException {
        try {
            Map<String, String> metadata = new LinkedHashMap<>();
            object(value).forEach((key, text) -> metadata.put(key, (String) text));
            return metadata;
        } catch (IllegalArgumentException | ClassCastException e) {
            throw new IOException("__metadata__ is not an object of texts", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        if (!(value instanceof Map)) {
            throw new IllegalArgumentException("it is " + value);
        }
        return (Map<String, Object>) value;
    }

    /** The types of numbers that are read. */
    private enum Type {
        F64(8, bytes -> (float) bytes.getDouble()),
        F32(4, ByteBuffer::getFloat),
        F16(2, bytes -> half(bytes.getShort())),
        BF16(2, bytes -> Float.intBitsToFloat(bytes.getShort() << 16));

        /** Takes the next number from a file's bytes. */
        private interface Reader {
            float next(ByteBuffer bytes);
        }

        private final int bytes;
        private final Reader reader;

        Type(int bytes, Reader reader) {
            this.bytes = bytes;
            this.reader = reader;
        }

        static @Nullable Type of(String name) {
            return Arrays.stream(values())
                    .filter(type -> type.name().equals(name))
                    .findFirst()
                    .orElse(null);
        }

        /** A number of IEEE 754's binary16: a sign, 5 bits of exponent and 10 of fraction. */
        private static float half(short bits) {
            int exponent = bits >> 10 & 31;
            int fraction = bits & 1023;
            float size = exponent == 31
                    ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
                    : exponent == 0 ? fraction * 0x1p-24f : Float.intBitsToFloat(exponent + 112 << 23 | fraction << 13);
            return bits < 0 ? -size : size;
        }
    }

    /** What the header says of one array: its type, null if it is not read, its sizes, and which bytes are its own. */
    private record Entry(String name, @Nullable Type type, String dtype, int[] sizes, long begin, long end) {
        static Entry of(String name, Object value) throws IOException {
            Map<String, Object> fields;
            try {
                fields = object(value);
            } catch (IllegalArgumentException e) {
                throw new IOException(name + " is not described by an object", e);
            }
            if (!(fields.get("dtype") instanceof String dtype)) {
                throw new IOException("dtype of %s is not a text: %s".formatted(name, fields.get("dtype")));
            }
            long[] shape = integers(name, "shape", fields);
            long[] offsets = integers(name, "data_offsets", fields);
            Type type = Type.of(dtype);
            if (type == null) {
                if (offsets.length != 2 || offsets[1] < offsets[0]) {
                    throw new IOException("data_offsets of %s are %s".formatted(name, Arrays.toString(offsets)));
                }
                return new Entry(name, null, dtype, new int[0], offsets[0], offsets[1]);
            }
            long bytes = type.bytes;
            try {
                for (long side : shape) {
                    bytes = Math.multiplyExact(bytes, side);
                }
            } catch (ArithmeticException e) {
                bytes = Long.MAX_VALUE;
            }
            if (bytes > Integer.MAX_VALUE) {
                throw new IOException("%s of shape %s is too large".formatted(name, Arrays.toString(shape)));
            }
            if (offsets.length != 2 || offsets[1] - offsets[0] != bytes) {
                throw new IOException("%s of shape %s needs %d bytes, but its data_offsets are %s"
                        .formatted(name, Arrays.toString(shape), bytes, Arrays.toString(offsets)));
            }
            return new Entry(
                    name,
                    type,
                    dtype,
                    Arrays.stream(shape).mapToInt(Math::toIntExact).toArray(),
                    offsets[0],
                    offsets[1]);
        }

        private static long[] integers(String name, String field, Map<String, Object> fields) throws IOException {
            if (fields.get(field) instanceof List<?> list
                    && list.stream().allMatch(each -> each instanceof Long number && number >= 0)) {
                return list.stream().mapToLong(each -> (Long) each).toArray();
            }
            throw new IOException(
                    "%s of %s is not a list of natural numbers: %s".formatted(field, name, fields.get(field)));
        }

        void pass(InputStream in) throws IOException {
            try {
                in.skipNBytes(end - begin);
            } catch (EOFException e) {
                throw new IOException("the file ends within " + name, e);
            }
        }

        Array read(InputStream in, Type type) throws IOException {
            byte[] bytes = in.readNBytes((int) (end - begin));
            if (bytes.length < end - begin) {
                throw new IOException("the file ends within " + name);
            }
            float[] numbers = new float[bytes.length / type.bytes];
            ByteBuffer buffer = littleEndian(bytes);
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = type.reader.next(buffer);
            }
            return new Array(numbers, sizes);
        }
    }
}
