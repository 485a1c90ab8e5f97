/** What a peer says on its channels, where the readers are not public. */
@NullMarked
package dev.sotto.messenger;

import org.jspecify.annotations.NullMarked;
