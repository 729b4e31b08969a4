package org.convolab.widget;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A course that has pictures only. */
public record Pictures(Map<String, Picture> pictures) implements CourseResources {
    public static Pictures of(Picture... all) {
        return new Pictures(Arrays.stream(all).collect(Collectors.toMap(Picture::name, picture -> picture)));
    }

    /** The only picture, {@code drawn}, channel by channel. */
    public static Pictures drawn(List<Grid> channels) {
        return of(new Picture("drawn", "Drawn", channels));
    }
}
