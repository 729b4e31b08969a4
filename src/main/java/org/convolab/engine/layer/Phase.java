package org.convolab.engine.layer;

/** What a forward pass is for. */
public enum Phase {
    /** Batch norm uses the batch's own statistics, and dropout drops. */
    TRAINING,
    /** Batch norm uses the running statistics, and dropout does nothing. */
    INFERENCE
}
