/** What a rendezvous server may say, where its reader is not public. */
@NullMarked
package dev.sotto.signal;

import org.jspecify.annotations.NullMarked;
