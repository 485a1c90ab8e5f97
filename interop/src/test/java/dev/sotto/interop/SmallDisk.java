package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk on which little fits, in a mount namespace that lasts as long as this is open. Only who is
 * let in sees it.
 */
final class SmallDisk implements AutoCloseable {
  private static final int PIECE = 1 << 16;

  private final Path directory;
  private final Process holder;

  private SmallDisk(Path directory, Process holder) {
    this.directory = directory;
    this.holder = holder;
  }

  /**
   * Makes one.
   *
   * @param directory an empty directory that it is mounted on
   * @param size how much fits on it, such as {@code 4m}
   */
  static SmallDisk mount(Path directory, String size) throws IOException {
    Process holder =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "sh",
                "-e",
                "-c",
                "mount -t tmpfs -o size=\"$1\" tmpfs \"$0\"; echo mounted; exec cat",
                directory.toString(),
                size)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader lines = holder.inputReader(UTF_8);
    assertThat(lines.readLine()).isEqualTo("mounted");
    return new SmallDisk(directory, holder);
  }

  /** A command that is run where the disk is. */
  List<String> enter(List<String> command) {
    List<String> inside = new ArrayList<>(List.of("nsenter", "--target"));
    inside.addAll(List.of(Long.toString(holder.pid()), "--mount"));
    inside.addAll(command);
    return inside;
  }

  /** Where it is for those inside. */
  Path directory() {
    return directory;
  }

  /** Where it is for us outside. */
  Path fromOutside() {
    return Path.of("/proc/" + holder.pid() + "/root" + directory);
  }

  /** Takes all the room that is left. */
  void fill() throws IOException {
    byte[] piece = new byte[PIECE];
    try (OutputStream out = Files.newOutputStream(filler())) {
      while (true) {
        out.write(piece);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  /** Gives back what {@link #fill} took. */
  void makeRoom() throws IOException {
    Files.delete(filler());
  }

  private Path filler() {
    return fromOutside().resolve("filler");
  }

  @Override
  public void close() {
    holder.destroyForcibly();
  }
}
