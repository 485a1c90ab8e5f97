package dev.sotto.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Manifest;
import dev.sotto.transfer.ManifestBuilder;
import dev.sotto.transfer.TransferMessage.Listed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/** What a peer offers, and the bytes of it. */
final class Offered {
  static final int CHUNK = 1 << 20;
  static final long MODIFIED = 1_700_000_000_123L;
  static final Owner ANNA =
      Owner.key("the key that Anna has, in its canonical form".getBytes(UTF_8));
  static final Owner BEN = Owner.key("the key that Ben has, in its canonical form".getBytes(UTF_8));

  private final ManifestBuilder builder = new ManifestBuilder();
  private final List<byte[]> contents = new ArrayList<>();

  Offered file(String path, byte[] content) {
    return add(new Listed(path, false, content.length, MODIFIED, true), content);
  }

  Offered file(String path, String content) {
    return file(path, content.getBytes(UTF_8));
  }

  Offered folder(String path) {
    return add(new Listed(path, true, 0, 0, false), new byte[0]);
  }

  private Offered add(Listed listed, byte[] content) {
    builder
        .add(listed)
        .ifPresent(
            problem -> {
              throw new AssertionError(problem.toString());
            });
    contents.add(content);
    return this;
  }

  Manifest manifest() {
    return ((ManifestBuilder.Built.Done) builder.build()).manifest();
  }

  BitSet everything() {
    BitSet all = new BitSet();
    all.set(0, contents.size());
    return all;
  }

  byte[] content(int index) {
    return contents.get(index);
  }

  byte[] chunk(int index, long number) {
    byte[] content = contents.get(index);
    int from = (int) number * CHUNK;
    return Arrays.copyOfRange(content, from, Math.min(content.length, from + CHUNK));
  }

  /** Sends chunks of a file from where it is, as many as asked for. */
  void send(IncomingFile file, long upTo) throws FilesException {
    for (long number = file.chunks(); number < upTo; number++) {
      byte[] chunk = chunk(file.index(), number);
      file.append(chunk, Digest.of(chunk));
    }
  }

  /** Sends a file to its end from a chunk on. */
  Published sendAll(Delivery delivery, int index, long from) throws FilesException {
    try (IncomingFile file = delivery.begin(index, from)) {
      send(file, (contents.get(index).length + CHUNK - 1) / CHUNK);
      return file.publish();
    }
  }

  /** Sends every file from its beginning. */
  List<Published> sendAll(Delivery delivery) throws FilesException {
    List<Published> published = new ArrayList<>();
    Manifest manifest = manifest();
    for (int index = 0; index < contents.size(); index++) {
      if (manifest.entry(index).isFile()) {
        published.add(sendAll(delivery, index, 0));
      }
    }
    return published;
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
