/** The targets that need what {@code dev.sotto.dtls} shows only to itself. */
@NullMarked
package dev.sotto.dtls;

import org.jspecify.annotations.NullMarked;
