package dev.sotto.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Entry;
import dev.sotto.transfer.EntryPath;
import dev.sotto.transfer.Manifest;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Journal} tells that another session, or one that crashed, has left. Read up to the
 * first line that is torn or no line of a journal; nothing in it is believed but looked for: names
 * are checked like a peer's, hashes are compared with the bytes that are there.
 */
final class LeftRecord {
  private static final int MOST_LINE_BYTES = 16 << 10;
  private static final int DEPTH = 4;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Map<String, String> tops = new HashMap<>();
  private final Map<Integer, Item> items = new HashMap<>();

  /** What makes a file that is offered the same as one that was offered before. */
  record Likeness(String path, long size, long modified) {
    static Likeness of(Entry entry) {
      return new Likeness(entry.path().text(), entry.size(), entry.modified());
    }
  }

  /**
   * One file of the record.
   *
   * @param like what it was offered as
   * @param chunks the hashes of the chunks that are in its part
   * @param put where it was published, below the target; null while it is a part
   */
  record Item(Likeness like, List<Digest> chunks, @Nullable EntryPath put) {}

  private LeftRecord() {}

  /**
   * Reads a journal from its beginning; empty when it does not begin as one. No more than the
   * beginning of one that belongs to none of these is read.
   */
  static Optional<LeftRecord> read(FileChannel journal, List<Owner> owners) throws IOException {
    InputStream in = beginning(journal);
    Optional<LeftRecord> record = owner(in).filter(owners::contains).map(it -> new LeftRecord());
    if (record.isPresent()) {
      long left = Journal.MOST_BYTES;
      Optional<String> line = line(in);
      while (line.isPresent() && left > 0 && record.get().take(line.get())) {
        left -= line.get().length();
        line = line(in);
      }
    }
    return record;
  }

  /** Whom a journal names as its owner; empty when it does not begin as one. */
  static Optional<Owner> owner(FileChannel journal) throws IOException {
    return owner(beginning(journal));
  }

  private static InputStream beginning(FileChannel journal) throws IOException {
    // Not to be closed: closing it would let go of the lock.
    return new BufferedInputStream(Channels.newInputStream(journal.position(0)));
  }

  private static Optional<Owner> owner(InputStream in) throws IOException {
    return line(in)
        .flatMap(LeftRecord::parse)
        .filter(json -> json.path("v").asInt() == Journal.VERSION)
        .flatMap(json -> Owner.parse(json.path("owner").asText()));
  }

  /** The next line; empty at the end, and for what has no end or is too long. */
  private static Optional<String> line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.size() == MOST_LINE_BYTES) {
        return Optional.empty();
      }
      line.write(next);
    }
    return Optional.of(line.toString(StandardCharsets.UTF_8));
  }

  private static Optional<ObjectNode> parse(String line) {
    try {
      return MAPPER.readTree(line) instanceof ObjectNode json
          ? Optional.of(json)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** False when the line is none of a journal. */
  private boolean take(String line) {
    Optional<ObjectNode> parsed = parse(line);
    if (parsed.isEmpty()) {
      return false;
    }
    JsonNode json = parsed.get();
    if (json.has("top")) {
      return top(json.path("top").asText(), json.path("as").asText());
    }
    if (json.has("file")) {
      return add(json.path("file"), new Item(like(json), new ArrayList<>(), null));
    }
    if (json.has("chunk")) {
      return chunk(items.get(json.path("chunk").asInt()), json.path("h").asText());
    }
    if (json.has("drop")) {
      return items.remove(json.path("drop").asInt()) != null;
    }
    return json.has("put")
        && path(json.path("as").asText())
            .map(as -> add(json.path("put"), new Item(like(json), List.of(), as)))
            .orElse(false);
  }

  private boolean top(String name, String as) {
    boolean sound =
        path(as).filter(path -> path.components().size() == 1).isPresent()
            && tops.size() < Manifest.MAX_ENTRIES;
    if (sound) {
      tops.put(name, as);
    }
    return sound;
  }

  private boolean add(JsonNode index, Item item) {
    boolean sound = index.isInt() && items.size() < Manifest.MAX_ENTRIES;
    if (sound) {
      items.put(index.intValue(), item);
    }
    return sound;
  }

  private static boolean chunk(@Nullable Item item, String hash) {
    Optional<Digest> digest = Digest.parse(hash);
    boolean sound = item != null && item.put() == null && digest.isPresent();
    if (item != null && sound) {
      item.chunks().add(digest.get());
    }
    return sound;
  }

  private static Likeness like(JsonNode json) {
    return new Likeness(
        json.path("p").asText(), json.path("s").asLong(-1), json.path("m").asLong(0));
  }

  private static Optional<EntryPath> path(String text) {
    return EntryPath.parse(text) instanceof EntryPath.Parsed.Valid valid
        ? Optional.of(valid.path())
        : Optional.empty();
  }

  /** What folders at the top are called here, by what they were offered as. */
  Map<String, String> tops() {
    return tops;
  }

  /** The files, by their index in the manifest of then. */
  Map<Integer, Item> items() {
    return items;
  }
}
