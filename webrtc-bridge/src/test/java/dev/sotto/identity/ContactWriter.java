package dev.sotto.identity;

import dev.sotto.identity.Contact.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A process that pins contacts and ends. */
final class ContactWriter {
  private ContactWriter() {}

  /** Starts one that pins this many, numbered from the first. */
  static Process start(Path directory, int first, int many) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ContactWriter.class.getName(),
            directory.toString(),
            Integer.toString(first),
            Integer.toString(many))
        .inheritIO()
        .start();
  }

  /** A key that is a number, which no curve need have. */
  static IdentityKey key(int number) {
    return IdentityKey.of(
        ByteBuffer.allocate(IdentityKey.LENGTH)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(number)
            .array());
  }

  /** Pins, in a process of its own. */
  public static void main(String[] arguments) {
    Contacts contacts = new Contacts(Path.of(arguments[0]));
    int first = Integer.parseInt(arguments[1]);
    for (int i = first; i < first + Integer.parseInt(arguments[2]); i++) {
      contacts.pin("c" + i, key(i), Kind.INSTALLATION, Optional.empty(), Instant.EPOCH);
    }
  }
}
