package dev.sotto.sdp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Descriptions in the way of other stacks, in the test resources; those of Chromium 156 as it wrote
 * them.
 */
final class SdpSamples {
  static final List<String> NAMES =
      List.of(
          "chromium-offer",
          "chromium-offer-gathered",
          "chromium-answer",
          "firefox-offer",
          "firefox-answer",
          "libwebrtc-offer",
          "pion-offer",
          "libdatachannel-offer",
          "aiortc-answer",
          "draft-offer");

  private SdpSamples() {}

  /** The text of one, with CR LF at the end of its lines. */
  static String text(String name) {
    try (InputStream in =
        Objects.requireNonNull(SdpSamples.class.getResourceAsStream(name + ".sdp"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .reduce("", (all, line) -> all + line + "\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
