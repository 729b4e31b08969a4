package org.convolab.widget.training;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Softmax;
import org.convolab.engine.network.Initialization;
import org.convolab.engine.network.Network;
import org.convolab.engine.synthetic.Digits;
import org.convolab.engine.synthetic.SyntheticPictures;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.train.Loss;
import org.convolab.engine.train.Optimizer;
import org.convolab.engine.train.Schedule;
import org.convolab.engine.train.TrainingConfig;
import org.convolab.engine.train.TrainingRun;
import org.convolab.image.Drawing;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Form;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.Steps;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * How a network learns, and how it fails to: the loss, what it reads rightly, its first filters and its gradients while it
 * is trained; and what too high a rate, zero weights, shuffled labels and too few examples do.
 *
 * <p>The network is trained on drawn digits from its first weights on, by stochastic gradient descent with momentum, at a
 * rate that falls along half a cosine. Runs are kept while anybody looks at them: a later step goes on from where its run
 * is, an earlier one is remembered, and where a run was forgotten the same address makes the same run again.
 */
@Component
final class Training implements Widget<Training.Setup, Training.Progress> {
    /** The last step, and how many steps lie between two looks at the network. */
    static final int LAST = 600;

    static final int STRETCH = 30;

    /** How long one request may make steps, about. */
    private static final Duration PATIENCE = Duration.ofMillis(700);

    /** With the idea of few digits, these are all. */
    private static final int FEW = 200;

    /** What too high a rate is: so many times the rate. */
    private static final int TOO_HIGH = 100;

    /** The largest network that is trained here, in multiply-adds for one digit. */
    private static final int LARGEST = 2_000_000;

    /** How many milliseconds a digit takes to draw and to learn from, about. */
    private static final double COST = 0.3;

    /** The share of fresh digits that makes a good reader. */
    private static final double GOAL = 0.95;

    /** The axis of the losses goes as far as that at least, and at most. */
    private static final double LEAST_DRAWN = 2.6;

    private static final double MOST_DRAWN = 10;

    private static final int RUNS = 100;
    private static final Duration KEPT = Duration.ofMinutes(20);

    /** What makes a run go wrong, or nothing. */
    public enum Idea {
        NONE,
        HIGH_RATE,
        ZERO_WEIGHTS,
        SHUFFLED_LABELS,
        FEW_DIGITS
    }

    /**
     * All that decides a run, and the step at which it is looked at.
     *
     * @param batch how many digits there are in a step
     * @param seed decides the first weights and the digits
     * @param norm whether batch normalization stands after every convolution
     * @param compare whether the same run is made once more, with batch normalization if this one is without
     */
    public record Setup(
            @Form("the name of a network that reads digits") String network,
            @Bounds(min = 0.0001, max = 10) double rate,
            @Bounds(min = 0, max = 0.99) double momentum,
            @Bounds(min = 1, max = 128) int batch,
            @Bounds(min = 0, max = 1_000_000) int seed,
            boolean norm,
            boolean compare,
            Idea idea,
            @Bounds(min = 0, max = LAST) int steps) {

        /** The rate of the first step. */
        public double firstRate() {
            return idea == Idea.HIGH_RATE ? TOO_HIGH * rate : rate;
        }

        Setup at(int steps) {
            return new Setup(network, rate, momentum, batch, seed, norm, compare, idea, steps);
        }

        /** What decides the run alone. */
        private Setup run(boolean norm) {
            return new Setup(network, rate, momentum, batch, seed, norm, false, idea, 0);
        }
    }

    /**
     * The share of digits read rightly: of fresh ones after a step, and of those of the steps since the last look,
     * each before the step learned from it.
     */
    public record Checkpoint(
            int step, double fresh, @Nullable Double learned) {}

    /** The filters of the first layer as they were after a step. */
    public record Filters(int step, List<Grid> kernels) {}

    /** The length of a layer's gradient. */
    public record Norm(String layer, double length) {}

    /** How often fresh digits of one class are taken for another. */
    public record Mistake(int digit, int said, int count) {}

    /** The curves of the same run with batch normalization if this one is without, and without if with. */
    public record Twin(List<Float> loss, List<Checkpoint> looks, double accuracy, boolean diverged) {
        /** The step of the last look. */
        private int step() {
            return looks.get(looks.size() - 1).step();
        }
    }

