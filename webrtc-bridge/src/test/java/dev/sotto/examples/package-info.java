/**
 * Small programs on the library, which the tests run: what README and documents show.
 *
 * <p>Deliberately use nothing but what is public.
 */
@NullMarked
package dev.sotto.examples;

import org.jspecify.annotations.NullMarked;
