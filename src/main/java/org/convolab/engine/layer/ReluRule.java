package org.convolab.engine.layer;

import org.convolab.engine.tensor.Tensor;

/**
 * What a ReLU y = max(0, x) makes backward of the gradient dy of its output. Three methods that draw what a unit responds to
 * are the same back-propagation through all other layers, and differ in this alone.
 */
public enum ReluRule {
    /** The derivative: dy where y &gt; 0 (Simonyan, Vedaldi and Zisserman, Deep Inside Convolutional Networks, 2013). */
    GRADIENT {
        @Override
        float through(float y, float dy) {
            return y > 0 ? dy : 0;
        }
    },
    /** dy where dy &gt; 0, whatever x was (Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, 2013). */
    DECONVNET {
        @Override
        float through(float y, float dy) {
            return dy > 0 ? dy : 0;
        }
    },
    /** dy where both are above 0: guided back-propagation (Springenberg et al., Striving for Simplicity, 2014). */
    GUIDED {
        @Override
        float through(float y, float dy) {
            return y > 0 && dy > 0 ? dy : 0;
        }
    };

    /** What becomes of dy where the ReLU gave y. */
    abstract float through(float y, float dy);

    /** Fills dx with what becomes of each dy. */
    Tensor through(Tensor y, Tensor dy, Tensor dx) {
        for (int i = 0; i < dx.data().length; i++) {
            dx.data()[i] = through(y.data()[i], dy.data()[i]);
        }
        return dx;
    }
}
