package dev.sotto.messenger;

import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Manifest;
import dev.sotto.transfer.Proof;
import dev.sotto.transfer.Token;
import dev.sotto.transfer.TransferId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What receivers gave us, to be proved to whoever is offered the same again: docs/protocol.md,
 * section "Another session". In memory only. Safe for use by several threads.
 */
final class Tokens {
  private static final int MOST = 64;

  /** The latest first. */
  private final Deque<Given> given = new ArrayDeque<>();

  private record Given(Digest manifest, Token token) {}

  /** Of the latest tokens for this manifest, as many as an offer may have. */
  synchronized List<Proof> proofs(Manifest manifest, Digest session, TransferId id) {
    return given.stream()
        .filter(it -> it.manifest().equals(manifest.hash()))
        .limit(Proof.MOST)
        .map(it -> Proof.of(it.token().hash(), session, id))
        .toList();
  }

  synchronized void keep(Manifest manifest, Token token) {
    Given latest = new Given(manifest.hash(), token);
    given.remove(latest);
    given.addFirst(latest);
    if (given.size() > MOST) {
      given.removeLast();
    }
  }
}
