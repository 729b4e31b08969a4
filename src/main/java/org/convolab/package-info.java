/**
 * Convolab, from the bottom up; each package knows those above it in this list only.
 *
 * <ul>
 *   <li>{@link org.convolab.engine.tensor}: arrays with a shape, the matrix products, and the kernels that compute them
 *   <li>{@link org.convolab.engine.layer}: the kinds of layer, a file each, with all their arithmetic
 *   <li>{@link org.convolab.engine.network}: layers in order, the table of their costs, and files of weights
 *   <li>{@link org.convolab.engine.data}, {@link org.convolab.engine.synthetic}: labeled examples, and the pictures that our
 *       own code draws
 *   <li>{@link org.convolab.engine.train}: losses, optimizers and training runs
 *   <li>{@link org.convolab.engine.insight}: what a trained network sees: gradients, top activations, occlusion
 *   <li>{@link org.convolab.image}: raster pictures: decoding, resizing, PNG, and a reader's picture in an address
 *   <li>{@link org.convolab.widget}: what a widget is, and a package for each: parameters in, a view out
 *   <li>{@link org.convolab.content}: the course that authors write, read by {@link org.convolab.content.source},
 *       {@link org.convolab.content.network} and {@link org.convolab.content.chapter} and checked
 *   <li>{@link org.convolab.web}: pages, fragments, JSON, and what every answer carries
 *   <li>{@link org.convolab.command}: the commands {@code check}, {@code train} and {@code sheet}
 * </ul>
 *
 * <p>{@link org.convolab.Convolab} starts the server or a command.
 */
@NullMarked
package org.convolab;

import org.jspecify.annotations.NullMarked;
