/**
 * Pages and the one widget controller ({@code Pages}), the state of a widget on a page ({@code Stage}), what was computed
 * ({@code Views}), JSON ({@code ViewJson}), pictures that readers send ({@code Uploads}), addresses that name no page ({@code Failures}; refused
 * parameters stand in the widget's place: {@code Pages} answers 422), and the headers of every answer ({@code Headers}).
 */
@NullMarked
package org.convolab.web;

import org.jspecify.annotations.NullMarked;
