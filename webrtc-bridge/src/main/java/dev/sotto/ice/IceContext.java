package dev.sotto.ice;

import dev.sotto.net.Loop;
import dev.sotto.portmap.PortMapper;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What the transports of a program share.
 *
 * @param loop the loop that they belong to
 * @param blocking runs what may block: name lookup and ice4j; at most a few tasks at once for each
 *     transport, none for long
 * @param random makes credentials and transaction ids; a secure one, used on the loop thread
 * @param mapper opens ports at the gateway, or null when none is to be asked
 * @param names the {@code .local} names of candidates, or null when none are asked for or told
 * @param tls whom to trust as a TURN server over TLS, or null for whom the JDK trusts
 */
public record IceContext(
    Loop loop,
    Executor blocking,
    RandomGenerator random,
    @Nullable PortMapper mapper,
    @Nullable MdnsNames names,
    @Nullable SSLContext tls) {}
