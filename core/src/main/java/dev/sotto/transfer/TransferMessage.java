package dev.sotto.transfer;

import java.util.List;
import java.util.Optional;

/**
 * The texts of a transfer channel, as they stand in docs/protocol.md, section "Files". Numbers,
 * lists and names are whatever the peer wrote, as far as their types hold it: who receives a
 * message judges it.
 */
public sealed interface TransferMessage {
  /** The most bytes of UTF-8 of a message: 64 KiB. */
  int MAX_LENGTH = 64 << 10;

  /**
   * S: what is to come.
   *
   * @param id of the transfer
   * @param files how many
   * @param folders how many are listed
   * @param bytes of all files
   * @param proofs of tokens of earlier acceptances of the same manifest
   */
  record Offer(TransferId id, int files, int folders, long bytes, List<Proof> proofs)
      implements TransferMessage {
    /** Copies the list. */
    public Offer {
      proofs = List.copyOf(proofs);
    }
  }

  /**
   * S: a page of the manifest.
   *
   * @param entries the next ones
   */
  record Entries(List<Listed> entries) implements TransferMessage {
    /** Copies the list. */
    public Entries {
      entries = List.copyOf(entries);
    }
  }

  /**
   * An entry as it is written.
   *
   * @param path {@code p}
   * @param folder {@code d}
   * @param size {@code s}; 0 for a folder
   * @param modified {@code m}; 0 when it is not there
   * @param executable {@code x}
   */
  record Listed(String path, boolean folder, long size, long modified, boolean executable) {
    /**
     * How an entry is written.
     *
     * @param entry the entry
     * @return its form in messages
     */
    public static Listed of(Entry entry) {
      return new Listed(
          entry.path().text(), !entry.isFile(), entry.size(), entry.modified(), entry.executable());
    }
  }

  /**
   * S: the manifest is complete.
   *
   * @param manifest hash of it
   */
  record Offered(Digest manifest) implements TransferMessage {}

  /** R: nothing of it is wanted. */
  record Decline() implements TransferMessage {}

  /**
   * R: what is wanted; or more of such a message.
   *
   * @param files the files that are wanted
   * @param window bytes that may be under way; 0 in a message that goes on
   * @param token for the sender to keep
   * @param got which of the files R has from before
   * @param have of which R has the beginning, or all of it
   * @param more whether another message goes on
   */
  record Accept(
      List<IndexRange> files,
      long window,
      Optional<Token> token,
      List<IndexRange> got,
      List<Have> have,
      boolean more)
      implements TransferMessage {
    /** Copies the lists. */
    public Accept {
      files = List.copyOf(files);
      got = List.copyOf(got);
      have = List.copyOf(have);
    }
  }

  /**
   * The beginning of a file, or all of it, that R has.
   *
   * @param index of the file
   * @param chunks how many whole chunks of it; the last of the file may be short
   * @param hash over the list of the hashes of these chunks
   */
  record Have(int index, long chunks, Digest hash) {}

  /**
   * S: the file goes on where R has it.
   *
   * @param index of the file
   * @param chunk the next one
   */
  record From(int index, long chunk) implements TransferMessage {}

  /**
   * S: all of the file was sent.
   *
   * @param index of the file
   * @param hash over the list of the hashes of all its chunks
   */
  record Sent(int index, Digest hash) implements TransferMessage {}

  /**
   * Either: the file will not come, or was not kept.
   *
   * @param index of the file
   * @param why the reason
   */
  record Failed(int index, FileProblem why) implements TransferMessage {}

  /**
   * R: how much of the data of this channel was written or thrown away.
   *
   * @param bytes of all files together
   */
  record Kept(long bytes) implements TransferMessage {}

  /**
   * R: files are complete, checked and in their places.
   *
   * @param files their indexes
   */
  record Got(List<Integer> files) implements TransferMessage {
    /** The most indexes in one message. */
    public static final int MAX_FILES = 256;

    /** Copies the list. */
    public Got {
      files = List.copyOf(files);
    }
  }

  /** S: every file was got or has failed. */
  record Done() implements TransferMessage {}

  /**
   * Either: that was it.
   *
   * @param why the reason
   */
  record Cancel(CancelReason why) implements TransferMessage {}

  /**
   * S, first on a new channel after a break: let it go on.
   *
   * @param id of the transfer
   * @param manifest hash of its manifest
   */
  record Again(TransferId id, Digest manifest) implements TransferMessage {}

  /** R: no such transfer is known; it may be offered. */
  record Unknown() implements TransferMessage {}

  /** A message of a type that is not known, to be passed over where any text may stand. */
  record Other() implements TransferMessage {}
}
