package org.convolab.web;

import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.Grid;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * A view as JSON: a grid is an array of rows, a tensor's example an array of such channels or, where they have one place
 * only, of numbers; and a whole number has no fraction, 12 and not 12.0.
 */
@Component
final class ViewJson extends SimpleModule {
    private static final double MOST = 1e15;

    ViewJson() {
        addSerializer(Grid.class, new Rows());
        addSerializer(Tensor.class, new Channels());
        addSerializer(float.class, new Numbers());
        addSerializer(Float.class, new Numbers());
        addSerializer(double.class, new Numbers());
        addSerializer(Double.class, new Numbers());
    }

    private static final class Rows extends ValueSerializer<Grid> {
        @Override
        public void serialize(Grid grid, JsonGenerator json, SerializationContext context) {
            context.writeValue(json, grid.rows());
        }
    }

    private static final class Channels extends ValueSerializer<Tensor> {
        @Override
        public void serialize(Tensor tensor, JsonGenerator json, SerializationContext context) {
            Shape shape = tensor.shape();
            if (tensor.count() != 1) {
                json.writeStartArray();
            }
            for (int n = 0; n < tensor.count(); n++) {
                json.writeStartArray();
                for (int c = 0; c < shape.channels(); c++) {
                    if (shape.isVector()) {
                        context.writeValue(json, tensor.at(n, c, 0, 0));
                    } else {
                        context.writeValue(json, Grid.of(tensor, n, c));
                    }
                }
                json.writeEndArray();
            }
            if (tensor.count() != 1) {
                json.writeEndArray();
            }
        }
    }

    private static final class Numbers extends ValueSerializer<Number> {
        @Override
        public void serialize(Number number, JsonGenerator json, SerializationContext context) {
            double value = number.doubleValue();
            if (value == Math.rint(value) && Math.abs(value) < MOST) {
                json.writeNumber((long) value);
            } else if (number instanceof Float single) {
                json.writeNumber(single);
            } else {
                json.writeNumber(value);
            }
        }
    }
}
