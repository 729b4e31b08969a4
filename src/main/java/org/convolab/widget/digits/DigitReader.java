package org.convolab.widget.digits;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.convolab.engine.data.MnistFraming;
import org.convolab.engine.insight.Occlusion;
import org.convolab.engine.insight.Units;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Softmax;
import org.convolab.engine.network.Trace;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.image.Drawing;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Form;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.Steps;
import org.convolab.widget.TrainedNetwork;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A network at work on what a reader draws: how a drawing is brought into the form that LeNet-5 has learned from, what each
 * layer makes of it, how sure the answer is, and which part of the digit it rests on.
 */
@Component
final class DigitReader implements Widget<DigitReader.Paper, DigitReader.Prediction> {
    private static final String NETWORK = "lenet-5-full";

    /** How many pixels the square that hides part of the digit moves at a time. */
    private static final int STRIDE = 3;

    /** Stands for the digit that is read, and for the place where hiding it matters most. */
    private static final int CHOSEN_BY_THE_NETWORK = -1;

    /** How many maps stand in a row of a layer's image, at most. */
    private static final int COLUMNS = 8;

    /**
     * The drawing, how far it is moved right and down, whether it is normalized before LeNet-5 reads it, the digit that an
     * explanation is about, and the square that hides part of it: its side, and its place in rows and columns of places.
     */
    public record Paper(
            @Form(value = DigitDrawing.FORM, length = DigitDrawing.LENGTH)
            String pixels,

            @Bounds(min = -10, max = 10) int dx,
            @Bounds(min = -10, max = 10) int dy,
            boolean normalize,
            @Bounds(min = CHOSEN_BY_THE_NETWORK, max = 9) int about,
            @Bounds(min = 2, max = 14) int square,
            @Bounds(min = CHOSEN_BY_THE_NETWORK, max = 10) int row,
            @Bounds(min = CHOSEN_BY_THE_NETWORK, max = 10) int col) {

        /** Whether the drawing is a sample of that digit. */
        public boolean samples(int digit) {
            return pixels.startsWith(digit + "-");
        }

        /** Whether the drawing is a sample, and not the reader's own. */
        public boolean isSample() {
            return pixels.indexOf('-') == 1;
        }

        /** A sample of that digit: the next one if this is one already. */
        public String sample(int digit) {
            return digit + "-" + (samples(digit) ? (Integer.parseInt(pixels.substring(2)) + 1) % 1_000_000 : 1);
        }
    }

    /**
     * What LeNet-5 makes of a drawing.
     *
     * @param digit what it reads; null where nothing is drawn, and then there is nothing else either
     * @param probabilities of the digits from 0 to 9
     * @param pixels the drawing where it was moved to, as rows of hexadecimal digits
     * @param drawn the same as ink from 0 to 1
     * @param normalized its box of ink, and the digit as MNIST would have it
     * @param input what the network reads, 1×32×32
     */
    public record Prediction(
            @Nullable Integer digit,
            List<Float> probabilities,
            String pixels,
            Tensor drawn,
            @Nullable MnistFraming normalized,
            @Nullable Tensor input,
            List<LayerOutput> layers,
            @Nullable Occluded occlusion,
            String sentence)
            implements View {

        /** A probability as short as fits beside its bar; never all or nothing where it is neither. */
        public String percent(float share) {
            return (share > 0.9995 && share < 1
                            ? ">\u00a099.9"
                            : share < 0.0005 && share > 0 ? "<\u00a00.1" : Numerals.format(100 * share, "0.#"))
                    + "\u00a0%";
        }

        /** The name of a cell of the coarse grid: {@code a1} is the first, {@code b1} stands to its right. */
        public String cell(int row, int column) {
            return (char) ('a' + column) + String.valueOf(row + 1);
        }

        /** Whether a cell of the coarse grid is inked. */
        public boolean inked(int row, int column) {
            return DigitDrawing.fills(drawn, row, column);
        }
    }

