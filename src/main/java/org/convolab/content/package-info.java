/**
 * What authors own, read and checked: YAML and Markdown become typed chapters, networks and pictures, and what is wrong
 * becomes problems with a file, a line and the nearest right spelling. The commands that check the content and train its
 * networks stand here too.
 */
@NullMarked
package org.convolab.content;

import org.jspecify.annotations.NullMarked;
