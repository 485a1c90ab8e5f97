package dev.sotto.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.IceParameters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What the peers tell each other under the seal of their pairing, and about restarts also on their
 * data channel ({@code docs/protocol.md}, "SEAL").
 *
 * <pre>
 *   {"k":"d","ufrag":TEXT,"pwd":TEXT,"fp":B64,"mms":NUMBER,"cand":[TEXT..],"opt":[TEXT..]?}
 *   {"k":"c","cand":[TEXT..]}
 *   {"k":"e"}
 *   {"k":"r","gen":NUMBER,"ufrag":TEXT,"pwd":TEXT}      {"k":"r","gen":NUMBER}
 * </pre>
 */
public sealed interface SealedContent {
  /** The highest generation of a restart. */
  int MAX_GENERATION = Integer.MAX_VALUE;

  /**
   * What the sender is reached with. First, and once.
   *
   * @param fields the description
   */
  record Description(DescriptionFields fields) implements SealedContent {}

  /**
   * More candidates of the generation that was described last.
   *
   * @param list at most {@link DescriptionFields#MAX_CANDIDATES}; when read, only those that can be
   *     used, so perhaps none
   */
  record Candidates(List<Candidate> list) implements SealedContent {
    /** Copies the list and refuses one that is too long. */
    public Candidates {
      list = List.copyOf(list);
      if (list.size() > DescriptionFields.MAX_CANDIDATES) {
        throw new IllegalArgumentException(list.size() + " candidates");
      }
    }
  }

  /** There are no more candidates of this generation. */
  record End() implements SealedContent {}

  /**
   * An ICE restart.
   *
   * @param generation 1 to {@link #MAX_GENERATION}, rising
   * @param ice fresh credentials; empty for the wish of the side that cannot offer one, that the
   *     other should
   */
  record Restart(int generation, Optional<IceParameters> ice) implements SealedContent {
    /** Refuses a generation out of its range. */
    public Restart {
      if (generation < 1) {
        throw new IllegalArgumentException("generation " + generation);
      }
    }
  }

  /**
   * Reads what a peer sealed.
   *
   * @param json UTF-8, from a peer that may be hostile
   * @return the content, or empty for anything that is none
   */
  static Optional<SealedContent> read(byte[] json) {
    return StrictJson.object(json).flatMap(SealedContent::read);
  }

  /**
   * Reads what a peer said on the data channel.
   *
   * @param json any JSON, of a parser that takes no member twice
   * @return the content, or empty for anything that is none
   */
  static Optional<SealedContent> read(JsonNode json) {
    return SealedContentJson.read(json);
  }

  /**
   * Writes this content.
   *
   * @return its JSON in UTF-8, which is ASCII
   */
  default byte[] write() {
    return toJson().toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Writes this content as part of another message.
   *
   * @return its JSON
   */
  default ObjectNode toJson() {
    return SealedContentJson.write(this);
  }
}