    /**
     * What a layer gives, after its activation.
     *
     * @param maps how many there are, of {@code height} × {@code width} numbers each
     * @param largest the farthest from zero
     */
    public record LayerOutput(String name, int maps, int height, int width, float largest, Tensor outputs) {

        /** Whether its maps are single numbers. */
        public boolean vector() {
            return outputs.shape().isVector();
        }

        /** Its maps side by side. */
        public Drawing sheet() {
            List<Drawing> drawings = IntStream.range(0, maps)
                    .mapToObj(c -> Drawing.signed(outputs, 0, c, largest))
                    .toList();
            return Drawing.sheet(drawings, vector() ? maps : COLUMNS, vector() ? 0 : 1);
        }
    }

    /**
     * What a square of blank paper on the digit does to the probability of one digit.
     *
     * @param about that digit
     * @param falls by how much its probability falls with the square at each place
     * @param row the place that is looked at
     * @param top the first row of pixels under the square there
     * @param left the first column
     * @param before the probability without the square
     * @param after the probability with it
     * @param instead what LeNet-5 then reads
     */
    public record Occluded(
            int about,
            Grid falls,
            int row,
            int col,
            int top,
            int left,
            float before,
            float after,
            int instead,
            String sentence) {}

    @Override
    public String id() {
        return "digits";
    }

    @Override
    public String title() {
        return "LeNet-5 reads your digit";
    }

    @Override
    public Paper start() {
        return new Paper("7-2", 0, 0, true, CHOSEN_BY_THE_NETWORK, 6, CHOSEN_BY_THE_NETWORK, CHOSEN_BY_THE_NETWORK);
    }

    @Override
    public Prediction view(Paper p, CourseResources materials) {
        TrainedNetwork leNet = materials.trained("network", NETWORK);
        Tensor drawn = DigitDrawing.moved(DigitDrawing.read("pixels", p.pixels()), p.dx(), p.dy());
        if (MnistFraming.isBlank(drawn)) {
            return new Prediction(
                    null,
                    List.of(),
                    DigitDrawing.write(drawn),
                    drawn,
                    null,
                    null,
                    List.of(),
                    null,
                    "The paper is blank. Draw a digit from 0 to 9, large or small, or choose a sample.");
        }
        MnistFraming normalized = MnistFraming.of(drawn);
        Tensor input = leNet.read(p.normalize() ? normalized.picture() : drawn);
        Trace trace = leNet.network().trace(leNet.weights(), input);
        float[] probabilities = trace.last().data();
        int digit = most(probabilities);
        return new Prediction(
                digit,
                list(probabilities),
                DigitDrawing.write(drawn),
                drawn,
                normalized,
                input,
                layers(leNet, trace),
                hidden(p, leNet, input, probabilities, p.about() < 0 ? digit : p.about()),
                sentence(probabilities, digit));
    }

    /** The square goes from place to place. */
    @Override
    public @Nullable Steps walk(Paper p, Prediction reading) {
        Occluded hidden = reading.occlusion();
        if (hidden == null) {
            return null;
        }
        int width = hidden.falls().width();
        return new Steps(
                hidden.row() * width + hidden.col(),
                width * hidden.falls().height(),
                place -> Map.of("row", place / width, "col", place % width));
    }

    /** {@code drawn}, {@code read}, and every layer's maps under its name. */
    @Override
    public @Nullable Drawing drawing(Paper p, Prediction reading, String name) {
        if (name.equals("drawn")) {
            return Drawing.ink(reading.drawn(), 0, 0, 1);
        }
        if (name.equals("read") && reading.input() != null) {
            return Drawing.ink(reading.input(), 0, 0, 1);
        }
        return reading.layers().stream()
                .filter(layer -> layer.name().equals(name))
                .map(LayerOutput::sheet)
                .findFirst()
                .orElse(null);
    }

