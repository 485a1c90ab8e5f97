package dev.sotto.transfer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a sender says until the receiver can answer: offer, pages of entries, offered. */
final class Announcement {
  private static final int AROUND_ENTRIES = "{\"t\":\"entries\",\"e\":[]}".length();

  private final TransferMessage.Offer offer;
  private final Manifest manifest;
  private final int maxMessage;
  private boolean begun;
  private boolean ended;
  private int next;

  Announcement(TransferId id, Manifest manifest, List<Proof> proofs, int maxMessage) {
    this.offer =
        new TransferMessage.Offer(
            id, manifest.files(), manifest.folders(), manifest.bytes(), proofs);
    this.manifest = manifest;
    this.maxMessage = maxMessage;
  }

  @Nullable TransferMessage next() {
    if (!begun) {
      begun = true;
      return offer;
    }
    if (next < manifest.size()) {
      return page();
    }
    if (!ended) {
      ended = true;
      return new TransferMessage.Offered(manifest.hash());
    }
    return null;
  }

  boolean ended() {
    return ended;
  }

  private TransferMessage page() {
    List<TransferMessage.Listed> entries = new ArrayList<>();
    int length = AROUND_ENTRIES;
    while (next < manifest.size()) {
      Entry entry = manifest.entry(next);
      length += Pages.lengthOf(entry);
      if (length > maxMessage) {
        break;
      }
      entries.add(TransferMessage.Listed.of(entry));
      next++;
    }
    return new TransferMessage.Entries(entries);
  }
}
