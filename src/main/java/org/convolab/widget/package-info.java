/**
 * The contract of a widget, a pure function from a record of parameters to a record of numbers, and a package for each
 * widget. A widget knows the engine and the {@link org.convolab.widget.CourseResources} handed to it, and no other widget.
 * {@link org.convolab.widget.Parameters} reads the parameters from an address and refuses what is not allowed.
 */
@NullMarked
package org.convolab.widget;

import org.jspecify.annotations.NullMarked;
