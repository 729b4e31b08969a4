package org.convolab.engine.insight;

import java.util.Arrays;
import org.convolab.engine.tensor.Tensor;

/**
 * Spearman's rank correlation, how far two lists of numbers are in the same order: 1 for the same, 0 for none of it, -1 for
 * the reverse. It is the correlation of the ranks; equal numbers share the average of theirs.
 */
public final class RankCorrelation {
    private RankCorrelation() {}

    /** The correlation of two lists of one length; 0 if all numbers of one are equal. */
    public static double of(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("%d numbers beside %d".formatted(a.length, b.length));
        }
        double[] ranksOfA = ranks(a);
        double[] ranksOfB = ranks(b);
        double middle = (a.length - 1) / 2.0;
        double together = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (int i = 0; i < a.length; i++) {
            together += (ranksOfA[i] - middle) * (ranksOfB[i] - middle);
            squaresOfA += (ranksOfA[i] - middle) * (ranksOfA[i] - middle);
            squaresOfB += (ranksOfB[i] - middle) * (ranksOfB[i] - middle);
        }
        double scale = Math.sqrt(squaresOfA * squaresOfB);
        return scale > 0 ? together / scale : 0;
    }

    /** Sorts whole numbers: a rank in the order of the numbers, and below it the place. */
    private static double[] ranks(float[] numbers) {
        long[] order = new long[numbers.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = (long) Tensor.rank(numbers[i]) << 32 | i;
        }
        Arrays.sort(order);
        double[] ranks = new double[numbers.length];
        for (int from = 0, to; from < order.length; from = to) {
            to = from;
            while (to < order.length && order[to] >> 32 == order[from] >> 32) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[(int) order[i]] = (from + to - 1) / 2.0;
            }
        }
        return ranks;
    }
}
