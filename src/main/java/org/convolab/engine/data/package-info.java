/**
 * Data sets drawn by code from a seed: handwritten digits and sketches of ten things. The same seed gives the same
 * picture, bit for bit, on every JVM: arithmetic is plain, transcendental functions are those of {@link StrictMath}.
 */
@NullMarked
package org.convolab.engine.data;

import org.jspecify.annotations.NullMarked;
