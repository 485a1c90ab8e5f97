/**
 * The disk's side of a transfer: what a person wants to send is read, and what a peer sends is put
 * into one directory and nowhere else.
 *
 * <ul>
 *   <li>{@link dev.sotto.files.FileTree} turns the paths that a person names into a manifest, and
 *       {@link dev.sotto.files.SourceFile} reads them and notices when they change meanwhile.
 *   <li>{@link dev.sotto.files.Inbox} is a directory that files are received into. A {@link
 *       dev.sotto.files.Delivery} is one accepted transfer there, an {@link
 *       dev.sotto.files.IncomingFile} one file of it until it is published under its name.
 *   <li>What was received in part is remembered beside the parts, in the private directory {@code
 *       .sotto-parts} of the target, and belongs to an {@link dev.sotto.files.Owner}.
 * </ul>
 *
 * <p>Everything here blocks. Objects are confined to one thread at a time unless they say
 * otherwise. The package deliberately knows no network, no channel and none of the wire's JSON;
 * whether a name is acceptable at all is decided in {@code dev.sotto.transfer}.
 */
@NullMarked
package dev.sotto.files;

import org.jspecify.annotations.NullMarked;
