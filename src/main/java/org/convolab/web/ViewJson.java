package org.convolab.web;

import org.convolab.widget.Grid;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/** A view as JSON: a grid is an array of rows, and a whole number has no fraction, 12 and not 12.0. */
@Component
final class ViewJson extends SimpleModule {
    private static final double MOST = 1e15;

    ViewJson() {
        addSerializer(Grid.class, new Rows());
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
