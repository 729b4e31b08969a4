package org.convolab.engine.network;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
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
import org.convolab.engine.layer.Parameter;
import org.convolab.engine.layer.Weights;
import org.jspecify.annotations.Nullable;

/**
 * Named arrays of numbers in the safetensors format: the header's length in 8 bytes, the header in JSON, and the numbers,
 * all little-endian. Only F32 is read and written. See https://github.com/huggingface/safetensors#format.
 *
 * @param arrays by name, in alphabetical order
 * @param metadata whatever else is to be known, as text
 */
public record Safetensors(Map<String, Array> arrays, Map<String, String> metadata) {

    /** Numbers, row-major, and the sizes of their axes. */
    public record Array(float[] numbers, int... sizes) {}

    /** The folder in the class path with the weights that ship with the application. */
    public static final String SHIPPED = "weights";

    /** No header is longer; the reference implementation has the same limit. */
    private static final int LONGEST_HEADER = 100_000_000;

    public Safetensors {
        arrays = Collections.unmodifiableMap(new TreeMap<>(arrays));
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
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
     * The weights of a network among the arrays.
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
            Array array = arrays.get(prefix + parameter.name());
            String misfit = misfit(parameter, prefix);
            if (array == null || misfit != null) {
                throw new IOException(misfit);
            }
            weights.put(parameter.name(), array.numbers);
        }
        return Weights.of(weights);
    }

    private @Nullable String misfit(Parameter parameter, String prefix) {
        String name = prefix + parameter.name();
        Array array = arrays.get(name);
        if (array == null) {
            return "there is no array " + name;
        }
        return Arrays.equals(array.sizes, parameter.sizes())
                ? null
                : "%s is %s, but the network needs %s"
                        .formatted(name, Arrays.toString(array.sizes), Arrays.toString(parameter.sizes()));
    }

    /**
     * Everything that keeps the arrays from being the weights of a network and nothing else: arrays that are missing, have
     * other sizes, are none of the network's, or hold a number that is not finite.
     */
    public List<String> misfits(Network network) {
        List<String> misfits = new ArrayList<>();
        Set<String> needed = new TreeSet<>();
        for (Parameter parameter : network.parameters()) {
            needed.add(parameter.name());
            String misfit = misfit(parameter, "");
            if (misfit != null) {
                misfits.add(misfit);
            }
        }
        arrays.forEach((name, array) -> {
            if (!needed.contains(name)) {
                misfits.add("the network has no array " + name);
            }
            for (int i = 0; i < array.numbers.length; i++) {
                if (!Float.isFinite(array.numbers[i])) {
                    misfits.add("number %d of %s is %s".formatted(i, name, array.numbers[i]));
                    break;
                }
            }
        });
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
        out.write(littleEndian(8).putLong(header.length).array());
        out.write(header);
        for (Array array : arrays.values()) {
            byte[] bytes = new byte[4 * array.numbers.length];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .put(array.numbers);
            out.write(bytes);
        }
    }

    private static ByteBuffer littleEndian(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
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
     * @throws IOException if it cannot be read or is not a safetensors file of F32 arrays; the message says what is wrong
     */
    public static Safetensors read(InputStream in) throws IOException {
        byte[] size = in.readNBytes(8);
        long length = size.length < 8
                ? -1
                : ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN).getLong();
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
        long at = 0;
        for (Entry entry : entries) {
            if (entry.begin != at) {
                throw new IOException(
                        "%s begins at byte %d, but byte %d comes next".formatted(entry.name, entry.begin, at));
            }
            arrays.put(entry.name, entry.read(in));
            at = entry.end;
        }
        if (in.read() >= 0) {
            throw new IOException("there are bytes after the last array");
        }
        return new Safetensors(arrays, metadata);
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

    /** What the header says of one array: its sizes, and which bytes after the header are its own. */
    private record Entry(String name, int[] sizes, long begin, long end) {
        static Entry of(String name, Object value) throws IOException {
            Map<String, Object> fields;
            try {
                fields = object(value);
            } catch (IllegalArgumentException e) {
                throw new IOException(name + " is not described by an object", e);
            }
            if (!"F32".equals(fields.get("dtype"))) {
                throw new IOException(
                        "%s has numbers of type %s, but only F32 is read".formatted(name, fields.get("dtype")));
            }
            long[] shape = integers(name, "shape", fields);
            long[] offsets = integers(name, "data_offsets", fields);
            long bytes = 4;
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
                    name, Arrays.stream(shape).mapToInt(Math::toIntExact).toArray(), offsets[0], offsets[1]);
        }

        private static long[] integers(String name, String field, Map<String, Object> fields) throws IOException {
            if (fields.get(field) instanceof List<?> list
                    && list.stream().allMatch(each -> each instanceof Long number && number >= 0)) {
                return list.stream().mapToLong(each -> (Long) each).toArray();
            }
            throw new IOException(
                    "%s of %s is not a list of natural numbers: %s".formatted(field, name, fields.get(field)));
        }

        Array read(InputStream in) throws IOException {
            byte[] bytes = in.readNBytes((int) (end - begin));
            if (bytes.length < end - begin) {
                throw new IOException("the file ends within " + name);
            }
            float[] numbers = new float[bytes.length / 4];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(numbers);
            return new Array(numbers, sizes);
        }
    }
}
