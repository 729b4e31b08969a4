package org.convolab.widget;

/** Work that the server cannot finish now; who asks for it again in some seconds gets it. */
public final class RetryLater extends RuntimeException {
    private final int seconds;

    /**
     * @param seconds when to come back, at least 1
     * @param reason a sentence for the learner that says what keeps the server
     */
    public RetryLater(int seconds, String reason) {
        super(reason, null, false, false);
        this.seconds = Math.max(1, seconds);
    }

    public int seconds() {
        return seconds;
    }
}
