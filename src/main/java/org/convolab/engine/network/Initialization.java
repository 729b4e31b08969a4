package org.convolab.engine.network;

import org.convolab.engine.layer.Parameter;

/**
 * How widely weights are drawn before training, from a normal distribution around 0, so that signals neither fade nor
 * grow from layer to layer.
 */
public enum Initialization {
    /** Variance 2 / fan-in, which suits ReLU (He et al., Delving Deep into Rectifiers, 2015). */
    HE {
        @Override
        double variance(Parameter parameter) {
            return 2.0 / parameter.fanIn();
        }
    },
    /** Variance 2 / (fan-in + fan-out), which suits tanh (Glorot and Bengio, Training Deep Feedforward Networks, 2010). */
    GLOROT {
        @Override
        double variance(Parameter parameter) {
            return 2.0 / (parameter.fanIn() + parameter.fanOut());
        }
    },
    /** Variance 0: all weights are zero. The units of a layer are then alike, and stay alike whatever is trained. */
    ZERO {
        @Override
        double variance(Parameter parameter) {
            return 0;
        }
    };

    abstract double variance(Parameter parameter);
}
