/**
 * How SCTP looks on the wire (RFC 9260 section 3, RFC 3758, RFC 6525): the common header and its
 * checksum, one record for each control chunk, parameter and error cause, and readers by position
 * for the two chunks of the fast path, DATA and SACK, which become no objects.
 *
 * <p>Knows nothing of associations: what a chunk means, and whether it is welcome, is decided in
 * {@link dev.sotto.sctp}.
 */
@NullMarked
package dev.sotto.sctp.wire;

import org.jspecify.annotations.NullMarked;
