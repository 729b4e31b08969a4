package org.convolab.widget;

import java.util.List;
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

    /** What tells these resources from others: where it is equal, networks and pictures are. */
    default String version() {
        return getClass().getName() + "@" + System.identityHashCode(this);
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
            List<String> names = pictures().values().stream()
                    .filter(candidate -> !candidate.isColor())
                    .map(Picture::name)
                    .toList();
            throw new BadParameter(field, text, names, ", or rows of numbers such as 1 2 3/4 5 6");
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

    /**
     * The color picture of that name.
     *
     * @throws BadParameter if there is none
     */
    default Picture colorPicture(String field, String name) {
        Picture picture = pictures().get(name);
        if (picture == null || !picture.isColor()) {
            List<String> names = pictures().values().stream()
                    .filter(Picture::isColor)
                    .map(Picture::name)
                    .toList();
            throw new BadParameter(field, name, names, "");
        }
        return picture;
    }

    private static <T> T named(Map<String, T> things, String field, String name) {
        T thing = things.get(name);
        if (thing == null) {
            throw new BadParameter(field, name, things.keySet(), "");
        }
        return thing;
    }
}
