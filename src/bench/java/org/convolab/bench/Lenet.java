package org.convolab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of LeNet-5, which other libraries train and run too. */
final class Lenet {
    /** How many images a second a peer trains and classifies; null where that is not measured. */
    private record Speed(String peer, @Nullable Double training, @Nullable Double inference) {
        /** Reads what a script prints: its name, training and inference. */
        static Speed parse(String line) {
            String[] fields = line.split("\t", -1);
            return new Speed(fields[0], number(fields[1]), number(fields[2]));
        }

        private static @Nullable Double number(String text) {
            return text.isEmpty() ? null : Double.valueOf(text);
        }
    }

    private Lenet() {}

    static void print(Map<Peer, Times> inference, boolean trains) throws IOException, InterruptedException {
        List<Speed> speeds = new ArrayList<>();
        for (Peer peer : List.of(Peer.PLAIN, Peer.VECTOR, Peer.ONNX)) {
            Times batch = inference.get(peer);
            speeds.add(new Speed(
                    peer.title,
                    trains && peer != Peer.ONNX ? training(peer) : null,
                    batch == null ? null : perSecond(batch.best())));
        }
        speeds.addAll(scripts());
        System.out.println("\n| LeNet-5, batch of 32, images a second | training | inference |");
        System.out.println("| --- | --: | --: |");
        for (Speed speed : speeds) {
            System.out.printf("| %s | %s | %s |%n", speed.peer(), whole(speed.training()), whole(speed.inference()));
        }
        if (trains) {
            System.out.printf("%nTraining, vector kernel : ConvNetJS = %.1f%n", ratio(speeds));
        }
    }

    private static Double training(Peer peer) throws IOException, InterruptedException {
        List<Times> times = Times.of(Fork.java(peer == Peer.VECTOR, false, Training.class));
        return perSecond(times.get(0).best() / Training.STEPS);
    }

    private static Double perSecond(double milliseconds) {
        return Work.LENET.count * 1000 / milliseconds;
    }

    private static String whole(@Nullable Double number) {
        return number == null ? "" : "%,.0f".formatted(number);
    }

    private static double ratio(List<Speed> speeds) {
        return training(speeds, Peer.VECTOR.title) / training(speeds, "ConvNetJS");
    }

    private static double training(List<Speed> speeds, String peer) {
        return speeds.stream()
                .filter(speed -> speed.peer().equals(peer) && speed.training() != null)
                .mapToDouble(Speed::training)
                .sum();
    }

    /** Runs the peers under Node, which npm installs into target. */
    private static List<Speed> scripts() throws IOException, InterruptedException {
        Path to = Files.createDirectories(Path.of("target/bench-js"));
        List<Path> files;
        try (Stream<Path> listed = Files.list(Path.of("src/bench/js"))) {
            files = listed.sorted().toList();
        }
        for (Path file : files) {
            Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        Fork.run(to, List.of("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"));
        List<Speed> speeds = new ArrayList<>();
        for (Path file : files) {
            if (file.toString().endsWith(".mjs")) {
                Fork.run(to, List.of("node", file.getFileName().toString()))
                        .forEach(line -> speeds.add(Speed.parse(line)));
            }
        }
        return speeds;
    }
}
