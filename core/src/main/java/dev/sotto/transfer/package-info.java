/**
 * Files, folders and streams from one peer to the other: docs/protocol.md, sections "Files" and
 * "Pipe".
 *
 * <p>A {@link dev.sotto.transfer.Manifest} of checked {@link dev.sotto.transfer.Entry entries} is
 * what is offered. {@link dev.sotto.transfer.SendingTransfer} and {@link
 * dev.sotto.transfer.ReceivingTransfer} are the two ends of a transfer channel, {@link
 * dev.sotto.transfer.PipeSender} and {@link dev.sotto.transfer.PipeReceiver} those of a pipe: a
 * peer's messages and our user's wishes go in, messages for the peer and work for whoever holds the
 * files come out. They hold a hostile peer to every rule.
 *
 * <p>Deliberately knows nothing of JSON, channels, files, directories, threads, clocks and people:
 * messages are records, reading, hashing and writing of data are asked for and answered later.
 *
 * <p>Nothing here is safe for use by several threads, unless it is a record or says so.
 */
@NullMarked
package dev.sotto.transfer;

import org.jspecify.annotations.NullMarked;
