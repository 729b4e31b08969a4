package org.convolab.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class CoresTest {
    private static final long LARGE = 1_000_000_000;

    @RepeatedTest(20)
    void everyPartIsDoneOnceAndByAWorkerWithANumberOfItsOwn() {
        AtomicIntegerArray done = new AtomicIntegerArray(1000);
        AtomicIntegerArray at = new AtomicIntegerArray(Cores.count());
        AtomicInteger collisions = new AtomicInteger();
        Cores.share(1000, LARGE, (part, worker) -> {
            if (at.incrementAndGet(worker) > 1) {
                collisions.incrementAndGet();
            }
            done.incrementAndGet(part);
            at.decrementAndGet(worker);
        });
        for (int part = 0; part < 1000; part++) {
            assertThat(done.get(part)).isEqualTo(1);
        }
        assertThat(collisions).hasValue(0);
    }

    @Test
    void aPartThatDividesItsWorkAgainDoesItAlone() {
        AtomicInteger parts = new AtomicInteger();
        Cores.share(
                8,
                LARGE,
                (part, worker) -> Cores.share(8, LARGE, (inner, alone) -> {
                    assertThat(alone).isZero();
                    parts.incrementAndGet();
                }));
        assertThat(parts).hasValue(64);
    }

    @Test
    void whatOnePartThrowsComesToWhoeverAsked() {
        assertThatThrownBy(() -> Cores.share(8, LARGE, (part, worker) -> {
                    if (part == 5) {
                        throw new IllegalStateException("part 5");
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("part 5");
    }

    @Test
    void manyWhoAskAtOnceAllGetTheirWorkDone() throws InterruptedException {
        AtomicInteger sum = new AtomicInteger();
        Thread[] threads = new Thread[3 * Cores.count()];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int turn = 0; turn < 50; turn++) {
                    Cores.share(10, LARGE, (part, worker) -> sum.incrementAndGet());
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(sum).hasValue(threads.length * 50 * 10);
    }

    /** A product that is large enough to be divided, by columns and by rows, against one that is not. */
    @Test
    void aSharedProductHasTheSameBits() {
        for (int[] size : new int[][] {{33, 200, 1000}, {300, 200, 32}, {20, 90, 784}}) {
            int m = size[0];
            int k = size[1];
            int n = size[2];
            Random random = new Random(5);
            Panels a = new Panels(numbers(Panels.size(m, k), random), 0, m, k);
            StridedRows b = new StridedRows(numbers(k * n, random), StridedRows.every(n, k), 0, n);
            StridedRows pieces = new StridedRows(
                    numbers(k + n / 28 * 30 + 30, random), StridedRows.every(1, k), 0, n / 28 * 28 + 1, 28, 30);
            float[] starts = numbers(m, random);
            for (StridedRows right : new StridedRows[] {b, pieces}) {
                int columns = right.columns();
                float[] shared = new float[m * columns];
                float[] alone = new float[m * columns];
                Arithmetic.fastest().gemm(a, right, Matrix.of(shared, 0, m, columns), starts, 0);
                PlainArithmetic.INSTANCE.gemm(a, right, Matrix.of(alone, 0, m, columns), starts, 0);
                assertThat(shared).containsExactly(alone);
            }
            StridedRows left = new StridedRows(numbers(m * k, random), StridedRows.every(k, m), 0, k);
            StridedRows right = new StridedRows(numbers(n * k, random), StridedRows.every(k, n), 0, k);
            float[] shared = new float[m * n];
            float[] alone = new float[m * n];
            Arithmetic.fastest().gemmTransposed(left, right, Matrix.of(shared, 0, m, n));
            PlainArithmetic.INSTANCE.gemmTransposed(left, right, Matrix.of(alone, 0, m, n));
            assertThat(shared).containsExactly(alone);
        }
    }

    private static float[] numbers(int count, Random random) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }
}
