/**
 * What authors own, read and checked: YAML and Markdown become typed chapters, networks and pictures, and what is wrong
 * becomes problems with a file, a line and the nearest right spelling.
 */
@NullMarked
package org.convolab.content;

import org.jspecify.annotations.NullMarked;
