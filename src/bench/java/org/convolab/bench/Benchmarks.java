package org.convolab.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Measures everything and prints two tables. The time of a peer is the best of its iterations, which other programs on the
 * machine disturb least. Arguments choose pieces of work by name; {@code TRAINING} is one of them.
 */
public final class Benchmarks {
    private static final String VECTORS = "jdk.incubator.vector";

    private Benchmarks() {}

    public static void main(String[] arguments) throws RunnerException, IOException, InterruptedException {
        List<String> chosen = List.of(arguments);
        Map<Work, Map<Peer, Double>> inference = new EnumMap<>(Work.class);
        for (Work work : Work.values()) {
            if (chosen.isEmpty() || chosen.contains(work.name())) {
                Map<Peer, Double> times = new EnumMap<>(Peer.class);
                for (Peer peer : peers(work)) {
                    times.put(peer, inference(work, peer));
                }
                inference.put(work, times);
            }
        }
        Map<String, Double> training = new HashMap<>();
        if (chosen.isEmpty() || chosen.contains("TRAINING")) {
            for (Peer peer : List.of(Peer.PLAIN, Peer.VECTOR)) {
                training.put(peer.title, best(options(peer).include(Training.class.getName() + "\\b")) / Training.STEPS);
            }
        }
        boolean lenet = inference.containsKey(Work.LENET) || !training.isEmpty();
        List<String[]> scripts = lenet ? scripts() : List.of();
        System.out.printf("%nJava %s, one thread%n", System.getProperty("java.version"));
        layers(inference);
        if (lenet) {
            lenet(inference.getOrDefault(Work.LENET, Map.of()), training, scripts);
        }
    }

    private static List<Peer> peers(Work work) {
        return work == Work.LENET || work == Work.VGG
                ? List.of(Peer.PLAIN, Peer.VECTOR, Peer.ONNX)
                : List.of(Peer.values());
    }

    private static double inference(Work work, Peer peer) throws RunnerException {
        ChainedOptionsBuilder options = options(peer)
                .include(Inference.class.getName() + "\\b")
                .param("work", work.name())
                .param("peer", peer.name());
        return best(options);
    }

    private static ChainedOptionsBuilder options(Peer peer) {
        List<String> jvm = new ArrayList<>(List.of(peer == Peer.ONNX ? "-Xmx6g" : "-Xmx1300m"));
        if (peer != Peer.PLAIN) {
            jvm.addAll(List.of("--add-modules", VECTORS));
        }
        return new OptionsBuilder().jvmArgs(jvm.toArray(String[]::new)).shouldFailOnError(true);
    }

    /** The time of the best iteration, in milliseconds. */
    private static double best(ChainedOptionsBuilder options) throws RunnerException {
        double best = Double.POSITIVE_INFINITY;
        for (RunResult result : new Runner(options.build()).run()) {
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                for (var iteration : fork.getIterationResults()) {
                    best = Math.min(best, iteration.getPrimaryResult().getScore());
                }
            }
        }
        return best;
    }

    private static void layers(Map<Work, Map<Peer, Double>> inference) {
        System.out.print("\n| forward, ms (GFLOP/s) |");
        for (Peer peer : Peer.values()) {
            System.out.printf(" %s |", peer.title);
        }
        System.out.println(" vector : plain | vector : ONNX Runtime |");
        System.out.println("| --- | --: | --: | --: | --: | --: | --: |");
        inference.forEach((work, times) -> {
            double flops = 2e-6
                    * work.count
                    * work.network().layers().multiplyAdds(work.network().input());
            System.out.printf("| %s |", work.title);
            for (Peer peer : Peer.values()) {
                Double time = times.get(peer);
                System.out.print(time == null ? " |" : " %.3g (%.3g) |".formatted(time, flops / time));
            }
            System.out.printf(
                    " %.1f | %.2f |%n",
                    times.get(Peer.PLAIN) / times.get(Peer.VECTOR), times.get(Peer.ONNX) / times.get(Peer.VECTOR));
        });
    }

    private static void lenet(Map<Peer, Double> inference, Map<String, Double> training, List<String[]> scripts) {
        System.out.println("\n| LeNet-5, batch of 32, images a second | training | inference |");
        System.out.println("| --- | --: | --: |");
        for (Peer peer : List.of(Peer.PLAIN, Peer.VECTOR, Peer.ONNX)) {
            Double step = training.get(peer.title);
            Double batch = inference.get(peer);
            System.out.printf("| %s | %s | %s |%n", peer.title, perSecond(step), perSecond(batch));
        }
        for (String[] row : scripts) {
            System.out.printf("| %s | %s | %s |%n", (Object[]) row);
        }
    }

    private static String perSecond(Double milliseconds) {
        return milliseconds == null ? "" : "%,.0f".formatted(Work.LENET.count * 1000 / milliseconds);
    }

    /** Runs the peers under Node, which npm installs into target; each prints its name, training and inference. */
    private static List<String[]> scripts() throws IOException, InterruptedException {
        Path to = Files.createDirectories(Path.of("target/bench-js"));
        List<Path> files;
        try (Stream<Path> listed = Files.list(Path.of("src/bench/js"))) {
            files = listed.sorted().toList();
        }
        for (Path file : files) {
            Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        run(to, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent");
        List<String[]> rows = new ArrayList<>();
        for (Path file : files) {
            if (file.toString().endsWith(".mjs")) {
                for (String line : run(to, "node", file.getFileName().toString())) {
                    rows.add(line.split("\t", -1));
                }
            }
        }
        return rows;
    }

    private static List<String> run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
        return lines;
    }
}
