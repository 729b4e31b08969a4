package org.convolab.engine.tensor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** The choice between the kernels, made once and logged. */
final class Kernels {
    private static final String MODULE = "jdk.incubator.vector";

    static final MatrixProduct FASTEST = fastest();

    private Kernels() {}

    /** The class with the vectors is loaded only if this JVM has the module that they come from. */
    private static MatrixProduct fastest() {
        Logger log = System.getLogger(MatrixProduct.class.getName());
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            log.log(Level.INFO, "products in plain loops; java --add-modules " + MODULE + " makes them faster");
            return PlainProduct.PRODUCT;
        }
        log.log(
                Level.INFO,
                "products in vectors of " + VectorProduct.bits() + " bits; without --add-modules " + MODULE
                        + " they run in plain loops");
        return VectorProduct.PRODUCT;
    }
}
