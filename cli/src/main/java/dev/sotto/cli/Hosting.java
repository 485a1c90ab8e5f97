package dev.sotto.cli;

import dev.sotto.peer.PeerConfiguration;
import java.util.function.Consumer;

/**
 * What it takes to bring two together without a server that both know.
 *
 * @param otherSide the command that the other side runs, for instance {@code chat} or {@code
 *     receive}
 * @param connections which interfaces are used, whether the gateway may be asked
 * @param terminal told what does not work but keeps nobody from going on
 * @param bugs told of what must not happen
 */
record Hosting(
    String otherSide, PeerConfiguration connections, Terminal terminal, Consumer<Throwable> bugs) {}
