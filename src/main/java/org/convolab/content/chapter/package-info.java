/**
 * A chapter: Markdown with widgets ({@code WidgetDirective}), boxes ({@code Container}), TeX formulas ({@code Formula},
 * {@code Tex}) and computed figures ({@code Figures}), parsed, checked and turned into HTML.
 */
@NullMarked
package org.convolab.content.chapter;

import org.jspecify.annotations.NullMarked;