    /** What each layer gives, with an activation counted to the layer before it; without the probabilities and their sums. */
    private static List<LayerOutput> layers(TrainedNetwork leNet, Trace trace) {
        List<Sequence.Named> all = leNet.network().layers().layers();
        List<LayerOutput> layers = new ArrayList<>();
        for (int i = 0; i + 1 < all.size(); i++) {
            Sequence.Named next = all.get(i + 1);
            if (!(all.get(i).layer() instanceof Activation) && !(next.layer() instanceof Softmax)) {
                Tensor outputs = trace.of(
                        next.layer() instanceof Activation
                                ? next.name()
                                : all.get(i).name());
                Shape shape = outputs.shape();
                float largest = 0;
                for (float value : outputs.data()) {
                    largest = Math.max(largest, Math.abs(value));
                }
                layers.add(new LayerOutput(
                        all.get(i).name(), shape.channels(), shape.height(), shape.width(), largest, outputs));
            }
        }
        return layers;
    }

    private static Occluded hidden(Paper p, TrainedNetwork leNet, Tensor input, float[] probabilities, int about) {
        List<Sequence.Named> all = leNet.network().layers().layers();
        Units units = Units.of(
                leNet.network(), leNet.weights(), all.get(all.size() - 1).name());
        Occlusion square = new Occlusion(p.square(), STRIDE, 0);
        Grid falls = Grid.of(square.falls(units, input, about), 0, 0);
        int places = falls.height();
        BadParameter.place("row", p.row(), CHOSEN_BY_THE_NETWORK, places);
        BadParameter.place("col", p.col(), CHOSEN_BY_THE_NETWORK, places);
        int most = 0;
        for (int i = 0; i < places * places; i++) {
            if (falls.at(i / places, i % places) > falls.at(most / places, most % places)) {
                most = i;
            }
        }
        int row = p.row() < 0 ? most / places : p.row();
        int col = p.col() < 0 ? most % places : p.col();
        Tensor covered = square.covered(input, row * STRIDE, col * STRIDE);
        float[] after = leNet.network()
                .forward(covered, leNet.weights(), Phase.INFERENCE)
                .data();
        return new Occluded(
                about,
                falls,
                row,
                col,
                row * STRIDE,
                col * STRIDE,
                probabilities[about],
                after[about],
                most(after),
                evidence(about, most(probabilities), probabilities[about], after));
    }

    static String sentence(float[] probabilities, int digit) {
        int second = digit == 0 ? 1 : 0;
        for (int i = 0; i < probabilities.length; i++) {
            if (i != digit && probabilities[i] > probabilities[second]) {
                second = i;
            }
        }
        float first = probabilities[digit];
        String reads = Numerals.an(String.valueOf(digit));
        String next = Numerals.an(String.valueOf(second));
        if (first >= 0.9) {
            return "LeNet-5 reads %s and is sure of it: %s.".formatted(reads, Numerals.share(first));
        }
        if (first - probabilities[second] >= 0.2) {
            return "LeNet-5 reads %s with %s; next comes %s with %s."
                    .formatted(reads, Numerals.share(first), next, Numerals.share(probabilities[second]));
        }
        return "LeNet-5 can hardly decide: %s with %s, or %s with %s."
                .formatted(reads, Numerals.share(first), next, Numerals.share(probabilities[second]));
    }

    static String evidence(int about, int digit, float before, float[] after) {
        int instead = most(after);
        String from = Numerals.share(before);
        String to = Numerals.share(after[about]);
        return "With the square here the %d %s, and %s is %s."
                .formatted(
                        about,
                        from.equals(to) ? "stays at " + from : "goes from " + from + " to " + to,
                        Numerals.an(String.valueOf(instead)),
                        instead == digit ? "still read" : "read instead");
    }

    private static int most(float[] shares) {
        int most = 0;
        for (int i = 1; i < shares.length; i++) {
            most = shares[i] > shares[most] ? i : most;
        }
        return most;
    }

    private static List<Float> list(float[] numbers) {
        List<Float> list = new ArrayList<>();
        for (float number : numbers) {
            list.add(number);
        }
        return list;
    }
}
