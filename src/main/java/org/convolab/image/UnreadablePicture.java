package org.convolab.image;

/** A file that is no picture which can be read; the message is a sentence for whoever sent it. */
public final class UnreadablePicture extends Exception {
    private static final long serialVersionUID = 1;

    UnreadablePicture(String sentence) {
        super(sentence);
    }
}
