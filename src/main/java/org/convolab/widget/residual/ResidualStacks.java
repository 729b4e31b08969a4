package org.convolab.widget.residual;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.insight.BackwardSignal;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.GlobalPool;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Residual;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Initialization;
import org.convolab.engine.network.Network;
import org.convolab.engine.synthetic.Digits;
import org.convolab.engine.tensor.Tensor;
import org.convolab.engine.train.Loss;
import org.convolab.engine.train.Optimizer;
import org.convolab.engine.train.Schedule;
import org.convolab.engine.train.TrainingConfig;
import org.convolab.engine.train.TrainingRun;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Numerals;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What skips do for deep networks: two stacks that differ in nothing else, what is left of the gradient at each of their
 * blocks, and how well they learn beside stacks of 8 layers.
 */
@Component
final class ResidualStacks implements Widget<ResidualStacks.Stacks, ResidualStacks.Compared> {
    private static final int CHANNELS = 8;
    private static final int PICTURES = 256;
    private static final int BATCH = 16;
    private static final double RATE = 0.1;

    /** The steps in which every picture is seen once. */
    private static final int EPOCH = PICTURES / BATCH;

    /** How many layers the stacks have that the deep ones are compared with. */
    private static final int SHALLOW = 8;

    /** Errors that differ by less are alike. */
    private static final double ALIKE = 0.05;

    /** About how many milliseconds one layer takes for one step. */
    private static final double LAYER = 0.25;

    /** Drawn digits of 28×28, made 7×7. */
    private static final class TrainingData {
        static final DataSet DRAWN =
                new Digits().examples(0, PICTURES).shrunk(4).held();
    }

    /**
     * The two stacks of equal layers that are compared.
     *
     * @param depth how many convolutions each has, two to a block
     * @param norm whether batch normalization follows each of them
     * @param steps of training
     * @param seed of the first weights and of the order of the pictures
     */
    public record Stacks(
            @Bounds(min = 4, max = 64) int depth,
            boolean norm,
            @Bounds(min = 0, max = 96) int steps,
            @Bounds(min = 0, max = 9999) int seed) {}

    /**
     * What a stack has learned.
     *
     * @param errors after each step the share of the pictures of the last 16 steps, or of all if there were fewer, that the
     *     stack got wrong as it saw them
     * @param error the last of them
     * @param diverged after how many steps its loss exploded; -1 if it did not
     */
    public record Learned(int depth, List<Double> errors, double error, int diverged) {}

    /**
     * One kind of stack.
     *
     * @param gradients the Euclidean norm of the gradient of the loss with respect to what each block is given, before the
     *     first step, block by block from the input on
     * @param ratio the first of them divided by the last
     * @param deep what the stack has learned; null without training
     * @param shallow what one of 8 layers has learned; null without training, or if the stack has no more itself
     */
    public record StackResult(
            List<Double> gradients,
            double ratio,
            @Nullable Learned deep,
            @Nullable Learned shallow) {}

    /**
     * Both kinds of stack.
     *
     * @param parameters of each stack, the same for both kinds
     */
    public record Compared(StackResult plain, StackResult residual, long parameters, String sentence) implements View {
        /** Which steps an error counts, of so many. */
        public String counted(int steps) {
            return steps >= EPOCH
                    ? "in the last %d steps, in which each digit was seen once".formatted(EPOCH)
                    : "in all steps so far";
        }
    }

    @Override
    public String id() {
        return "residual";
    }

    @Override
    public String title() {
        return "Plain and residual stacks";
    }

    @Override
    public Stacks start() {
        return new Stacks(32, true, 0, 1);
    }

    @Override
    public double cost(Stacks p) {
        int shallow = p.steps() > 0 && p.depth() > SHALLOW ? SHALLOW : 0;
        return 2 * LAYER * p.steps() * (p.depth() + shallow);
    }

    @Override
    public Compared view(Stacks p, CourseResources materials) {
        if (p.depth() % 2 != 0) {
            throw new BadParameter("depth", p.depth(), "an even number from 4 to 64: each block has two layers");
        }
        StackResult plain = kind(p, false);
        StackResult residual = kind(p, true);
        long parameters = network(p.depth(), false, p.norm()).layers().parameterCount();
        return new Compared(plain, residual, parameters, sentence(p, plain, residual));
    }

    private static StackResult kind(Stacks p, boolean residual) {
        TrainingRun start = TrainingRun.start(plan(p.depth(), residual, p), pictures());
        List<Double> gradients = gradients(start);
        return new StackResult(
                gradients,
                gradients.get(0) / gradients.get(gradients.size() - 1),
                p.steps() == 0 ? null : learned(p.depth(), start.advance(p.steps())),
                p.steps() == 0 || p.depth() <= SHALLOW
                        ? null
                        : learned(
                                SHALLOW,
                                TrainingRun.start(plan(SHALLOW, residual, p), pictures())
                                        .advance(p.steps())));
    }

