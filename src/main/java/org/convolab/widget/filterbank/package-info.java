/** Two layers of hand-made filters on a small picture: edges from pixels, then corners and textures from edges. */
@NullMarked
package org.convolab.widget.filterbank;

import org.jspecify.annotations.NullMarked;
