package org.convolab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The rounds of a program that is measured in turn with others in the same JVM, so that whatever else the machine does
 * meets all of them alike.
 */
final class Rounds {
    /** How long to warm up, and how long a round takes, in milliseconds. */
    private static final double WARM_UP = 3000;

    private static final double ROUND = 300;
    private static final int COUNT = 15;

    /** Keeps the just-in-time compiler from leaving out work whose result nobody reads. */
    private static volatile @Nullable Object unused;

    /** Something to measure, as it stands before it is prepared. */
    interface Program {
        Callable<?> prepare() throws Exception;
    }

    private final Callable<?> run;
    private final int runs;
    private final long memory;
    private final double[] times = new double[COUNT];

    private Rounds(Callable<?> run) throws Exception {
        this.run = run;
        this.runs = warmUp(run);
        this.memory = memory();
    }

    /** Prints the times of each program for the process that asked. */
    static void print(List<Program> programs) throws Exception {
        inTurn(programs).forEach(times -> System.out.println(times.line()));
    }

    /** Prepares and warms up one program after the other, and only then lets them run in turn. */
    static List<Times> inTurn(List<Program> programs) throws Exception {
        List<Rounds> all = new ArrayList<>();
        for (Program program : programs) {
            all.add(new Rounds(program.prepare()));
        }
        for (int round = 0; round < COUNT; round++) {
            for (Rounds rounds : all) {
                rounds.times[round] = time(rounds.run, rounds.runs);
            }
        }
        return all.stream().map(Rounds::times).toList();
    }

    /** Warms up, and finds how many runs fill a round. */
    private static int warmUp(Callable<?> run) throws Exception {
        int runs = 1;
        for (double spent = 0; spent < WARM_UP; ) {
            double time = time(run, runs);
            spent += time * runs;
            runs = (int) Math.max(1, Math.round(ROUND / time));
        }
        return runs;
    }

    private static double time(Callable<?> run, int runs) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            unused = run.call();
        }
        return (System.nanoTime() - start) * 1e-6 / runs;
    }

    private Times times() {
        Arrays.sort(times);
        return new Times(times[0], times[COUNT / 2], memory);
    }

    /** What the process has taken at most so far, in MB, where Linux knows. */
    private static long memory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .sum();
    }
}
