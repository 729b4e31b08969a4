/**
 * Pages and the one widget controller ({@code Pages}), the state of a widget on a page ({@code Stage}), what was computed
 * ({@code Views}), errors ({@code Failures}), and the headers of every answer ({@code Headers}).
 */
@NullMarked
package org.convolab.web;

import org.jspecify.annotations.NullMarked;
