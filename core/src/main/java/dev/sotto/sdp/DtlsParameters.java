package dev.sotto.sdp;

import java.util.List;

/**
 * What one peer says of its DTLS (RFC 8842).
 *
 * @param setup who opens the association
 * @param fingerprints of the certificates it may show; at least one. RFC 8122 section 5.1: one
 *     match of the hash function one prefers is enough
 */
public record DtlsParameters(DtlsSetup setup, List<Fingerprint> fingerprints) {
  /** Copies the list and refuses an empty one. */
  public DtlsParameters {
    fingerprints = List.copyOf(fingerprints);
    if (fingerprints.isEmpty()) {
      throw new IllegalArgumentException("no fingerprint");
    }
  }
}
