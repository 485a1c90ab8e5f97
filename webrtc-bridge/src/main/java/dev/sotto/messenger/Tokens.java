package dev.sotto.messenger;

import dev.sotto.transfer.Manifest;
import dev.sotto.transfer.Token;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What receivers gave us to show when the same is offered again: docs/protocol.md, "Files". In
 * memory only, and each for the receiver that gave it. Safe for use by several threads.
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

  private record Of(String manifest, String peer) {}

  private static Of of(Manifest manifest, Optional<byte[]> peersKey) {
    return new Of(
        manifest.hash().text(), peersKey.map(key -> HexFormat.of().formatHex(key)).orElse(""));
  }

  /** What a peer of this key, or without one, gave for the same manifest. */
  synchronized Optional<Token> find(Manifest manifest, Optional<byte[]> peersKey) {
    return Optional.ofNullable(tokens.get(of(manifest, peersKey)));
  }

  synchronized void keep(Manifest manifest, Optional<byte[]> peersKey, Token token) {
    tokens.put(of(manifest, peersKey), token);
  }
}
