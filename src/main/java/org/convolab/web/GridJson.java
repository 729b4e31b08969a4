package org.convolab.web;

import org.convolab.widget.Grid;
import org.springframework.boot.jackson.JacksonComponent;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/** A grid as JSON: an array of rows, whole numbers without a fraction. */
@JacksonComponent
final class GridJson extends ValueSerializer<Grid> {
    @Override
    public void serialize(Grid grid, JsonGenerator json, SerializationContext context) {
        json.writeStartArray();
        for (var row : grid.rows()) {
            json.writeStartArray();
            for (float value : row) {
                json.writePOJO(value);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}
