package org.convolab.content;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.convolab.content.source.Problems;
import org.convolab.widget.Grid;
import org.convolab.widget.Picture;
import org.jspecify.annotations.Nullable;

/** Reads a picture: an optional {@code # Title}, then rows of whole numbers from 0 to 9; a blank line before the next channel. */
final class PictureFile {
    private static final int LARGEST_SIDE = 64;
    private static final Pattern WORD = Pattern.compile("\\S+");

    private PictureFile() {}

    /** The picture, or null if it has problems. */
    static @Nullable Picture parse(String name, String file, String text, Problems problems) {
        int before = problems.size();
        List<String> lines = text.lines().toList();
        String title = name;
        List<List<List<Float>>> channels = new ArrayList<>();
        boolean apart = true;
        int width = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).stripTrailing();
            if (i == 0 && line.startsWith("#")) {
                title = line.substring(1).strip();
            } else if (line.isEmpty()) {
                apart = true;
            } else {
                if (apart) {
                    channels.add(new ArrayList<>());
                    apart = false;
                }
                List<Float> row = row(line, file, i + 1, problems);
                width = width == 0 ? row.size() : width;
                if (row.size() != width) {
                    problems.add(file, i + 1, "this row has " + row.size() + " numbers, the first one has " + width);
                }
                channels.get(channels.size() - 1).add(row);
            }
        }
        if (channels.size() != 1 && channels.size() != 3) {
            problems.add(
                    file,
                    1,
                    "a picture has one channel, or three with blank lines between them; this has " + channels.size());
        } else {
            int height = channels.get(0).size();
            if (channels.stream().anyMatch(channel -> channel.size() != height)) {
                problems.add(file, 1, "the channels have different numbers of rows");
            }
            if (height > LARGEST_SIDE || width > LARGEST_SIDE) {
                problems.add(file, 1, "a picture has at most " + LARGEST_SIDE + " rows and columns");
            }
        }
        return problems.size() > before
                ? null
                : new Picture(name, title, channels.stream().map(Grid::new).toList());
    }

    private static List<Float> row(String line, String file, int number, Problems problems) {
        List<Float> row = new ArrayList<>();
        Matcher words = WORD.matcher(line);
        while (words.find()) {
            String word = words.group();
            if (word.matches("[0-9]")) {
                row.add(Float.valueOf(word));
            } else {
                problems.add(file, number, words.start() + 1, "'" + word + "' is not a whole number from 0 to 9");
                row.add(0f);
            }
        }
        return row;
    }
}
