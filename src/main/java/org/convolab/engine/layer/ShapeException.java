package org.convolab.engine.layer;

/**
 * An input that a layer cannot take. The message names the layer, what it got and what it needs, after the layer's place
 * in the network: {@code conv2_1.main.conv1: conv 1×1, 64 filters got …}.
 */
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String place;
    private final String reason;

    public ShapeException(String reason) {
        this("", reason);
    }

    private ShapeException(String place, String reason) {
        super(place.isEmpty() ? reason : place + ": " + reason);
        this.place = place;
        this.reason = reason;
    }

    /** The dotted name of the layer that cannot take its input; empty outside a network. */
    public String place() {
        return place;
    }

    /** The same, said of a layer that stands inside the one of that name. */
    ShapeException in(String layer) {
        return new ShapeException(place.isEmpty() ? layer : layer + "." + place, reason);
    }
}
