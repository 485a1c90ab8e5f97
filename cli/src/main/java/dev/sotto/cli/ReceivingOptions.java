package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may be received without a question, and where it goes. */
final class ReceivingOptions {
  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Where received files go. Default: the working directory, or Downloads if that is your"
              + " home directory.")
  private @Nullable Path output;

  @Option(
      names = "--yes",
      description = "Accept whatever files are offered. Never overwrites anything by itself.")
  private boolean yes;

  @Option(names = "--overwrite", description = "Replace files of the same name.")
  private boolean overwrite;

  /** Whether everything is accepted without a question. */
  boolean yes() {
    return yes;
  }

  /** Where files go. */
  Destination destination() {
    Path named = output;
    Path chosen = named == null ? Path.of("") : named;
    if (Files.exists(chosen) && !Files.isDirectory(chosen)) {
      throw new Failure(Kind.USAGE, chosen + " is no directory", "--output names one");
    }
    Path usual = Destination.usual(Path.of(""), Path.of(System.getProperty("user.home", "")));
    return new Destination(named == null ? usual : named, overwrite);
  }

  /**
   * Refuses to accept everything from somebody who has proved nothing.
   *
   * @param meeting how the two meet
   */
  void check(Meeting meeting) {
    if (yes && meeting.manual()) {
      throw new Failure(
          Kind.USAGE,
          "--yes is not for --manual, where the other side has proved nothing",
          "leave it out to be asked");
    }
  }
}
