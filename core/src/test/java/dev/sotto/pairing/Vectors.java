package dev.sotto.pairing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Properties;
import java.util.random.RandomGenerator;

/** Files of the tests, and randomness that is given. */
final class Vectors {
  private final Properties values = new Properties();

  private Vectors() {}

  static Vectors of(String resource) {
    Vectors vectors = new Vectors();
    try (InputStream in = Vectors.class.getResourceAsStream(resource)) {
      vectors.values.load(Objects.requireNonNull(in));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return vectors;
  }

  static WordList words() {
    return WordList.of(wordFile());
  }

  static byte[] wordFile() {
    try (InputStream in = WordList.class.getResourceAsStream(WordList.RESOURCE)) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  String text(String name) {
    return Objects.requireNonNull(values.getProperty(name), name);
  }

  byte[] bytes(String name) {
    return HexFormat.of().parseHex(text(name));
  }

  Octets octets(String name) {
    return Octets.of(bytes(name));
  }

  /** Gives these values, one after the other. */
  RandomGenerator given(String... names) {
    ByteBuffer all = ByteBuffer.allocate(1024);
    for (String name : names) {
      all.put(bytes(name));
    }
    all.flip();
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return all.getLong();
      }

      @Override
      public void nextBytes(byte[] octets) {
        all.get(octets);
      }
    };
  }
}
