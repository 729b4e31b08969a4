package org.convolab.bench;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Measures everything and prints tables. The time of a peer is that of its best round, which other programs on the
 * machine disturb least. Arguments choose what is measured by name.
 */
final class Benchmarks {
    private static final String KERNELS = "KERNELS";
    private static final String TRAINING = "TRAINING";
    private static final String CORES = "CORES";

    private Benchmarks() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> names = Stream.concat(Stream.of(Work.values()).map(Work::name), Stream.of(KERNELS, TRAINING, CORES))
                .toList();
        Set<String> chosen = new HashSet<>(arguments.length == 0 ? names : List.of(arguments));
        Set<String> unknown = new TreeSet<>(chosen);
        names.forEach(unknown::remove);
        if (unknown.isEmpty()) {
            measure(chosen);
        } else {
            System.err.printf(
                    "There is no benchmark %s. There are %s.%n", String.join(", ", unknown), String.join(", ", names));
            System.exit(2);
        }
    }

    private static void measure(Set<String> chosen) throws IOException, InterruptedException {
        Fork.java(true, false, Machine.class).forEach(System.out::println);
        Map<Work, Map<Peer, Times>> inference = inference(chosen);
        if (chosen.contains(KERNELS)) {
            Fork.java(true, false, Operation.class).forEach(System.out::println);
        }
        if (chosen.contains(Work.LENET.name()) || chosen.contains(TRAINING)) {
            Lenet.print(inference.getOrDefault(Work.LENET, Map.of()), chosen.contains(TRAINING));
        }
        if (chosen.contains(CORES)) {
            cores();
        }
    }

    /** Prints what it brings that idle cores take part. */
    private static void cores() throws IOException, InterruptedException {
        System.out.println("\n| ms | one core | all cores | ratio |\n| --- | --: | --: | --: |");
        cores(Work.VGG.title, Inference.class, Work.VGG.name(), Peer.VECTOR.name());
        cores("%d steps of training LeNet-5".formatted(Training.STEPS), Training.class);
    }

    private static void cores(String title, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        double one = Times.of(Fork.java(true, false, main, arguments)).get(0).best();
        double all = Times.of(Fork.java(true, true, main, arguments)).get(0).best();
        System.out.printf("| %s | %s | %s | %.2f |%n", title, Times.digits(one), Times.digits(all), one / all);
    }

    /** Prints each row when it is measured. */
    private static Map<Work, Map<Peer, Times>> inference(Set<String> chosen) throws IOException, InterruptedException {
        Map<Work, Map<Peer, Times>> inference = new EnumMap<>(Work.class);
        for (Work work : Work.values()) {
            if (chosen.contains(work.name())) {
                if (inference.isEmpty()) {
                    head();
                }
                Map<Peer, Times> times = new EnumMap<>(Peer.class);
                boolean alone = work != Work.LENET && work != Work.VGG;
                times.putAll(inTurn(work, alone ? List.of(Peer.NAIVE, Peer.PLAIN) : List.of(Peer.PLAIN)));
                times.putAll(inTurn(work, List.of(Peer.VECTOR, Peer.ONNX)));
                row(work, times);
                inference.put(work, times);
            }
        }
        return inference;
    }

    private static Map<Peer, Times> inTurn(Work work, List<Peer> peers) throws IOException, InterruptedException {
        String[] arguments = Stream.concat(Stream.of(work.name()), peers.stream().map(Peer::name))
                .toArray(String[]::new);
        List<Times> times = Times.of(Fork.java(peers.contains(Peer.VECTOR), false, Inference.class, arguments));
        Map<Peer, Times> named = new EnumMap<>(Peer.class);
        for (Peer peer : peers) {
            named.put(peer, times.get(peers.indexOf(peer)));
        }
        return named;
    }

    private static void head() {
        System.out.print("\n| forward, ms (GFLOP/s) |");
        for (Peer peer : Peer.values()) {
            System.out.printf(" %s |", peer.title);
        }
        System.out.println(" vector : plain | vector : ONNX Runtime | by medians | memory, MB |");
        System.out.println("| --- |" + " --: |".repeat(Peer.values().length + 4));
    }

    private static void row(Work work, Map<Peer, Times> times) {
        System.out.printf("| %s |", work.title);
        for (Peer peer : Peer.values()) {
            System.out.print(times.containsKey(peer) ? " %s |".formatted(cell(work, times.get(peer).best())) : " |");
        }
        Times vector = times.get(Peer.VECTOR);
        Times onnx = times.get(Peer.ONNX);
        System.out.printf(
                " %.1f | %.2f | %.2f | %d |%n",
                times.get(Peer.PLAIN).best() / vector.best(),
                onnx.best() / vector.best(),
                onnx.median() / vector.median(),
                vector.memory());
    }

    private static String cell(Work work, double time) {
        return "%s (%s)".formatted(Times.digits(time), Times.digits(work.flops() / time));
    }
}
