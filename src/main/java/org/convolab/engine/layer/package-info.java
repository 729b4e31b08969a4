/** The kinds of layer, one file each: shape, parameters, multiply-adds, receptive field and forward pass together. */
@NullMarked
package org.convolab.engine.layer;

import org.jspecify.annotations.NullMarked;
