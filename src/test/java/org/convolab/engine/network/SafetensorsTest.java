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
                        "number 2 of dense.bias is NaN",
                        "the network has no array more");
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
            {"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}            | 4  | a has numbers of type F16, but only F32 is read
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
    void initialisationsDrawTheVarianceThatTheyName() {
        Network network =
                Network.of("wide", new Shape(40, 9, 9), Sequence.of().then("conv", Conv2d.of(40, 80, Window.of(5))));
        assertThat(variance(network.random(Initialisation.HE, 1).get("conv.weight")))
                .isCloseTo(2.0 / 1000, within(5e-5));
        assertThat(variance(network.random(Initialisation.GLOROT, 1).get("conv.weight")))
                .isCloseTo(2.0 / 3000, within(2e-5));
        assertThat(network.random(Initialisation.GLOROT, 1).get("conv.bias")).containsOnly(0);
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
