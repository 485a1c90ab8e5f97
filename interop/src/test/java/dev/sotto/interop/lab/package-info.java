/**
 * A small internet for tests: hosts behind NATs (RFC 4787), a STUN and TURN server, gateways that
 * map ports, and faults. All of it is made of network namespaces without a name, each of which ends
 * with the last process inside; those end with the test. So nothing is left behind, whatever
 * happens, and no packet gets out.
 *
 * <p>Knows nothing of Sotto.
 */
@NullMarked
package dev.sotto.interop.lab;

import org.jspecify.annotations.NullMarked;
