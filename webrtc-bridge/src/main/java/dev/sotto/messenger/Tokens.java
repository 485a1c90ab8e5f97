package dev.sotto.messenger;

import dev.sotto.transfer.Manifest;
import dev.sotto.transfer.Token;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What receivers gave us to show when the same is offered again: docs/protocol.md, "Files". In
 * memory only, and each for the receiver that gave it, known by its lasting key: whoever saw a
 * token could ask that receiver what it has. Of a receiver without a key none is kept, since nobody
 * could be told from it. Safe for use by several threads.
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

  private static Of of(Manifest manifest, byte[] peersKey) {
    return new Of(manifest.hash().text(), HexFormat.of().formatHex(peersKey));
  }

  /** What a peer of this key gave for the same manifest. */
  synchronized Optional<Token> find(Manifest manifest, Optional<byte[]> peersKey) {
    return peersKey.map(key -> tokens.get(of(manifest, key)));
  }

  synchronized void keep(Manifest manifest, Optional<byte[]> peersKey, Token token) {
    peersKey.ifPresent(key -> tokens.put(of(manifest, key), token));
  }
}
