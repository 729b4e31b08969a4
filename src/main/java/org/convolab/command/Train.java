package org.convolab.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.convolab.content.network.NetworkFile;
import org.convolab.content.source.Folder;
import org.convolab.content.source.Problems;
import org.convolab.engine.network.Network;
import org.convolab.engine.network.Safetensors;
import org.convolab.engine.train.Evaluation;
import org.convolab.engine.train.Recipe;
import org.convolab.engine.train.TrainingRun;
import org.convolab.widget.Spelling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code train}: trains one of the networks that ship with the application, and writes its weights. */
@Command(
        name = "train",
        description = "Trains a network on drawn pictures from a seed, and writes its weights as a safetensors file.",
        mixinStandardHelpOptions = true)
public final class Train implements Callable<Integer> {
    private static final Path RESOURCES = Path.of("src/main/resources");

    @Parameters(paramLabel = "NETWORK", description = "lenet-5 or sketches")
    private String name = "";

    @Option(names = "--seed", description = "decides the first weights and the pictures (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(
            names = "--pictures",
            description = "how many to train on, all different; each network has its usual number")
    private @Nullable Integer pictures;

    @Option(names = "--rate", description = "the first learning rate; each network has its usual one")
    private @Nullable Double rate;

    @Option(names = "--test", description = "how many fresh pictures to test on (default: ${DEFAULT-VALUE})")
    private int test = 10_000;

    @Option(names = "--out", paramLabel = "FILE", description = "where the weights go, if not among the project's own")
    private @Nullable Path out;

    @Option(
            names = "--content",
            paramLabel = "FOLDER",
            description = "where the network stands; the bundled content if none")
    private @Nullable Path content;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter to = spec.commandLine().getOut();
        Recipe usual = recipe();
        Recipe recipe = usual.with(pictures == null ? usual.count() : pictures, rate == null ? usual.rate() : rate);
        if (recipe.count() < recipe.batch() || test < 1) {
            throw refusal("--pictures is at least " + recipe.batch() + ", the size of a step, and --test at least 1");
        }
        Network network = network(recipe.network());
        Path file = out == null ? usual(network) : out;
        to.printf(
                Locale.ROOT,
                "%s: %,d weights, %,d pictures of %s, seed %d%n",
                network.about().title(),
                network.layers().parameterCount(),
                recipe.count(),
                recipe.pictures().shape(),
                seed);
        TrainingRun run = advance(recipe.start(network, seed), recipe.steps(), to);
        if (run.trouble() != null) {
            spec.commandLine().getErr().println("The training " + run.trouble() + ". Nothing was written.");
            return 1;
        }
        Evaluation score = run.score(recipe.fresh(network, test));
        report(score, run.data().classes(), to);
        write(run, score, file);
        to.printf("Written: %s%n", file);
        return 0;
    }

    private Recipe recipe() {
        return Recipe.ALL.stream()
                .filter(each -> each.name().equals(name) || each.network().equals(name))
                .findFirst()
                .orElseThrow(() -> refusal("nobody has found out how to train '" + name + "'"
                        + Spelling.hint(
                                name, Recipe.ALL.stream().map(Recipe::name).toList())));
    }

    private ParameterException refusal(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Network network(String name) {
        Problems problems = new Problems();
        String file = "networks/" + name + ".yml";
        byte[] bytes = (content == null ? Folder.bundled() : Folder.at(content))
                .read(problems)
                .get(file);
        Network network =
                bytes == null ? null : NetworkFile.parse(name, file, Folder.text(file, bytes, problems), problems);
        if (network == null) {
            problems.all().forEach(problem -> spec.commandLine().getErr().println(problem));
            throw refusal("the content has no network " + name);
        }
        return network;
    }

    private static Path usual(Network network) {
        Path folder = Files.isDirectory(RESOURCES) ? RESOURCES.resolve(Safetensors.SHIPPED) : Path.of("");
        return folder.resolve(network.name() + ".safetensors");
    }

    /** Advances a run, and says at each hundredth of the way (a terminal) or each twentieth (a log) how it goes. */
    private static TrainingRun advance(TrainingRun run, int steps, PrintWriter to) {
        boolean terminal = Ansi.AUTO.enabled();
        int parts = Math.min(steps, terminal ? 100 : 20);
        long start = System.nanoTime();
        for (int part = 1; part <= parts && run.trouble() == null; part++) {
            int before = run.steps();
            run = run.advance((int) ((long) steps * part / parts) - before);
            double seconds = (System.nanoTime() - start) / 1e9;
            int tenths = 20 * part / parts;
            to.printf(
                    Locale.ROOT,
                    "%s[%s%s] %3d %%  loss %.4f  accuracy %6.2f %%  %,d pictures a second, %.0f s to go%s",
                    terminal ? "\r" : "",
                    "#".repeat(tenths),
                    "-".repeat(20 - tenths),
                    100 * part / parts,
                    mean(run.losses(), before),
                    100 * mean(run.accuracies(), before),
                    Math.round((double) run.steps() * run.config().batch() / seconds),
                    seconds * (parts - part) / part,
                    terminal && part * 10 % parts != 0 ? "  " : System.lineSeparator());
            to.flush();
        }
        return run;
    }

    private static double mean(float[] numbers, int from) {
        double sum = 0;
        for (int i = from; i < numbers.length; i++) {
            sum += numbers[i];
        }
        return sum / (numbers.length - from);
    }

    private record Mistake(int count, String what) {}

    private static void report(Evaluation score, List<String> classes, PrintWriter to) {
        List<Mistake> mistakes = new ArrayList<>();
        int all = 0;
        for (int label = 0; label < classes.size(); label++) {
            for (int taken = 0; taken < classes.size(); taken++) {
                int count = score.confusion()[label][taken];
                all += count;
                if (label != taken && count > 0) {
                    mistakes.add(new Mistake(count, classes.get(label) + " taken for " + classes.get(taken)));
                }
            }
        }
        to.printf(
                Locale.ROOT,
                "On %,d fresh pictures: %.2f %% right, loss %.4f%n",
                all,
                100 * score.accuracy(),
                score.loss());
        mistakes.stream()
                .sorted(Comparator.comparingInt(Mistake::count).reversed())
                .limit(5)
                .forEach(mistake -> to.printf("%6d times %s%n", mistake.count(), mistake.what()));
    }

    private static void write(TrainingRun run, Evaluation score, Path file) throws IOException {
        Safetensors weights = Safetensors.of(run.config().network(), run.weights());
        Map<String, String> metadata = new TreeMap<>(weights.metadata());
        metadata.put("plan", run.config().toString());
        metadata.put("steps", String.valueOf(run.steps()));
        metadata.put("accuracy", String.format(Locale.ROOT, "%.4f", score.accuracy()));
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (OutputStream stream = Files.newOutputStream(file)) {
            new Safetensors(weights.arrays(), metadata).write(stream);
        }
    }
}
