package dev.sotto.identity;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The identity of this installation, as the file {@code identity.pem} of its directory. */
public final class IdentityFile {
  private static final String NAME = "identity.pem";
  private static final int MOST_BYTES = 16_384;
  private static final char[] NO_PASSPHRASE = {};

  private final PrivateDirectory directory;

  /**
   * Names the file; nothing is touched yet.
   *
   * @param directory the private directory of the installation
   */
  public IdentityFile(Path directory) {
    this.directory = new PrivateDirectory(directory);
  }

  /**
   * Tells where it is.
   *
   * @return the path of the file, which need not exist
   */
  public Path path() {
    return directory.file(NAME);
  }

  /**
   * Reads the identity, and makes and stores one at first use.
   *
   * @param prompt asked only when the file has a passphrase
   * @return the identity, the same for every process that uses the directory
   * @throws IdentityException when the file or the directory cannot be used
   */
  public Identity openOrCreate(PassphrasePrompt prompt) {
    byte[] content = stored().orElseGet(() -> directory.locked(this::storedOrNew));
    return IdentityPem.read(content, path(), prompt);
  }

  /**
   * Sets, changes or removes the passphrase. The key stays the same.
   *
   * @param prompt asked when the file has a passphrase now
   * @param passphrase the new one, overwritten when this returns or throws; empty for none
   * @return the identity
   * @throws IdentityException when the file or the directory cannot be used
   */
  public Identity protect(PassphrasePrompt prompt, char[] passphrase) {
    try {
      Identity identity = openOrCreate(prompt);
      byte[] content = IdentityPem.write(identity, passphrase);
      directory.locked(() -> replace(identity, content));
      return identity;
    } finally {
      Arrays.fill(passphrase, '\0');
    }
  }

  private Optional<byte[]> stored() {
    return directory.read(NAME, MOST_BYTES);
  }

  /** Looked for once more, as another process may have made it before this one got the lock. */
  private byte[] storedOrNew() {
    return stored()
        .orElseGet(
            () -> {
              byte[] content = IdentityPem.write(Identity.create(), NO_PASSPHRASE);
              directory.create(NAME, content);
              return content;
            });
  }

  private Identity replace(Identity identity, byte[] content) {
    directory.replace(NAME, content);
    return identity;
  }
}
