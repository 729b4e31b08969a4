package org.convolab.engine.train;

import java.util.List;
import org.convolab.engine.layer.Parameter;
import org.convolab.engine.layer.Weights;

/**
 * How weights move against their gradients. Weight decay pulls the weights that multiply inputs toward 0, and leaves
 * biases and batch norm's scales alone.
 */
public sealed interface Optimizer {
    /** The names of the arrays that are kept for every parameter from step to step. */
    List<String> moments();

    /**
     * Moves one parameter.
     *
     * @param w the parameter's numbers
     * @param g the gradient of the loss with respect to them
     * @param moments the arrays that are kept, under {@code moment.parameter}; zeros before step 0
     * @param step how many steps were made before
     */
    void step(Parameter parameter, float[] w, float[] g, Weights moments, double rate, int step);

    /**
     * Stochastic gradient descent with momentum μ and weight decay λ, as PyTorch writes it:
     *
     * <pre>
     *   v ← μ v + g + λ w
     *   w ← w - rate · v
     * </pre>
     */
    record Sgd(double momentum, double weightDecay) implements Optimizer {
        @Override
        public List<String> moments() {
            return momentum == 0 ? List.of() : List.of("velocity");
        }

        @Override
        public void step(Parameter parameter, float[] w, float[] g, Weights moments, double rate, int step) {
            float r = (float) rate;
            float lambda = parameter.isDrawn() ? (float) weightDecay : 0;
            if (momentum == 0) {
                for (int i = 0; i < w.length; i++) {
                    w[i] -= r * (g[i] + lambda * w[i]);
                }
                return;
            }
            float mu = (float) momentum;
            float[] v = moments.child("velocity").get(parameter);
            for (int i = 0; i < w.length; i++) {
                v[i] = mu * v[i] + (g[i] + lambda * w[i]);
                w[i] -= r * v[i];
            }
        }
    }

    /**
     * Adam (Kingma and Ba, 2015), with weight decay λ apart from the gradient (Loshchilov and Hutter, Decoupled Weight Decay
     * Regularization, 2019), for step t = 1, 2, …:
     *
     * <pre>
     *   m ← β1 m + (1 - β1) g
     *   v ← β2 v + (1 - β2) g²
     *   w ← w - rate · (m / (1 - β1^t) / (√(v / (1 - β2^t)) + ε) + λ w)
     * </pre>
     */
    record Adam(double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {
        /** The authors' constants, and no weight decay. */
        public static final Adam USUAL = new Adam(0.9, 0.999, 1e-8, 0);

        @Override
        public List<String> moments() {
            return List.of("first_moment", "second_moment");
        }

        @Override
        public void step(Parameter parameter, float[] w, float[] g, Weights moments, double rate, int step) {
            float[] m = moments.child("first_moment").get(parameter);
            float[] v = moments.child("second_moment").get(parameter);
            float b1 = (float) beta1;
            float b2 = (float) beta2;
            float toM = (float) (1 - beta1);
            float toV = (float) (1 - beta2);
            double root = Math.sqrt(1 - Math.pow(beta2, step + 1));
            float r = (float) (rate * root / (1 - Math.pow(beta1, step + 1)));
            float e = (float) (epsilon * root);
            float decay = parameter.isDrawn() ? (float) (rate * weightDecay) : 0;
            for (int i = 0; i < w.length; i++) {
                m[i] = b1 * m[i] + toM * g[i];
                v[i] = b2 * v[i] + toV * g[i] * g[i];
                w[i] -= r * m[i] / ((float) Math.sqrt(v[i]) + e) + decay * w[i];
            }
        }
    }
}
