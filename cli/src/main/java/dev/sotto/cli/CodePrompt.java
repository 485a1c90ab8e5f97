package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Asks a person for a code, whose words the tabulator key completes. */
final class CodePrompt {
  private CodePrompt() {}

  /** Ctrl-C where a person was asked; there is nothing to be said about it. */
  static final class Cancelled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Cancelled() {
      super("cancelled", null, false, false);
    }
  }

  /**
   * Asks on the terminal of the process, which is as before afterwards.
   *
   * @param question what is shown before the cursor
   * @param words those a code is made of
   * @param charset the terminal's
   * @return what was entered, not checked
   * @throws Cancelled on Ctrl-C
   * @throws Failure at the end of input, or when there is no terminal
   */
  static String ask(String question, List<String> words, Charset charset) {
    try (Terminal terminal =
        TerminalBuilder.builder()
            .system(true)
            .dumb(true)
            .exec(true)
            .encoding(charset)
            .nativeSignals(true)
            .build()) {
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .completer((line, parsed, found) -> found.addAll(complete(parsed.word(), words)))
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .option(LineReader.Option.BRACKETED_PASTE, false)
              .variable(LineReader.DISABLE_HISTORY, true)
              .build();
      return new InterruptibleReader(reader).readLine(question, "");
    } catch (UserInterruptException e) {
      throw new Cancelled();
    } catch (EndOfFileException e) {
      throw new Failure(Kind.USAGE, "no code was entered", "");
    } catch (IOException e) {
      throw new Failure(Kind.DISK, "cannot read from the terminal: " + e.getMessage(), "");
    }
  }

  /** What the part of a code at the cursor may become: its last word is completed. */
  static List<Candidate> complete(String part, List<String> words) {
    int start = part.lastIndexOf('-') + 1;
    String before = part.substring(0, start);
    String begun = part.substring(start).toLowerCase(Locale.ROOT);
    return words.stream()
        .filter(word -> word.startsWith(begun))
        .map(word -> new Candidate(before + word, word, null, null, null, null, false))
        .toList();
  }
}
