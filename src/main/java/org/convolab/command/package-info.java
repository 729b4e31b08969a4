/** The commands of the application: check the content, train a network that ships, draw a contact sheet. */
@NullMarked
package org.convolab.command;

import org.jspecify.annotations.NullMarked;
