/** A chapter: Markdown with widgets, containers, TeX formulas and computed figures, parsed, checked and turned into HTML. */
@NullMarked
package org.convolab.content.chapter;

import org.jspecify.annotations.NullMarked;