    /**
     * A run up to a step.
     *
     * @param loss of each step's mini-batch
     * @param accuracy the share of fresh digits that is read rightly, at the last look
     * @param made how many steps were made
     * @param done whether no step follows
     * @param looked the step after which the network was looked at last
     * @param gradient of the step before that look, layer by layer; empty before the first step
     * @param filters at up to five looks, the first and the last among them
     * @param said what the network says of the digits that are shown, ten of each class
     * @param mistakes the most frequent first
     * @param twin null unless it was asked for
     * @param trouble why the run cannot go on; null while it can
     */
    public record Progress(
            List<Float> loss,
            double accuracy,
            int made,
            boolean done,
            int looked,
            int right,
            int asked,
            List<Checkpoint> looks,
            List<Norm> gradient,
            List<Filters> filters,
            List<Integer> said,
            List<Mistake> mistakes,
            @Nullable Twin twin,
            @Nullable String trouble,
            String sentence)
            implements View {

        /** The highest loss that is drawn: all of them, unless the run goes astray. */
        public double highestLoss() {
            return Math.min(MOST_DRAWN, Math.max(LEAST_DRAWN, largestLoss()));
        }

        /** Whether some loss is higher than what is drawn. */
        public boolean goesAstray() {
            return largestLoss() > MOST_DRAWN;
        }

        private double largestLoss() {
            return Stream.concat(loss.stream(), twin == null ? Stream.of() : twin.loss().stream())
                    .mapToDouble(Float::doubleValue)
                    .max()
                    .orElse(0);
        }

        /** How many steps lie between two looks. */
        public int stretch() {
            return STRETCH;
        }

        /** How many of the digits that are shown are read wrongly. */
        public int wrong() {
            return (int) IntStream.range(0, said.size())
                    .filter(place -> said.get(place) != FreshDigits.example(place) % FreshDigits.CLASSES)
                    .count();
        }

        /** The weight of a filter that is farthest from zero at any of the looks. */
        public double largestWeight(int filter) {
            return filters.stream()
                    .mapToDouble(each -> each.kernels().get(filter).largest())
                    .max()
                    .orElse(0);
        }
    }

    private record Key(Network network, Setup run) {}

    private final SyntheticPictures digits;
    private final FreshDigits fresh;
    private final Duration patience;
    private final Cache<Key, TrainingHistory> runs =
            Caffeine.newBuilder().maximumSize(RUNS).expireAfterAccess(KEPT).build();

    @Autowired
    Training() {
        this(new Digits(), PATIENCE);
    }

    Training(SyntheticPictures digits, Duration patience) {
        this.digits = digits;
        this.patience = patience;
        this.fresh = new FreshDigits(digits);
    }

    @Override
    public String id() {
        return "training";
    }

    @Override
    public String title() {
        return "Training";
    }

    @Override
    public Setup start() {
        return new Setup("lenet-5-full", 0.1, 0.9, 32, 1, false, false, Idea.NONE, 0);
    }

    @Override
    public double cost(Setup p) {
        return p.steps() == 0 ? 0 : COST * STRETCH * p.batch() * (p.compare() ? 2 : 1);
    }

    @Override
    public Progress view(Setup p, CourseResources materials) {
        Network network = network(p.network(), materials);
        TrainingHistory.Past past = past(p, network, p.norm());
        Twin twin = p.compare() ? twin(past(p, network, !p.norm())) : null;
        TrainingHistory.Moment now = past.moments().get(past.moments().size() - 1);
        int right = right(now);
        return new Progress(
                past.losses(),
                accuracy(now),
                past.losses().size() - (past.trouble() == null ? 0 : 1),
                p.steps() == LAST || past.trouble() != null,
                now.step(),
                right,
                FreshDigits.COUNT,
                looks(past),
                now.gradient().entrySet().stream()
                        .map(layer -> new Norm(layer.getKey(), layer.getValue()))
                        .toList(),
                filters(past.moments()),
                IntStream.range(0, FreshDigits.SHOWN)
                        .map(place -> now.said()[FreshDigits.example(place)])
                        .boxed()
                        .toList(),
                mistakes(now),
                twin,
                past.trouble(),
                sentence(p, past, now, twin));
    }

    @Override
    public Steps walk(Setup p, Progress view) {
        int places = view.trouble() == null ? LAST / STRETCH : (view.loss().size() + STRETCH - 1) / STRETCH;
        return new Steps(
                Math.min(p.steps() / STRETCH, places), places + 1, true, place -> Map.of("steps", place * STRETCH));
    }

    @Override
    public @Nullable Drawing drawing(Setup p, Progress view, String name) {
        return name.equals("digits") ? fresh.sheet() : null;
    }

    // The run

    /** A network that reads digits, gives a number for each class, and is small enough to be trained while one waits. */
    private Network network(String name, CourseResources materials) {
        Network network = materials.networks().get(name);
        if (network == null || !isTrainable(network)) {
            throw new BadParameter(
                    "network",
                    name,
                    materials.networks().values().stream()
                            .filter(this::isTrainable)
                            .map(Network::name)
                            .toList(),
                    "");
        }
        return network;
    }

