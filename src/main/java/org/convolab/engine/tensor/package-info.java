/** Arrays of numbers with a shape, and the matrix product that convolution and dense layers become. */
@NullMarked
package org.convolab.engine.tensor;

import org.jspecify.annotations.NullMarked;
