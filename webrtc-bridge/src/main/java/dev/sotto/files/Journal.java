package dev.sotto.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Entry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * What has come of one transfer, one JSON object a line, appended as it happens:
 *
 * <pre>
 *   {"v":1,"owner":"key:HEX64"|"token:HEX64"}      first
 *   {"top":NAME,"as":NAME}                         what a folder at the top is called here
 *   {"file":I,"p":PATH,"s":SIZE,"m":MTIME_MS}      a part is begun; it is called "I.part"
 *   {"chunk":I,"h":BASE64URL}                      the next chunk of it is here, and its SHA-256
 *   {"drop":I}                                     the part was thrown away
 *   {"put":I,"as":PATH,"p":PATH,"s":SIZE,"m":MTIME_MS}   the file is in its place
 * </pre>
 *
 * <p>A line is written after what it tells of. What a crash leaves out is received again; what it
 * leaves torn is passed over. Beyond {@link #MOST_BYTES} nothing is written any more, so that only
 * the resumption of the rest is lost.
 */
final class Journal implements Closeable {
  /** The most that a journal holds, and that is read of one: three lines for 200,000 files. */
  static final long MOST_BYTES = 256L << 20;

  /** The version of the form. */
  static final int VERSION = 1;

  private static final JsonMapper MAPPER = new JsonMapper();

  private final RecordLock lock;
  private final FileChannel channel;
  private long written;

  private Journal(RecordLock lock) {
    this.lock = lock;
    this.channel = lock.channel();
  }

  /** Begins one in an empty file that is held. */
  static Journal begin(RecordLock lock, Owner owner) throws IOException {
    Journal journal = new Journal(lock);
    journal.line(object().put("v", VERSION).put("owner", owner.text()));
    return journal;
  }

  void top(String name, String as) throws IOException {
    line(object().put("top", name).put("as", as));
  }

  void begun(int index, Entry entry) throws IOException {
    line(offered(object().put("file", index), entry));
  }

  void chunk(int index, Digest hash) throws IOException {
    line(object().put("chunk", index).put("h", hash.text()));
  }

  void dropped(int index) throws IOException {
    line(object().put("drop", index));
  }

  void put(int index, Entry entry, String as) throws IOException {
    line(offered(object().put("put", index).put("as", as), entry));
  }

  private static ObjectNode offered(ObjectNode json, Entry entry) {
    return json.put("p", entry.path().text()).put("s", entry.size()).put("m", entry.modified());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private void line(ObjectNode json) throws IOException {
    ByteBuffer line = ByteBuffer.wrap((text(json) + "\n").getBytes(StandardCharsets.UTF_8));
    written += line.remaining();
    if (written > MOST_BYTES) {
      return;
    }
    while (line.hasRemaining()) {
      channel.write(line);
    }
  }

  private static String text(ObjectNode json) {
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree of strings and numbers can be written", e);
    }
  }

  /** Makes what was written survive a loss of power. */
  void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