    static DataSet pictures() {
        return TrainingData.DRAWN;
    }

    static TrainingConfig plan(int depth, boolean residual, Stacks p) {
        return new TrainingConfig(
                network(depth, residual, p.norm()),
                Initialization.HE,
                Loss.CROSS_ENTROPY,
                new Optimizer.Sgd(0, 0),
                new Schedule.Constant(RATE),
                BATCH,
                p.seed());
    }

    /** A first convolution, the stack, and a dense layer on the average of each map. No convolution has a bias. */
    static Network network(int depth, boolean residual, boolean norm) {
        Sequence layers = block(Sequence.of(), "first", 1, norm).then("relu", Activation.RELU);
        for (int i = 1; i <= depth / 2; i++) {
            Sequence inside = block(Sequence.of(), "conv1", CHANNELS, norm).then("relu", Activation.RELU);
            inside = block(inside, "conv2", CHANNELS, norm);
            Layer block = residual ? Residual.of(inside) : inside;
            layers = layers.then("block" + i, block).then("relu" + i, Activation.RELU);
        }
        layers = layers.then("pool", new GlobalPool()).then("dense", Dense.of(CHANNELS, 10));
        return Network.of("stack", pictures().shape(), layers);
    }

    private static Sequence block(Sequence before, String name, int channels, boolean norm) {
        Window window = Window.of(3).withPadding(Padding.of(1));
        Sequence after = before.then(name, Conv2d.of(channels, CHANNELS, window).withoutBias());
        return norm ? after.then(name + "norm", BatchNorm.of(CHANNELS)) : after;
    }

    /** What the blocks have of the gradient for the first pictures. */
    private static List<Double> gradients(TrainingRun start) {
        Tensor batch = Tensor.zeros(BATCH, start.data().shape());
        int[] labels = new int[BATCH];
        start.data().read(n -> n, batch, labels);
        TrainingConfig plan = start.config();
        return BackwardSignal.of(plan.network().layers(), start.weights().copy(), plan.loss(), batch, labels)
                .norms()
                .entrySet()
                .stream()
                .filter(norm -> norm.getKey().startsWith("block"))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static Learned learned(int depth, TrainingRun run) {
        List<Double> errors = new ArrayList<>();
        double wrong = 0;
        for (int step = 0; step < run.accuracies().length; step++) {
            wrong += 1 - run.accuracies()[step];
            wrong -= step < EPOCH ? 0 : 1 - run.accuracies()[step - EPOCH];
            errors.add(wrong / Math.min(step + 1, EPOCH));
        }
        return new Learned(depth, errors, errors.get(errors.size() - 1), run.trouble() == null ? -1 : run.steps());
    }

    static String sentence(Stacks p, StackResult plain, StackResult residual) {
        String gradient =
                "On its way from the last block back to the first, the gradient of the plain stack %s, that of the residual stack %s."
                        .formatted(change(plain.ratio()), change(residual.ratio()));
        if (plain.deep() == null || residual.deep() == null) {
            return gradient;
        }
        return "%s After %s the plain stack %s; the residual stack %s."
                .formatted(
                        gradient,
                        Numerals.count(p.steps(), "step"),
                        told(false, plain.deep(), plain.shallow()),
                        told(!p.norm(), residual.deep(), residual.shallow()));
    }

    private static String change(double ratio) {
        String times = Numerals.text(rounded(ratio < 1 ? 1 / ratio : ratio));
        return times.equals("1") ? "keeps its size" : ratio < 1 ? "falls to 1/" + times : "grows " + times + "-fold";
    }

    /** To two significant digits. */
    private static double rounded(double value) {
        double unit = Math.pow(10, Math.floor(Math.log10(value)) - 1);
        return Math.rint(value / unit) * unit;
    }

    private static String told(boolean adds, Learned deep, @Nullable Learned shallow) {
        if (deep.diverged() >= 0) {
            return "has diverged after %s%s"
                    .formatted(
                            Numerals.count(deep.diverged(), "step"),
                            adds ? ", since without normalization every block adds to what passes through it" : "");
        }
        String wrong = "gets %s of its training pictures wrong".formatted(Numerals.share(deep.error()));
        if (shallow == null || shallow.diverged() >= 0) {
            return wrong;
        }
        double more = deep.error() - shallow.error();
        return "%s, %s one of %d layers with %s"
                .formatted(
                        wrong,
                        more > ALIKE ? "worse than" : more < -ALIKE ? "better than" : "much like",
                        shallow.depth(),
                        Numerals.share(shallow.error()));
    }
}
