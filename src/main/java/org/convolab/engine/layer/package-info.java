/**
 * The kinds of layer, one file each: shape, parameters, multiply-adds, receptive field, and the ways forward and back
 * together.
 */
@NullMarked
package org.convolab.engine.layer;

import org.jspecify.annotations.NullMarked;
