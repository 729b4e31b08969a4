package org.convolab.bench;

import java.util.List;
import java.util.concurrent.Callable;
import org.convolab.engine.tensor.Arithmetic;
import org.convolab.engine.tensor.Matrix;
import org.convolab.engine.tensor.Panels;
import org.convolab.engine.tensor.StridedRows;

/** The work of each micro-kernel, on sizes that occur. All implementations of the engine's arithmetic do it in turn. */
enum Operation {
    MULTIPLY("product, 64×576 by 576×3136", 2e-6 * 64 * 576 * 3136) {
        @Override
        Callable<?> with(Arithmetic arithmetic) {
            return product(arithmetic, 64, 576, new StridedRows(Work.noise(576 * 3136), StridedRows.every(3136, 576), 0, 3136));
        }
    },
    FEW_ROWS("product of few rows, 6×25 by 25×784, in pieces of 28", 2e-6 * 6 * 25 * 784) {
        @Override
        Callable<?> with(Arithmetic arithmetic) {
            int[] starts = new int[25];
            for (int p = 0; p < 25; p++) {
                starts[p] = p / 5 * 32 + p % 5;
            }
            return product(arithmetic, 6, 25, new StridedRows(Work.noise(33 * 32), starts, 0, 784, 28, 32));
        }
    },
    DOTS("dot products, 16×1568 by 1568×150", 2e-6 * 16 * 1568 * 150) {
        @Override
        Callable<?> with(Arithmetic arithmetic) {
            StridedRows a = new StridedRows(Work.noise(16 * 1568), StridedRows.every(1568, 16), 0, 1568);
            StridedRows b = new StridedRows(Work.noise(150 * 1568), StridedRows.every(1568, 150), 0, 1568);
            Matrix c = Matrix.of(new float[16 * 150], 0, 16, 150);
            return () -> {
                arithmetic.gemmTransposed(a, b, c);
                return c;
            };
        }
    },
    ONE_ROW("one row, 1×9 by 9×840", 2e-6 * 9 * 840) {
        @Override
        Callable<?> with(Arithmetic arithmetic) {
            StridedRows b = new StridedRows(Work.noise(902), new int[] {0, 1, 2, 30, 31, 32, 60, 61, 62}, 0, 840);
            float[] weights = Work.noise(9);
            float[] sum = new float[840];
            return () -> {
                arithmetic.gemv(weights, 0, 0, b, sum, 0);
                return sum;
            };
        }
    },
    ONE_MAP("3×3 over one map of 30×30", 2e-6 * 9 * 28 * 28) {
        @Override
        Callable<?> with(Arithmetic arithmetic) {
            float[] x = Work.noise(30 * 30);
            float[] weights = Work.noise(9);
            float[] y = new float[28 * 28];
            return () -> {
                arithmetic.depthwise3x3(weights, 0, 0, x, 0, 30, y, 0, 28, 28);
                return y;
            };
        }
    },
    TILES("Winograd's transforms, 64 tiles in and out", 60e-6 * 64) {
        @Override
        Callable<?> with(Arithmetic arithmetic) {
            float[] x = Work.noise(16 * 64);
            float[] v = new float[16 * 64];
            float[] y = new float[4 * 64];
            int[] cells = StridedRows.every(64, 16);
            return () -> {
                arithmetic.winogradInput(x, cells, 0, 64, v, 0, 64);
                arithmetic.winogradOutput(v, 0, 64, 64, 0, y, 64);
                return y;
            };
        }
    },
    TANH("tanh of 4704 numbers", 20e-6 * 4704) {
        @Override
        Callable<?> with(Arithmetic arithmetic) {
            float[] x = Work.noise(4704);
            float[] y = new float[4704];
            return () -> {
                arithmetic.tanh(x, 3, y, 0, 4704);
                return y;
            };
        }
    },
    COPY("copy of 28×28 into 30×30", 1e-6 * 28 * 28) {
        @Override
        Callable<?> with(Arithmetic arithmetic) {
            float[] from = Work.noise(28 * 28);
            float[] to = new float[30 * 30];
            return () -> {
                arithmetic.copyRectangle(from, 0, 28, to, 31, 30, 28, 28);
                return to;
            };
        }
    };

    private final String title;

    /** Millions of operations, so that divided by milliseconds they are GFLOP/s; of copies, numbers. */
    private final double operations;

    Operation(String title, double operations) {
        this.title = title;
        this.operations = operations;
    }

    abstract Callable<?> with(Arithmetic arithmetic);

    private static Callable<?> product(Arithmetic arithmetic, int rows, int depth, StridedRows b) {
        Panels a = new Panels(new float[Panels.size(rows, depth)], 0, rows, depth)
                .fill(Work.noise(rows * depth), 0, StridedRows.every(1, depth), depth);
        Matrix c = Matrix.of(new float[rows * b.columns()], 0, rows, b.columns());
        float[] starts = new float[rows];
        return () -> {
            arithmetic.gemm(a, b, c, starts, 0);
            return c;
        };
    }

    /** Prints a table with a row for every operation. */
    public static void main(String[] arguments) throws Exception {
        List<Arithmetic.Candidate> candidates = Arithmetic.candidates();
        System.out.print("\n| micro-kernels, GFLOP/s |");
        candidates.forEach(candidate -> System.out.printf(" %s |", candidate.name()));
        System.out.println("\n| --- |" + " --: |".repeat(candidates.size()));
        for (Operation operation : values()) {
            System.out.printf("| %s |", operation.title);
            for (Times times : operation.inTurn(candidates)) {
                System.out.printf(" %s |", Times.digits(operation.operations / times.best()));
            }
            System.out.println();
        }
    }

    private List<Times> inTurn(List<Arithmetic.Candidate> candidates) throws Exception {
        return Rounds.inTurn(candidates.stream()
                .<Rounds.Program>map(candidate -> () -> with(candidate.arithmetic()))
                .toList());
    }
}
