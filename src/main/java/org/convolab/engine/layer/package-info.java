/**
 * The kinds of layer, one file each: shape, parameters, multiply-adds, receptive field, what a number is made
 * of, forward and backward.
 */
@NullMarked
package org.convolab.engine.layer;

import org.jspecify.annotations.NullMarked;
