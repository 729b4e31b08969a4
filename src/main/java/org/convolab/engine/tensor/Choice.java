package org.convolab.engine.tensor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.convolab.engine.tensor.Arithmetic.Candidate;

/**
 * Which of several candidates does a kind of work, chosen by measurement. The first candidate serves from the beginning, so
 * that nobody waits. Once there is work that is worth it, the others are tried by a thread in the background, a millisecond
 * at a time: first on very little work until the just-in-time compiler has compiled them (interpreted, or compiled by its
 * first compiler alone, vectors are hundreds of times slower than plain loops), then on work of the real kind. Where that
 * never comes they never serve. All are timed several times over the next minute, and the best time of each counts: the
 * first time a compiler, or a neighbor on the machine, may still be at work.
 */
final class Choice {
    private static final Logger LOG = System.getLogger(Arithmetic.class.getName());

    /** How long a trial works before it rests, and for how long, in nanoseconds. */
    private static final long SLICE = 1_000_000;

    private static final long PAUSE = 2_000_000;

    /** How long a trial works until the compiler should have come to a candidate, at first and after each pause. */
    private static final long PATIENCE = 150_000_000;

    private static final long MORE = 30_000_000;

    /** How long the first candidate is warmed, so that the others are not compared with one that is cold. */
    private static final long FIRST = 10_000_000;

    /** How many milliseconds pass before the candidates are looked at again. */
    private static final int[] AGAIN = {100, 300, 1_000, 4_000, 15_000, 60_000};

    /** After how many operations the others are tried: less, such as a small widget asks for, is done before they were ready. */
    private static final long WORTH = 20_000_000;

    /** How often each candidate is timed. */
    private static final int ROUNDS = 7;

    private static final ExecutorService BACKGROUND = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "trial of kernels");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        return thread;
    });

    private final Level level;
    private final String work;
    private final List<Candidate> candidates;
    private final Consumer<Arithmetic> little;
    private final Consumer<Arithmetic> real;
    private final double size;
    private final boolean[] ready;
    private final long[] best;
    private volatile Arithmetic serving;
    private volatile boolean begun;
    private long asked;
    private int turn;
    private long spent;
    private int attempt;

    /**
     * @param level of what is logged when the choice is made
     * @param little as little work of the kind as reaches the kernels
     * @param real work of the real kind, some ten microseconds of it
     * @param size how many thousand million operations that is
     */
    Choice(
            Level level,
            String work,
            List<Candidate> candidates,
            Consumer<Arithmetic> little,
            Consumer<Arithmetic> real,
            double size) {
        this.level = level;
        this.work = work;
        this.candidates = candidates;
        this.little = little;
        this.real = real;
        this.size = size;
        this.ready = new boolean[candidates.size()];
        this.best = new long[candidates.size()];
        Arrays.fill(best, Long.MAX_VALUE);
        this.serving = candidates.get(0).arithmetic();
    }

    /**
     * The candidate that does the work at this moment.
     *
     * @param operations about how many operations the work takes
     */
    Arithmetic serving(long operations) {
        if (!begun) {
            // threads that count at the same time may lose some, which does no harm
            asked += operations;
            if (asked > WORTH) {
                begin();
            }
        }
        return serving;
    }

    private synchronized void begin() {
        if (!begun) {
            begun = true;
            if (candidates.size() > 1) {
                later(PAUSE);
            }
        }
    }

    private void later(long nanoseconds) {
        CompletableFuture.delayedExecutor(nanoseconds, TimeUnit.NANOSECONDS, BACKGROUND)
                .execute(this::go);
    }

    private void go() {
        if (turn < candidates.size()) {
            warm();
            later(PAUSE);
        } else {
            decide();
            if (attempt < AGAIN.length) {
                turn = 0;
                later(TimeUnit.MILLISECONDS.toNanos(AGAIN[attempt++]));
            }
        }
    }

    /** Lets the candidate whose turn it is work for a millisecond, and passes on if it is fast, or has worked long enough. */
    private void warm() {
        Arithmetic candidate = candidates.get(turn).arithmetic();
        long begin = System.nanoTime();
        long end = begin;
        while (end - begin < SLICE) {
            little.accept(candidate);
            end = System.nanoTime();
        }
        spent += end - begin;
        ready[turn] = turn == 0
                || time(little, candidate) < 2 * time(little, candidates.get(0).arithmetic());
        long enough = turn == 0 ? FIRST : attempt == 0 ? PATIENCE : MORE;
        if (turn > 0 && ready[turn] || spent > enough) {
            turn++;
            spent = 0;
        }
    }

    private static long time(Consumer<Arithmetic> work, Arithmetic candidate) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long begin = System.nanoTime();
            work.accept(candidate);
            best = Math.min(best, System.nanoTime() - begin);
        }
        return best;
    }

    /** Times the candidates that are ready on real work, one after the other, and lets the fastest so far serve. */
    private void decide() {
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < best.length; i++) {
                if (ready[i]) {
                    long begin = System.nanoTime();
                    real.accept(candidates.get(i).arithmetic());
                    best[i] = Math.min(best[i], System.nanoTime() - begin);
                }
            }
        }
        int fastest = IntStream.range(0, best.length)
                .reduce((a, b) -> best[a] <= best[b] ? a : b)
                .orElse(0);
        Arithmetic before = serving;
        serving = candidates.get(fastest).arithmetic();
        LOG.log(
                serving != before || attempt == AGAIN.length ? level : Level.DEBUG,
                () -> IntStream.range(0, best.length)
                        .boxed()
                        .sorted(Comparator.comparing(i -> best[i]))
                        .map(i -> candidates.get(i).name()
                                + (best[i] < Long.MAX_VALUE
                                        ? ": %.1f".formatted(size * 1e9 / best[i])
                                        : ": not compiled"))
                        .collect(Collectors.joining("; ", work + ", in GFLOP/s: ", "")));
    }

    /** The candidate that is chosen, for whoever can wait until it is. */
    Arithmetic made() {
        begun = true;
        while (turn < candidates.size()) {
            warm();
        }
        decide();
        return serving;
    }
}