    private boolean isTrainable(Network network) {
        List<Sequence.Named> layers = network.layers().layers();
        Shape input = network.input();
        return !layers.isEmpty()
                && layers.get(layers.size() - 1).layer() instanceof Softmax
                && network.output().size() == FreshDigits.CLASSES
                && input.channels() == digits.shape().channels()
                && input.height() >= digits.shape().height()
                && input.width() >= digits.shape().width()
                && network.ledger().multiplyAdds() <= LARGEST;
    }

    private TrainingHistory.Past past(Setup p, Network network, boolean norm) {
        Setup run = p.run(norm);
        return runs.get(new Key(network, run), key -> new TrainingHistory(begun(run, network), STRETCH, LAST, fresh))
                .upTo(p.steps(), patience);
    }

    /** The run before its first step. */
    private TrainingRun begun(Setup p, Network network) {
        TrainingConfig plan = new TrainingConfig(
                p.norm() ? normalized(network) : network,
                p.idea() == Idea.ZERO_WEIGHTS ? Initialization.ZERO : Initialization.GLOROT,
                Loss.CROSS_ENTROPY,
                new Optimizer.Sgd(p.momentum(), 0),
                new Schedule.Cosine(p.firstRate(), LAST, 0),
                p.batch(),
                p.seed());
        int count = p.idea() == Idea.FEW_DIGITS ? FEW : LAST * p.batch();
        DataSet drawn = digits.examples((long) p.seed() << 32, count);
        return TrainingRun.start(
                plan, (p.idea() == Idea.SHUFFLED_LABELS ? new Shuffled(drawn) : drawn).within(network.input()));
    }

    /** The network with batch normalization after every convolution that has none yet. */
    private static Network normalized(Network network) {
        List<Sequence.Named> layers = new ArrayList<>();
        List<Sequence.Named> before = network.layers().layers();
        for (int i = 0; i < before.size(); i++) {
            layers.add(before.get(i));
            Layer next = i + 1 < before.size() ? before.get(i + 1).layer() : null;
            if (before.get(i).layer() instanceof Conv2d conv && !(next instanceof BatchNorm)) {
                layers.add(new Sequence.Named(before.get(i).name() + "-norm", BatchNorm.of(conv.filters()), ""));
            }
        }
        return new Network(network.name(), network.about(), network.input(), new Sequence(layers));
    }

    /** Digits of which each bears the label of another. */
    private record Shuffled(DataSet digits) implements DataSet {
        @Override
        public int size() {
            return digits.size();
        }

        @Override
        public Shape shape() {
            return digits.shape();
        }

        @Override
        public List<String> classes() {
            return digits.classes();
        }

        @Override
        public int label(int index) {
            return digits.label(size() - 1 - index);
        }

        @Override
        public void read(int index, float[] to, int offset) {
            digits.read(index, to, offset);
        }
    }

    // What is seen of it

    private static int right(TrainingHistory.Moment moment) {
        return (int) IntStream.range(0, FreshDigits.COUNT)
                .filter(i -> moment.said()[i] == i % FreshDigits.CLASSES)
                .count();
    }

    private static double accuracy(TrainingHistory.Moment moment) {
        return (double) right(moment) / FreshDigits.COUNT;
    }

    private static List<Checkpoint> looks(TrainingHistory.Past past) {
        return past.moments().stream()
                .map(moment -> new Checkpoint(
                        moment.step(), accuracy(moment), moment.step() == 0 ? null : (Double) moment.learned()))
                .toList();
    }

    private static Twin twin(TrainingHistory.Past past) {
        List<Checkpoint> looks = looks(past);
        return new Twin(past.losses(), looks, looks.get(looks.size() - 1).fresh(), past.trouble() != null);
    }

    private static List<Filters> filters(List<TrainingHistory.Moment> moments) {
        int last = moments.size() - 1;
        return IntStream.rangeClosed(0, 4)
                .map(i -> Math.round(i * last / 4f))
                .distinct()
                .mapToObj(moments::get)
                .map(moment -> new Filters(moment.step(), moment.filters()))
                .toList();
    }

