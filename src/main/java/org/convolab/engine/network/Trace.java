package org.convolab.engine.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.convolab.engine.tensor.Tensor;

/**
 * What every layer gave in one run of a network, by dotted name, in the order in which they ran; the layers inside a
 * composite one stand before it.
 */
public record Trace(Tensor input, Map<String, Tensor> outputs) {
    public Trace {
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /**
     * What the layer of that dotted name gave.
     *
     * @throws IllegalArgumentException if there is no such layer
     */
    public Tensor of(String layer) {
        Tensor output = outputs.get(layer);
        if (output == null) {
            throw new IllegalArgumentException("no layer named " + layer + "; there are " + outputs.keySet());
        }
        return output;
    }

    /** What the last layer gave; the input if there is no layer. */
    public Tensor last() {
        Tensor last = input;
        for (Tensor output : outputs.values()) {
            last = output;
        }
        return last;
    }
}
