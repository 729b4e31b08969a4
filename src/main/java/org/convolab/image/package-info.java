/**
 * Raster pictures: what a reader sends is decoded as it is seen ({@link org.convolab.image.PictureDecoder}), and goes into an
 * address as text ({@link org.convolab.image.Photo}); what a widget or a command shows becomes a PNG file ({@link
 * org.convolab.image.Drawing}).
 */
@NullMarked
package org.convolab.image;

import org.jspecify.annotations.NullMarked;