    private static List<Mistake> mistakes(TrainingHistory.Moment now) {
        Map<List<Integer>, Integer> counts = new LinkedHashMap<>();
        for (int i = 0; i < FreshDigits.COUNT; i++) {
            if (now.said()[i] != i % FreshDigits.CLASSES) {
                counts.merge(List.of(i % FreshDigits.CLASSES, now.said()[i]), 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .map(each -> new Mistake(each.getKey().get(0), each.getKey().get(1), each.getValue()))
                .sorted(Comparator.comparingInt(Mistake::count)
                        .reversed()
                        .thenComparingInt(Mistake::digit)
                        .thenComparingInt(Mistake::said))
                .toList();
    }

    static String sentence(Setup p, TrainingHistory.Past past, TrainingHistory.Moment now, @Nullable Twin twin) {
        String trouble = past.trouble();
        if (twin != null) {
            Twin one = new Twin(past.losses(), looks(past), accuracy(now), trouble != null);
            Twin without = p.norm() ? twin : one;
            Twin with = p.norm() ? one : twin;
            return "%s the network without batch normalization reads %s of the fresh digits%s, the one with it%s %s%s."
                    .formatted(
                            without.step() == 0 ? "Before the first step" : "After step " + without.step(),
                            percent(without.accuracy()),
                            without.diverged() ? " and has diverged since" : "",
                            with.step() == without.step()
                                    ? ""
                                    : with.step() == 0
                                            ? ", before the first step,"
                                            : ", after step %d,".formatted(with.step()),
                            percent(with.accuracy()),
                            with.diverged() ? " and has diverged since" : "");
        }
        if (trouble != null) {
            return "The run has %s. A step that goes too far makes the next gradient larger still, and so it stops here."
                    .formatted(trouble);
        }
        String read = "%s of %s".formatted(Numerals.text(right(now)), Numerals.count(FreshDigits.COUNT, "fresh digit"));
        if (now.step() == 0) {
            return p.idea() == Idea.ZERO_WEIGHTS
                    ? "All weights are zero: %s.".formatted(guesses(now, read))
                    : "The weights are random numbers: %s are read rightly, where guessing would give about %s."
                            .formatted(read, Numerals.text(FreshDigits.COUNT / FreshDigits.CLASSES));
        }
        String after =
                "After step %d, and %s, ".formatted(now.step(), Numerals.count((long) now.step() * p.batch(), "digit"));
        return switch (p.idea()) {
            case ZERO_WEIGHTS -> after + guesses(now, read) + reached(now) + ".";
            case SHUFFLED_LABELS ->
                after
                        + "the loss is %s, and that of a guess is ln 10, 2.30: nothing in a picture tells the label that it bears, so there is nothing to learn."
                                .formatted(Numerals.format(now.loss(), "0.00"));
            case FEW_DIGITS ->
                "Of the digits in steps %d to %d, all among the same %d, the network read %s rightly, in each step before it learned from them. After step %d it reads %s of fresh ones."
                                .formatted(
                                        now.step() - STRETCH + 1,
                                        now.step(),
                                        FEW,
                                        percent(now.learned()),
                                        now.step(),
                                        percent(accuracy(now)))
                        + byHeart(p, now);
            default -> after + "%s are read rightly: %s.".formatted(read, percent(accuracy(now))) + passed(past);
        };
    }

    /** What a network says that says the same for every digit, or that does not. */
    private static String guesses(TrainingHistory.Moment now, String read) {
        return Arrays.stream(now.said()).distinct().count() == 1
                ? "the network says %d for every digit, and is right about %s".formatted(now.said()[0], read)
                : read + " are read rightly";
    }

    /** Which layers the gradient of the last step reached. */
    private static String reached(TrainingHistory.Moment now) {
        List<Double> lengths = List.copyOf(now.gradient().values());
        return lengths.size() > 1 && lengths.stream().limit(lengths.size() - 1).allMatch(length -> length == 0)
                ? "; no gradient gets through weights that are zero, so only the last layer’s biases have moved"
                : "";
    }

    /** Digits are known by heart that were all seen before the steps in which nearly all of them are read. */
    private static String byHeart(Setup p, TrainingHistory.Moment now) {
        double more = now.learned() - accuracy(now);
        return more <= 0.1
                ? ""
                : now.learned() >= 0.95 && (now.step() - STRETCH) * p.batch() >= FEW
                        ? " It has learned %s %d by heart."
                                .formatted(now.learned() == 1 ? "the" : "nearly all of the", FEW)
                        : " It knows the %d better.".formatted(FEW);
    }

    private static String passed(TrainingHistory.Past past) {
        return past.moments().stream()
                .filter(moment -> accuracy(moment) >= GOAL)
                .findFirst()
                .map(moment -> " It passed %d\u00a0%% by step %d.".formatted(Math.round(100 * GOAL), moment.step()))
                .orElse("");
    }

    private static String percent(double share) {
        return Numerals.format(100 * share, "0.0") + "\u00a0%";
    }
}
