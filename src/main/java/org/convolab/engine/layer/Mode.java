package org.convolab.engine.layer;

/** Whether a forward pass is part of training (batch statistics) or of inference (running statistics). */
public enum Mode {
    TRAINING,
    INFERENCE
}
