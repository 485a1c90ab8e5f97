package dev.sotto.transfer;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a sender says of its manifest, read and held against the limits as it comes. */
final class OfferReader {
  private final TransferMessage.Offer offer;
  private @Nullable ManifestBuilder builder = new ManifestBuilder();
  private @Nullable Manifest manifest;
  private long length;

  private OfferReader(TransferMessage.Offer offer) {
    this.offer = offer;
  }

  /** Empty for numbers that no manifest has. */
  static Optional<OfferReader> of(TransferMessage.Offer offer) {
    boolean possible =
        offer.files() >= 0
            && offer.folders() >= 0
            && (long) offer.files() + offer.folders() <= Manifest.MAX_ENTRIES
            && offer.bytes() >= 0
            && offer.bytes() <= Manifest.MAX_BYTES;
    return possible ? Optional.of(new OfferReader(offer)) : Optional.empty();
  }

  Optional<Manifest> manifest() {
    return Optional.ofNullable(manifest);
  }

  /** Takes a page, as long as there is one missing. */
  Optional<Violation> add(TransferMessage.Entries page, int textLength) {
    length += textLength;
    if (builder == null || page.entries().isEmpty()) {
      return Optional.of(Violation.UNEXPECTED_MESSAGE);
    }
    if (length > Manifest.MAX_LENGTH
        || builder.size() + page.entries().size() > offer.files() + offer.folders()) {
      return Optional.of(Violation.MANIFEST);
    }
    for (TransferMessage.Listed entry : page.entries()) {
      if (builder.add(entry).isPresent()) {
        return Optional.of(Violation.MANIFEST);
      }
    }
    return Optional.empty();
  }

  /** The manifest is said to be complete. */
  Optional<Violation> finish(Digest hash) {
    if (builder == null) {
      return Optional.of(Violation.UNEXPECTED_MESSAGE);
    }
    if (!(builder.build() instanceof ManifestBuilder.Built.Done done)) {
      return Optional.of(Violation.MANIFEST);
    }
    Manifest built = done.manifest();
    if (built.files() != offer.files()
        || built.folders() != offer.folders()
        || built.bytes() != offer.bytes()) {
      return Optional.of(Violation.MANIFEST);
    }
    if (!built.hash().equals(hash)) {
      return Optional.of(Violation.MANIFEST_HASH);
    }
    builder = null;
    manifest = built;
    return Optional.empty();
  }
}
