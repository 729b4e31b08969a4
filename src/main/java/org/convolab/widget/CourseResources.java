package org.convolab.widget;

import java.util.Map;
import org.convolab.engine.network.Network;

/** What the course's content hands to its widgets: networks, trained networks and pictures by name, in the content's order. */
public interface CourseResources {
    default Map<String, Network> networks() {
        return Map.of();
    }

    default Map<String, Picture> pictures() {
        return Map.of();
    }

    /** The networks whose weights are known. */
    default Map<String, TrainedNetwork> trained() {
        return Map.of();
    }

    /**
     * The network of that name.
     *
     * @throws BadParameter if there is none
     */
    default Network network(String field, String name) {
        return named(networks(), field, name);
    }

    /**
     * The network of that name with its weights.
     *
     * @throws BadParameter if there is none, or nobody trained it
     */
    default TrainedNetwork trained(String field, String name) {
        return named(trained(), field, name);
    }

    /**
     * The grid that a text spells, or the one channel of the picture that it names.
     *
     * @throws BadParameter if it does neither
     */
    default Grid grid(String field, String text) {
        Picture picture = pictures().get(text);
        if (picture != null && !picture.isColor()) {
            return picture.channels().get(0);
        }
        if (text.matches("[A-Za-z][A-Za-z0-9-]*")) {
            String names = pictures().values().stream()
                    .filter(candidate -> !candidate.isColor())
                    .map(Picture::name)
                    .reduce((one, other) -> one + ", " + other)
                    .orElse("");
            throw new BadParameter(field, text, "one of " + names + ", or rows of numbers such as 1 2 3/4 5 6");
        }
        return Grid.parse(field, text);
    }

    /**
     * The picture of that name.
     *
     * @throws BadParameter if there is none
     */
    default Picture picture(String field, String name) {
        return named(pictures(), field, name);
    }

    private static <T> T named(Map<String, T> things, String field, String name) {
        T thing = things.get(name);
        if (thing == null) {
            throw new BadParameter(field, name, "one of " + String.join(", ", things.keySet()));
        }
        return thing;
    }
}
