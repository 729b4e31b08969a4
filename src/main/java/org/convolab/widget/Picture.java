package org.convolab.widget;

import java.util.List;

/** A small input that has a name: one channel of ink from 0 (paper) to 9, or red, green and blue light from 0 to 9. */
public record Picture(String name, String title, List<Grid> channels) {
    public Picture {
        channels = List.copyOf(channels);
    }

    public boolean isColor() {
        return channels.size() == 3;
    }
}
