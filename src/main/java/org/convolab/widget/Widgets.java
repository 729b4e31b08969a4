package org.convolab.widget;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Every widget there is, by id. */
@Component
public final class Widgets {
    private final Map<String, Widget<?, ?>> byId = new TreeMap<>();

    public Widgets(List<Widget<?, ?>> widgets) {
        widgets.forEach(widget -> byId.put(widget.id(), widget));
    }

    public @Nullable Widget<?, ?> find(String id) {
        return byId.get(id);
    }

    public Collection<Widget<?, ?>> all() {
        return byId.values();
    }
}
