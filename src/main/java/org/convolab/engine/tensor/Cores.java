package org.convolab.engine.tensor;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The processor's cores, shared by all who compute. Work that can be divided is done by the thread that asks and by cores
 * that are idle at that moment; when others come to compute, helpers leave after the part that they are at. How many take
 * part changes nothing in what is computed, since each part writes numbers of its own.
 */
public final class Cores {
    /** Operations below which it takes longer to ask for help than to do the work. */
    private static final long LEAST = 100_000;

    /** How long a helper looks for more work before it sleeps, in nanoseconds: waking it takes as long. */
    private static final long LOOKS = 50_000;

    private static final int COUNT = Runtime.getRuntime().availableProcessors();

    /** How many threads compute at this moment, those that asked and those that help. */
    private static final AtomicInteger BUSY = new AtomicInteger();

    private static final ConcurrentLinkedQueue<Shared> WAITING = new ConcurrentLinkedQueue<>();
    private static final ConcurrentLinkedQueue<Thread> ASLEEP = new ConcurrentLinkedQueue<>();

    static {
        for (int i = 1; i < COUNT; i++) {
            Thread helper = new Thread(Cores::help, "engine-" + i);
            helper.setDaemon(true);
            helper.start();
        }
    }

    /** Whether the thread is at a part of shared work, which is not divided again. */
    private static final ThreadLocal<boolean[]> INSIDE = ThreadLocal.withInitial(() -> new boolean[1]);

    /** A part of some work. */
    public interface Task {
        /**
         * Does the part.
         *
         * @param index which part, from 0 on
         * @param worker a number below {@link #count} that no other thread at this work has, for arrays of its own
         */
        void run(int index, int worker);
    }

    private Cores() {}

    /** How many threads may take part at most. */
    public static int count() {
        return COUNT;
    }

    /**
     * Does all parts of some work, and returns when they are done.
     *
     * @param parts how many parts there are
     * @param operations about how many operations all of them take
     */
    public static void share(int parts, long operations, Task task) {
        boolean[] inside = INSIDE.get();
        if (parts < 2 || operations < LEAST || COUNT == 1 || inside[0]) {
            for (int index = 0; index < parts; index++) {
                task.run(index, 0);
            }
            return;
        }
        inside[0] = true;
        int idle = COUNT - BUSY.incrementAndGet();
        try {
            Shared work = new Shared(parts, task);
            if (idle > 0) {
                WAITING.add(work);
                for (int i = Math.min(idle, parts - 1); i > 0; i--) {
                    LockSupport.unpark(ASLEEP.poll());
                }
            }
            work.run(0);
            WAITING.remove(work);
            work.await();
        } finally {
            BUSY.decrementAndGet();
            inside[0] = false;
        }
    }

    /** Helps until somebody interrupts the thread, as a tool does that ends what a program has left behind. */
    private static void help() {
        INSIDE.get()[0] = true;
        while (!Thread.currentThread().isInterrupted()) {
            Shared work = WAITING.peek();
            long begin = System.nanoTime();
            while (work == null && System.nanoTime() - begin < LOOKS) {
                Thread.onSpinWait();
                work = WAITING.peek();
            }
            if (work == null) {
                ASLEEP.add(Thread.currentThread());
                if (WAITING.isEmpty()) {
                    LockSupport.park();
                }
                ASLEEP.remove(Thread.currentThread());
            } else if (BUSY.incrementAndGet() <= COUNT) {
                work.help();
                BUSY.decrementAndGet();
            } else {
                BUSY.decrementAndGet();
                LockSupport.parkNanos(LOOKS);
            }
        }
    }

    /** Work that is being done. */
    private static final class Shared {
        private final int parts;
        private final Task task;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicInteger workers = new AtomicInteger(1);
        private volatile @Nullable Throwable failure;

        Shared(int parts, Task task) {
            this.parts = parts;
            this.task = task;
        }

        void help() {
            int worker = workers.getAndIncrement();
            if (worker < COUNT) {
                run(worker);
            }
        }

        void run(int worker) {
            while (worker == 0 || BUSY.get() <= COUNT) {
                int index = next.getAndIncrement();
                if (index >= parts) {
                    WAITING.remove(this);
                    return;
                }
                try {
                    task.run(index, worker);
                } catch (RuntimeException | Error e) {
                    failure = e;
                }
                done.incrementAndGet();
            }
        }

        void await() {
            int looks = 0;
            while (done.get() < parts) {
                if (looks++ < 10_000) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            if (failure instanceof Error error) {
                throw error;
            }
        }
    }
}
