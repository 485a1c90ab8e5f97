package dev.sotto.messenger;

import java.util.Objects;

/**
 * How a transfer or a pipe ended.
 *
 * @param kind {@link SessionEnd.Kind#DONE} only when every accepted file is verified and in its
 *     place; refused: declined, cancelled by the other side, or it takes none; interrupted: can be
 *     resumed by offering the same again
 * @param sentence one sentence of ours for a person, without a full stop; never a peer's words
 * @param hint what may help, or empty
 * @param files how many files are verified and in their place
 * @param failed how many accepted files are not
 * @param bytes bytes of the files that are in their place; of a pipe, what was taken
 */
public record TransferEnd(
    SessionEnd.Kind kind, String sentence, String hint, int files, int failed, long bytes) {
  /** Refuses nothing but null. */
  public TransferEnd {
    Objects.requireNonNull(kind);
  }

  /**
   * Whether everything is there.
   *
   * @return whether the kind is {@link SessionEnd.Kind#DONE}
   */
  public boolean complete() {
    return kind == SessionEnd.Kind.DONE;
  }
}
