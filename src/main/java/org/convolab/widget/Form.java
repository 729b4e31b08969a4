package org.convolab.widget;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.convolab.image.Photo;

/** What a text among a widget's parameters may be, in words that finish "allowed is …", and its greatest length. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Form {
    /** A grid that may be typed or named. */
    String PICTURE = "rows of numbers such as 1 2 3/4 5 6, or a picture's name";

    /** A kernel that may be typed or named. */
    String KERNEL = "rows of numbers such as 1 0 -1/2 0 -2/1 0 -1, or a kernel's name";

    String value();

    int length() default 1500;

    /** Whether it may also be a reader's own picture, a {@link Photo}, which is longer. */
    boolean picture() default false;
}
