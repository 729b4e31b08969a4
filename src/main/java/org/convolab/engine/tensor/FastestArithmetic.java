package org.convolab.engine.tensor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic that serves: for each kind of work the fastest of the {@linkplain #CANDIDATES candidates}, found by a
 * {@link Choice} when the work is first asked for. Until it is found, plain loops serve; all give the same bits. A large
 * product is shared among {@link Cores}: each works on columns of its own.
 */
final class FastestArithmetic implements Arithmetic {
    private static final String MODULE = "jdk.incubator.vector";
    private static final Logger LOG = System.getLogger(Arithmetic.class.getName());

    /** So few rows of A are multiplied with B where it lies. */
    static final int FEW = 16;

    /** Multiply-adds from which on a product is shared. */
    private static final long SHARED = 500_000;

    /** So many columns at least are one core's part of a product. */
    private static final int COLUMNS = 128;

    /** Where there are too few columns, so many rows at least. */
    private static final int ROWS = 8;

    /** Into so many parts a product is divided at most: more than cores, so that a core that comes late finds some. */
    private static final int PARTS = 4 * Cores.count();

    static final List<Candidate> CANDIDATES = candidates();
    static final Arithmetic SERVING = new FastestArithmetic();

    private final Choice products = new Choice(
            Level.INFO,
            "products",
            CANDIDATES,
            multiplying(8, 4, 64),
            multiplying(64, 256, 128),
            4e-9 * 64 * 256 * 128);
    private final Choice fewRows =
            choice("products of few rows", multiplying(8, 4, 64), multiplying(8, 64, 256), 4e-9 * 8 * 64 * 256);
    private final Choice dots = choice("dot products", dotting(8, 32), dotting(16, 256), 2e-9 * 16 * 16 * 256);
    private final Choice rows = choice("single rows", combining(4, 64), combining(9, 512), 2e-9 * 9 * 512);
    private final Choice maps = choice("single maps", sliding(4), sliding(32), 2e-9 * 9 * 32 * 32);
    private final Choice tiles = choice("tiles", tiling(16), tiling(128), 60e-9 * 128);
    private final Choice curves = choice("tanh", curving(32), curving(512), 20e-9 * 512);
    private final Choice moves = choice("copies", moving(2), moving(32), 1e-9 * 32 * 32);

    private FastestArithmetic() {}

    /** The classes with the vectors are loaded only if this JVM has the module that they come from. */
    private static List<Candidate> candidates() {
        Candidate plain = new Candidate("plain loops", PlainArithmetic.INSTANCE);
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            LOG.log(Level.INFO, "products in plain loops; java --add-modules " + MODULE + " makes them faster");
            return List.of(plain);
        }
        List<Candidate> vectors = PlainArithmetic.FUSED ? vectors() : List.of();
        if (vectors.isEmpty()) {
            LOG.log(Level.INFO, "products in plain loops; this processor's vectors would not make them faster");
        }
        return Stream.concat(Stream.of(plain), vectors.stream()).toList();
    }

    /** What {@code VectorArithmetic} offers, which is compiled after this class, with the module. */
    private static List<Candidate> vectors() {
        try {
            Class<?> arithmetic = Class.forName(FastestArithmetic.class.getPackageName() + ".VectorArithmetic");
            return List.of(
                    (Candidate[]) arithmetic.getDeclaredMethod("candidates").invoke(null));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no kernel with vectors", e);
        }
    }

    /** A choice for which it does not matter how many rows a product takes at a time. */
    private static Choice choice(String work, Consumer<Arithmetic> little, Consumer<Arithmetic> real, double size) {
        return new Choice(Level.DEBUG, work, CANDIDATES.subList(0, Math.min(2, CANDIDATES.size())), little, real, size);
    }

    private static Consumer<Arithmetic> multiplying(int m, int k, int n) {
        Panels a = new Panels(new float[Panels.size(m, k)], 0, m, k);
        StridedRows b = new StridedRows(new float[k * n], StridedRows.every(n, k), 0, n);
        Matrix c = Matrix.of(new float[m * n], 0, m, n);
        float[] zeros = new float[m];
        return arithmetic -> {
            arithmetic.gemm(a, b, c, zeros, 0);
            arithmetic.gemm(a, b, c, null, 0);
        };
    }

    private static Consumer<Arithmetic> dotting(int rows, int length) {
        StridedRows a = new StridedRows(new float[rows * length], StridedRows.every(length, rows), 0, length);
        Matrix c = Matrix.of(new float[rows * rows], 0, rows, rows);
        return arithmetic -> arithmetic.gemmTransposed(a, a, c);
    }

    private static Consumer<Arithmetic> combining(int k, int n) {
        StridedRows b = new StridedRows(new float[k * n], StridedRows.every(n, k), 0, n);
        float[] sum = new float[n];
        return arithmetic -> arithmetic.gemv(b.data(), 0, 0, b, sum, 0);
    }

    private static Consumer<Arithmetic> sliding(int rows) {
        float[] x = new float[(rows + 2) * 34];
        float[] y = new float[rows * 32];
        return arithmetic -> arithmetic.depthwise3x3(x, 0, 0, x, 0, 34, y, 0, rows, 32);
    }

    private static Consumer<Arithmetic> tiling(int count) {
        float[] x = new float[16 * count];
        float[] v = new float[16 * count];
        float[] y = new float[4 * count];
        int[] cells = StridedRows.every(count, 16);
        return arithmetic -> {
            arithmetic.winogradInput(x, cells, 0, count, v, 0, count);
            arithmetic.winogradOutput(v, 0, count, count, 0, y, count);
        };
    }

    private static Consumer<Arithmetic> curving(int count) {
        float[] x = new float[count];
        float[] y = new float[count];
        return arithmetic -> arithmetic.tanh(x, 1, y, 0, count);
    }

    private static Consumer<Arithmetic> moving(int rows) {
        float[] from = new float[rows * 32];
        float[] to = new float[rows * 34];
        return arithmetic -> arithmetic.copyRectangle(from, 0, 32, to, 0, 34, rows, 32);
    }

    @Override
    public void gemm(Panels a, StridedRows b, Matrix c, float @Nullable [] starts, int first) {
        long operations = (long) a.rows() * a.depth() * b.columns();
        Arithmetic serving = (a.rows() <= FEW ? fewRows : products).serving(operations);
        int piece = Math.min(b.piece(), b.columns());
        int step = piece == b.columns() ? COLUMNS : (COLUMNS + piece - 1) / piece * piece;
        int across = (b.columns() + step - 1) / step;
        if (operations < SHARED) {
            serving.gemm(a, b, c, starts, first);
        } else if (across > 1) {
            int each = (across + PARTS - 1) / PARTS * step;
            Cores.share((b.columns() + each - 1) / each, operations, (part, worker) -> {
                int from = part * each;
                int columns = Math.min(each, b.columns() - from);
                serving.gemm(a, b.part(from, columns), c.part(from, columns), starts, first);
            });
        } else {
            int each = (a.rows() / ROWS + PARTS) / PARTS * ROWS;
            Cores.share((a.rows() + each - 1) / each, operations, (part, worker) -> {
                int from = part * each;
                int rows = Math.min(each, a.rows() - from);
                serving.gemm(a.part(from, rows), b, c.rows(from, rows), starts, first + from);
            });
        }
    }

    @Override
    public void gemmTransposed(StridedRows a, StridedRows b, Matrix c) {
        long operations = (long) a.rows() * a.columns() * b.rows();
        Arithmetic serving = dots.serving(operations);
        if (operations < SHARED || b.rows() < 8) {
            serving.gemmTransposed(a, b, c);
            return;
        }
        int each = (b.rows() / 4 + PARTS) / PARTS * 4;
        Cores.share((b.rows() + each - 1) / each, operations, (part, worker) -> {
            int from = part * each;
            int rows = Math.min(each, b.rows() - from);
            serving.gemmTransposed(a, b.rows(from, rows), c.part(from, rows));
        });
    }

    @Override
    public void gemv(float[] weights, int first, float bias, StridedRows b, float[] sum, int to) {
        rows.serving((long) b.rows() * b.columns()).gemv(weights, first, bias, b, sum, to);
    }

    @Override
    public void depthwise3x3(
            float[] weights,
            int first,
            float bias,
            float[] x,
            int at,
            int width,
            float[] y,
            int to,
            int rows,
            int columns) {
        maps.serving(9L * rows * columns).depthwise3x3(weights, first, bias, x, at, width, y, to, rows, columns);
    }

    @Override
    public void tanh(float[] x, float factor, float[] y, int from, int end) {
        curves.serving(20L * (end - from)).tanh(x, factor, y, from, end);
    }

    @Override
    public void copyRectangle(
            float[] from, int at, int fromDown, float[] to, int into, int down, int rows, int columns) {
        moves.serving((long) rows * columns).copyRectangle(from, at, fromDown, to, into, down, rows, columns);
    }

    @Override
    public void winogradInput(float[] x, int[] cells, int shift, int count, float[] v, int at, int apart) {
        tiles.serving(32L * count).winogradInput(x, cells, shift, count, v, at, apart);
    }

    @Override
    public void winogradOutput(float[] m, int at, int apart, int count, float bias, float[] y, int yApart) {
        tiles.serving(24L * count).winogradOutput(m, at, apart, count, bias, y, yApart);
    }
}
