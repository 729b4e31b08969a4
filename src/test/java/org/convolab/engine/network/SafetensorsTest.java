package org.convolab.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    private static final Network NETWORK = Network.of(
            "small",
            new Shape(3, 9, 9),
            Sequence.of()
                    .then("conv", Conv2d.of(3, 5, Window.of(3)))
                    .then("norm", BatchNorm.of(5))
                    .then("dense", Dense.of(245, 4)));

    private static Safetensors read(byte[] bytes) throws IOException {
        return Safetensors.read(new ByteArrayInputStream(bytes));
    }

    @Test
    void weightsComeBackAsTheyWereWritten() throws IOException {
        Weights weights = NETWORK.random(3);
        byte[] bytes = Safetensors.of(NETWORK, weights).bytes();
        Safetensors file = read(bytes);
        assertThat(file.metadata()).isEqualTo(Map.of("network", "small"));
        assertThat(file.arrays().get("conv.weight").sizes()).containsExactly(5, 3, 3, 3);
        Weights back = file.weights(NETWORK);
        NETWORK.parameters()
                .forEach(parameter -> assertThat(back.get(parameter)).containsExactly(weights.get(parameter)));
        assertThat(file.bytes()).isEqualTo(bytes);
    }

    @Test
    void everythingThatDoesNotFitTheNetworkIsNamed() {
        Safetensors right = Safetensors.of(NETWORK, NETWORK.random(3));
        assertThat(right.misfits(NETWORK)).isEmpty();
        Map<String, Safetensors.Array> arrays = new TreeMap<>(right.arrays());
        arrays.remove("conv.bias");
        arrays.put("conv.weight", new Safetensors.Array(new float[135], 135));
        arrays.put("dense.bias", new Safetensors.Array(new float[] {0, 1, Float.NaN, Float.NaN}, 4));
        arrays.put("more", new Safetensors.Array(new float[1], 1));
        assertThat(new Safetensors(arrays, Map.of()).misfits(NETWORK))
                .containsExactly(
                        "conv.weight is [135], but the network needs [5, 3, 3, 3]",
                        "there is no array conv.bias",
                        "number 2 of dense.bias is NaN");
    }

    @Test
    void whatIsMissingIsToldWithTheArraysThatItMayBe() {
        Map<String, Safetensors.Array> arrays =
                new TreeMap<>(Safetensors.of(NETWORK, NETWORK.random(3)).arrays());
        arrays.put("fc.bias", arrays.remove("dense.bias"));
        arrays.put("velocity", new Safetensors.Array(new float[1], 1));
        assertThat(new Safetensors(arrays, Map.of()).misfits(NETWORK))
                .containsExactly("there is no array dense.bias; of its sizes is fc.bias");
    }

    @Test
    void aVarianceCannotBeNegative() {
        Safetensors file = Safetensors.of(NETWORK, NETWORK.random(3));
        file.arrays().get("norm.running_variance").numbers()[3] = -0.5f;
        assertThat(file.misfits(NETWORK))
                .containsExactly("number 3 of norm.running_variance is -0.5, but cannot be below 0");
    }

    @ParameterizedTest
    @CsvSource({
        "weight, bias, running_mean, running_var",
        "gamma, beta, moving_mean, moving_variance",
        "gamma, beta, running_mean, running_variance"
    })
    void batchNormIsCalledWhatOtherToolsCallIt(String gamma, String beta, String mean, String variance)
            throws IOException {
        Map<String, Safetensors.Array> arrays =
                new TreeMap<>(Safetensors.of(NETWORK, NETWORK.random(3)).arrays());
        List<String> own = List.of("gamma", "beta", "running_mean", "running_variance");
        List<String> theirs = List.of(gamma, beta, mean, variance);
        own.forEach(name -> arrays.remove("norm." + name));
        for (int i = 0; i < 4; i++) {
            float number = i + 1;
            arrays.put("norm." + theirs.get(i), new Safetensors.Array(new float[] {number, 1, 1, 1, 1}, 5));
        }
        Safetensors file = read(new Safetensors(arrays, Map.of()).bytes());
        assertThat(file.misfits(NETWORK)).isEmpty();
        Weights weights = file.weights(NETWORK);
        for (int i = 0; i < 4; i++) {
            assertThat(weights.get("norm." + own.get(i))[0]).isEqualTo(i + 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "F16, 3c00, 1",
        "F16, c000, -2",
        "F16, 3555, 0.33325195",
        "F16, 7bff, 65504",
        "F16, 0001, 5.9604645e-8",
        "F16, 83ff, -6.097555e-5",
        "F16, 0400, 6.103515625e-5",
        "F16, 7c00, Infinity",
        "F16, fc00, -Infinity",
        "F16, 7e00, NaN",
        "BF16, 3f80, 1",
        "BF16, c049, -3.140625",
        "BF16, 0080, 1.17549435e-38",
        "BF16, 7fc0, NaN",
        "F64, 3ff8000000000000, 1.5",
        "F64, 3fd5555555555555, 0.33333334"
    })
    void numbersOfOtherWidthsAreRead(String type, String bits, float value) throws IOException {
        byte[] big = HexFormat.of().parseHex(bits);
        byte[] header = file(
                "{\"a\":{\"dtype\":\"%s\",\"shape\":[1],\"data_offsets\":[0,%d]}}".formatted(type, big.length),
                big.length);
        for (int i = 0; i < big.length; i++) {
            header[header.length - 1 - i] = big[i];
        }
        assertThat(read(header).arrays().get("a").numbers()).containsExactly(value);
    }

    @Test
    void everyHalfPrecisionNumberIsTheOneThatTheStandardSays() throws IOException {
        byte[] file = file("{\"a\":{\"dtype\":\"F16\",\"shape\":[65536],\"data_offsets\":[0,131072]}}", 131072);
        float[] expected = new float[65536];
        for (int bits = 0; bits < 65536; bits++) {
            file[file.length - 131072 + 2 * bits] = (byte) bits;
            file[file.length - 131072 + 2 * bits + 1] = (byte) (bits >> 8);
            int exponent = bits >> 10 & 31;
            double size = (exponent == 0 ? bits & 1023 : bits & 1023 | 1024) * Math.pow(2, Math.max(exponent, 1) - 25);
            double value = exponent < 31 ? size : (bits & 1023) == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            expected[bits] = (float) (bits < 1 << 15 ? value : -value);
        }
        assertThat(read(file).arrays().get("a").numbers()).isEqualTo(expected);
    }

    @Test
    void arraysOfOtherTypesArePassedOverUnlessTheyAreNeeded() throws IOException {
        Safetensors file = read(file("""
                {"norm.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]},
                 "conv.weight":{"dtype":"I8","shape":[5,3,3,3],"data_offsets":[8,143]}}""", 143));
        assertThat(file.arrays()).isEmpty();
        assertThat(file.passedOver()).isEqualTo(Map.of("norm.num_batches_tracked", "I64", "conv.weight", "I8"));
        assertThat(file.misfits(NETWORK))
                .hasSize(8)
                .startsWith("conv.weight has numbers of type I8; F64, F32, F16, BF16 are read")
                .noneMatch(misfit -> misfit.contains("num_batches_tracked"));
    }

    @Test
    void theBytesAreThoseOfTheFormat() {
        byte[] bytes = new Safetensors(Map.of("a", new Safetensors.Array(new float[] {1, -2}, 2)), Map.of("k", "\"v\""))
                .bytes();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) buffer.getLong();
        assertThat(length % 8).isZero();
        assertThat(new String(bytes, 8, length, StandardCharsets.UTF_8).strip())
                .isEqualTo("{\"__metadata__\":{\"k\":\"\\\"v\\\"\"},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}");
        assertThat(buffer.getFloat(8 + length)).isEqualTo(1);
        assertThat(buffer.getFloat(12 + length)).isEqualTo(-2);
        assertThat(bytes).hasSize(16 + length);
    }

    @Test
    void arraysInAnyOrderScalarsAndEscapesAreRead() throws IOException {
        Safetensors file = read(file("""
                { "__metadata__" : {"a\\u00e9\\n": "\\"\\\\ü"},
                  "late": {"shape": [], "dtype": "F32", "data_offsets": [4, 8]},
                  "none": {"shape": [2, 0], "dtype": "F32", "data_offsets": [4, 4]},
                  "early": {"data_offsets": [0, 4], "dtype": "F32", "shape": [1, 1]}}\s\s""", 8));
        assertThat(file.arrays()).containsOnlyKeys("early", "late", "none");
        assertThat(file.arrays().get("late").sizes()).isEmpty();
        assertThat(file.metadata()).containsEntry("aé\n", "\"\\ü");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [1]                                                               | 0  | the header is not a JSON object: it is [1]
            {"a":1                                                            | 0  | the header is not a JSON object: at character 6 there should be '}'
            {"a":1} x                                                         | 0  | the header is not a JSON object: at character 8 there should be the end
            {"a":true}                                                        | 0  | the header is not a JSON object: at character 5 there should be an object, a list, a string or an integer
            {"a":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[                                | 0  | the header is not a JSON object: at character 12 there should be an object, a list, a string or an integer
            {"a":"x\\q"}                                                      | 0  | the header is not a JSON object: at character 8 there should be an escape such as \\n
            {"a":99999999999999999999}                                        | 0  | the header is not a JSON object: at character 5 there should be an integer
            {"a":1,"a":2}                                                     | 0  | the header is not a JSON object: it names a twice
            {"__metadata__":{"a":1}}                                          | 0  | __metadata__ is not an object of texts
            {"a":1}                                                           | 0  | a is not described by an object
            {"a":{"dtype":16,"shape":[2],"data_offsets":[0,4]}}               | 4  | dtype of a is not a text: 16
            {"a":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}}            | 8  | a of shape [2] needs 4 bytes, but its data_offsets are [0, 8]
            {"a":{"dtype":"I64","shape":[2],"data_offsets":[16,0]}}           | 4  | data_offsets of a are [16, 0]
            {"a":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}}           | 4  | the file ends within a
            {"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}           | 4  | shape of a is not a list of natural numbers: [-1]
            {"a":{"dtype":"F32","shape":[1]}}                                 | 4  | data_offsets of a is not a list of natural numbers: null
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}            | 4  | a of shape [2] needs 8 bytes, but its data_offsets are [0, 4]
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}            | 4  | a of shape [1] needs 4 bytes, but its data_offsets are [4, 0]
            {"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}} | 0 | a of shape [4294967296, 4294967296] is too large
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}            | 8  | a begins at byte 4, but byte 0 comes next
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | b begins at byte 4, but byte 8 comes next
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}            | 7  | the file ends within a
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}            | 9  | there are bytes after the last array
            """)
    void aMalformedFileIsRefusedWithItsReason(String header, int bytes, String message) {
        assertThatThrownBy(() -> read(file(header, bytes)))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }

    @Test
    void aFileThatEndsWithinItsHeaderIsRefused() {
        byte[] bytes = Safetensors.of(NETWORK, NETWORK.random(1)).bytes();
        for (int length = 0; length < bytes.length; length += 7) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> read(new byte[4]))
                .hasMessage("not a safetensors file: it does not begin with the length of a header");
        assertThatThrownBy(() -> read("{\"json\": \"file\"}".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("not a safetensors file: it does not begin with the length of a header");
    }

    @Test
    void weightsOfAnotherNetworkAreRefused() {
        Safetensors file = Safetensors.of(NETWORK, NETWORK.random(1));
        Network wider =
                Network.of("wider", new Shape(3, 9, 9), Sequence.of().then("conv", Conv2d.of(3, 6, Window.of(3))));
        Network other =
                Network.of("other", new Shape(3, 9, 9), Sequence.of().then("first", Conv2d.of(3, 6, Window.of(3))));
        assertThatThrownBy(() -> file.weights(wider))
                .isInstanceOf(IOException.class)
                .hasMessage("conv.weight is [5, 3, 3, 3], but the network needs [6, 3, 3, 3]");
        assertThatThrownBy(() -> file.weights(other)).hasMessage("there is no array first.weight");
    }

    @Test
    void initializationsDrawTheVarianceThatTheyName() {
        Network network =
                Network.of("wide", new Shape(40, 9, 9), Sequence.of().then("conv", Conv2d.of(40, 80, Window.of(5))));
        assertThat(variance(network.random(Initialization.HE, 1).get("conv.weight")))
                .isCloseTo(2.0 / 1000, within(5e-5));
        assertThat(variance(network.random(Initialization.GLOROT, 1).get("conv.weight")))
                .isCloseTo(2.0 / 3000, within(2e-5));
        assertThat(network.random(Initialization.GLOROT, 1).get("conv.bias")).containsOnly(0);
        assertThat(network.random(5).get("conv.weight"))
                .isEqualTo(network.random(5).get("conv.weight"))
                .isNotEqualTo(network.random(6).get("conv.weight"));
    }

    private static double variance(float[] numbers) {
        double sum = 0;
        for (float number : numbers) {
            sum += (double) number * number;
        }
        return sum / numbers.length;
    }

    private static byte[] file(String header, int bytes) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .array());
        out.writeBytes(text);
        out.writeBytes(new byte[bytes]);
        return out.toByteArray();
    }
}
