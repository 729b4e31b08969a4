/**
 * The convolutional network itself: tensors, layers that know their own arithmetic, and networks of them. It imports
 * the JDK and JSpecify only.
 */
@NullMarked
package org.convolab.engine;

import org.jspecify.annotations.NullMarked;
