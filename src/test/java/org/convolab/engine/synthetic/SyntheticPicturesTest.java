package org.convolab.engine.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.data.Examples;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SyntheticPicturesTest {
    private static final Digits DIGITS = new Digits();
    private static final Sketches SKETCHES = new Sketches();

    static Stream<SyntheticPictures> sets() {
        return Stream.of(DIGITS, SKETCHES);
    }

    static Stream<Arguments> checksums() {
        return Stream.of(Arguments.of(DIGITS, 4034354240L), Arguments.of(SKETCHES, 3411333084L));
    }

    /** Of every bit of the first pictures of every class. */
    private static long checksum(SyntheticPictures set) {
        var check = new CRC32();
        for (int label = 0; label < set.classes().size(); label++) {
            for (long seed = 0; seed < 20; seed++) {
                float[] picture = set.picture(seed, label).data();
                var bytes = ByteBuffer.allocate(4 * picture.length);
                bytes.asFloatBuffer().put(picture);
                check.update(bytes.array());
            }
        }
        return check.getValue();
    }

    @ParameterizedTest
    @MethodSource("checksums")
    void aSeedGivesTheSamePictureBitForBitOnEveryMachine(SyntheticPictures set, long expected) {
        assertThat(checksum(set)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void examplesAreThePicturesOfSeedsOneAfterTheOther(SyntheticPictures set) {
        DataSet examples = set.examples(5, 3);
        assertThat(examples.size()).isEqualTo(3);
        assertThat(examples.shape()).isEqualTo(set.shape());
        assertThat(examples.classes()).isEqualTo(set.classes());
        for (int i = 0; i < 3; i++) {
            assertThat(examples.label(i)).isEqualTo(set.label(5 + i));
            assertThat(examples.example(i).data())
                    .containsExactly(set.picture(5 + i, set.label(5 + i)).data());
        }
    }

    @Test
    void aSmallPictureStandsInTheMiddleOfALargerOne() {
        float[] small = DIGITS.picture(7, DIGITS.label(7)).data();
        float[] batch = new float[2 * 32 * 32];
        Arrays.fill(batch, -1);
        DataSet framed = DIGITS.examples(7, 1).within(new Shape(1, 32, 32));
        assertThat(framed.shape()).isEqualTo(new Shape(1, 32, 32));
        framed.read(0, batch, 32 * 32);
        for (int i = 0; i < 32 * 32; i++) {
            int y = i / 32 - 2;
            int x = i % 32 - 2;
            boolean inside = y >= 0 && y < 28 && x >= 0 && x < 28;
            assertThat(batch[i]).isEqualTo(-1);
            assertThat(batch[32 * 32 + i]).isEqualTo(inside ? small[y * 28 + x] : 0);
        }
    }

    @Test
    void aFrameKeepsEveryChannelInItsPlaceAndIsNeverTooSmall() {
        Tensor pixels = Tensor.of(new Shape(2, 1, 1), 3, 4);
        DataSet data = new Examples(pixels, new int[] {0}, List.of("pixel"));
        assertThat(data.within(new Shape(2, 3, 2)).example(0).data())
                .containsExactly(0, 0, 3, 0, 0, 0, 0, 0, 4, 0, 0, 0);
        assertThat(data.within(pixels.shape())).isSameAs(data);
        assertThatThrownBy(() -> DIGITS.examples(0, 1).within(new Shape(1, 32, 27)))
                .hasMessage("pictures of 1×28×28 do not fit into 1×32×27");
    }

    @ParameterizedTest
    @MethodSource("sets")
    void aPictureIsDrawnIntoItsPlaceOfABatch(SyntheticPictures set) {
        int size = set.shape().size();
        var batch = new float[3 * size];
        Arrays.fill(batch, -1);
        set.draw(3, 4, batch, size);
        assertThat(Arrays.copyOfRange(batch, size, 2 * size))
                .containsExactly(set.picture(3, 4).data());
        assertThat(Arrays.copyOf(batch, size)).containsOnly(-1);
        assertThat(Arrays.copyOfRange(batch, 2 * size, 3 * size)).containsOnly(-1);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void everyNumberLiesBetweenPaperAndInk(SyntheticPictures set) {
        for (long seed = 0; seed < 100; seed++) {
            float least = 1;
            float most = 0;
            for (float number : set.examples(seed, 1).example(0).data()) {
                least = Math.min(least, number);
                most = Math.max(most, number);
            }
            assertThat(least).as("seed %d", seed).isBetween(0f, most);
            assertThat(most).as("seed %d", seed).isBetween(least, 1f);
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void allClassesAreEquallyLikely(SyntheticPictures set) {
        var counts = new int[set.classes().size()];
        for (long seed = 0; seed < 10_000; seed++) {
            counts[set.label(seed)]++;
        }
        assertThat(counts).hasSize(10);
        assertThat(IntStream.of(counts)).allMatch(count -> Math.abs(count - 1000) < 120);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void noTwoSeedsGiveTheSamePicture(SyntheticPictures set) {
        for (int label = 0; label < set.classes().size(); label++) {
            for (long seed = 0; seed < 30; seed++) {
                assertThat(set.picture(seed, label).data())
                        .isNotEqualTo(set.picture(seed + 1, label).data());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void everyClassLooksLikeItselfAndUnlikeTheOthersOnAverage(SyntheticPictures set) {
        int classes = set.classes().size();
        var first = new float[classes][];
        var second = new float[classes][];
        for (int label = 0; label < classes; label++) {
            first[label] = mean(set, label, 0);
            second[label] = mean(set, label, 10_000);
        }
        for (int label = 0; label < classes; label++) {
            for (int other = 0; other < classes; other++) {
                if (other != label) {
                    assertThat(distance(first[label], second[label]))
                            .as(set.classes().get(label) + " and "
                                    + set.classes().get(other))
                            .isLessThan(0.8 * distance(first[label], first[other]));
                }
            }
        }
    }

    private static float[] mean(SyntheticPictures set, int label, long seed) {
        int count = 100;
        var sum = new float[set.shape().size()];
        for (long at = seed; at < seed + count; at++) {
            float[] picture = set.picture(at, label).data();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += picture[i] / count;
            }
        }
        return sum;
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void aLabelThatIsNoneIsRefused(SyntheticPictures set) {
        assertThatThrownBy(() -> set.picture(1, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> set.picture(1, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void digitsHaveAsMuchInkAsHandwriting() {
        for (long seed = 0; seed < 2000; seed++) {
            double ink = 0;
            float darkest = 0;
            for (float number : DIGITS.examples(seed, 1).example(0).data()) {
                ink += number;
                darkest = Math.max(darkest, number);
            }
            assertThat(ink).as("seed %d", seed).isBetween(15.0, 330.0);
            assertThat(darkest).as("seed %d", seed).isGreaterThan(0.8f);
        }
    }

    @Test
    void digitsAreCenteredByTheirMass() {
        for (long seed = 0; seed < 2000; seed++) {
            float[] picture = DIGITS.examples(seed, 1).example(0).data();
            double mass = 0;
            double x = 0;
            double y = 0;
            for (int i = 0; i < picture.length; i++) {
                mass += picture[i];
                x += picture[i] * (i % 28);
                int row = i / 28;
                y += picture[i] * row;
            }
            assertThat(x / mass).as("seed %d", seed).isCloseTo(14, within(0.6));
            assertThat(y / mass).as("seed %d", seed).isCloseTo(14, within(0.6));
        }
    }

    @Test
    void digitsFillABoxOfTwentyPixels() {
        for (long seed = 0; seed < 500; seed++) {
            float[] picture = DIGITS.examples(seed, 1).example(0).data();
            int[] columns = IntStream.range(0, 784)
                    .filter(i -> picture[i] > 0.3)
                    .map(i -> i % 28)
                    .sorted()
                    .toArray();
            int[] rows = IntStream.range(0, 784)
                    .filter(i -> picture[i] > 0.3)
                    .map(i -> i / 28)
                    .toArray();
            int longer = Math.max(columns[columns.length - 1] - columns[0], rows[rows.length - 1] - rows[0]) + 1;
            assertThat(longer).as("seed %d", seed).isBetween(17, 21);
        }
    }

    @Test
    void sketchesAreNeitherDarkNorFlat() {
        for (long seed = 0; seed < 100; seed++) {
            float[] picture = SKETCHES.examples(seed, 1).example(0).data();
            double mean = 0;
            double square = 0;
            for (float number : picture) {
                mean += number / picture.length;
                square += number * number / picture.length;
            }
            assertThat(mean).as("seed %d", seed).isBetween(0.1, 0.9);
            assertThat(Math.sqrt(square - mean * mean)).as("seed %d", seed).isGreaterThan(0.06);
        }
    }

    @Test
    void shrunkPicturesHoldTheAveragesOfSquaresAndHeldOnesAreTheSame() {
        DataSet large = SKETCHES.examples(5, 3);
        DataSet small = large.shrunk(4);
        Examples held = small.held();
        Shape shape = small.shape();
        assertThat(shape)
                .isEqualTo(
                        new Shape(3, large.shape().height() / 4, large.shape().width() / 4));
        for (int n = 0; n < 3; n++) {
            var from = large.example(n);
            var to = small.example(n);
            assertThat(held.example(n).data()).isEqualTo(to.data());
            assertThat(held.label(n)).isEqualTo(large.label(n));
            for (int c = 0; c < 3; c++) {
                double sum = 0;
                for (int i = 0; i < 16; i++) {
                    sum += from.at(0, c, 8 + i / 4, 12 + i % 4);
                }
                assertThat((double) to.at(0, c, 2, 3)).isCloseTo(sum / 16, within(1e-6));
            }
        }
        assertThatThrownBy(() -> large.shrunk(5)).hasMessageContaining("squares of 5 do not tile");
    }
}
