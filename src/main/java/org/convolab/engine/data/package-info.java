/**
 * Labelled pictures to train on and to test with: held in memory, or drawn from a seed by our own code, handwritten digits
 * and coloured sketches.
 */
@NullMarked
package org.convolab.engine.data;

import org.jspecify.annotations.NullMarked;
