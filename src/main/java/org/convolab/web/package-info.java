/**
 * Pages and the one widget controller ({@code Pages}). What an address says of a widget is its state ({@code WidgetState},
 * with {@code Views} for what was computed, and no HTML), the ways out of it are {@code StateLinks}; templates draw it with
 * {@code Drawings} (grids: {@code Cells}) and {@code Controls}, once ({@code Stages}); the bytes of whole answers are kept
 * with their tags ({@code Answers}). Beside them JSON ({@code ViewJson}), pictures that readers send ({@code Uploads}), addresses that name no page ({@code Failures}; refused
 * parameters stand in the widget's place: {@code Pages} answers 422), and the headers of every answer ({@code Headers}).
 */
@NullMarked
package org.convolab.web;

import org.jspecify.annotations.NullMarked;
