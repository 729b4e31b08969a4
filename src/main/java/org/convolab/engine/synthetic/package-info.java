/**
 * Pictures that our own code draws from a seed, without end: handwritten digits and sketches of animals and things. Networks
 * learn from them, and no outside data set has to be shipped.
 */
@NullMarked
package org.convolab.engine.synthetic;

import org.jspecify.annotations.NullMarked;
