package dev.sotto.messenger;

import dev.sotto.transfer.Manifest;
import dev.sotto.transfer.Token;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What receivers gave us to show when the same is offered again: docs/protocol.md, "Files". In
 * memory only, and each for the receiver that gave it, known by its lasting key, or without one by
 * the session it is in: whoever saw a token could ask that receiver what it has. Safe for use by
 * several threads.
 */
final class Tokens {
  private static final int MOST = 64;

  private final Map<Of, Token> tokens =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Of, Token> eldest) {
          return size() > MOST;
        }
      };

  private record Of(String manifest, String receiver) {}

  private static Of of(Manifest manifest, byte[] receiver) {
    return new Of(manifest.hash().text(), HexFormat.of().formatHex(receiver));
  }

  /** What this receiver gave for the same manifest. */
  synchronized Optional<Token> find(Manifest manifest, byte[] receiver) {
    return Optional.ofNullable(tokens.get(of(manifest, receiver)));
  }

  synchronized void keep(Manifest manifest, byte[] receiver, Token token) {
    tokens.put(of(manifest, receiver), token);
  }
}
