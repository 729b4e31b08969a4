/** Pages, the one widget controller, and what every answer carries. */
@NullMarked
package org.convolab.web;

import org.jspecify.annotations.NullMarked;
