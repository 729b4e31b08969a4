package org.convolab.engine.layer;

/** An input that a layer cannot take: the message names the layer, what it got and what it needs. */
public final class ShapeException extends IllegalArgumentException {
    public ShapeException(String message) {
        super(message);
    }
}
