package dev.sotto.messenger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.transfer.CancelReason;
import dev.sotto.transfer.Digest;
import dev.sotto.transfer.FileProblem;
import dev.sotto.transfer.IndexRange;
import dev.sotto.transfer.Proof;
import dev.sotto.transfer.Token;
import dev.sotto.transfer.TransferId;
import dev.sotto.transfer.TransferMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** {@link TransferMessage} as JSON: docs/protocol.md, section "Files". */
final class TransferJson {
  private static final int MAX_DEPTH = 8;
  private static final ObjectReader READER = StrictJson.reader(MAX_DEPTH);

  private TransferJson() {}

  /** Empty when it is malformed or too long. */
  static Optional<TransferMessage> read(String json) {
    return isTooLong(json)
        ? Optional.empty()
        : StrictJson.message(READER, json).flatMap(TransferJson::read);
  }

  static boolean isTooLong(String json) {
    int most = TransferMessage.MAX_LENGTH;
    return json.length() > most || json.getBytes(StandardCharsets.UTF_8).length > most;
  }

  private static Optional<TransferMessage> read(JsonNode json) {
    Optional<? extends TransferMessage> message =
        switch (json.path("t").textValue()) {
          case "offer" -> offer(json);
          case "entries" ->
              StrictJson.list(json.path("e"), TransferJson::listed)
                  .map(TransferMessage.Entries::new);
          case "offered" -> digest(json, "manifest").map(TransferMessage.Offered::new);
          case "decline" -> Optional.of(new TransferMessage.Decline());
          case "accept" -> accept(json);
          case "from" -> from(json);
          case "sent" -> sent(json);
          case "failed" -> failed(json);
          case "kept" -> StrictJson.number(json, "bytes").map(TransferMessage.Kept::new);
          case "got" ->
              StrictJson.list(json.path("i"), StrictJson::index).map(TransferMessage.Got::new);
          case "done" -> Optional.of(new TransferMessage.Done());
          case "cancel" -> cancel(json).map(TransferMessage.Cancel::new);
          case "again" -> again(json);
          case "unknown" -> Optional.of(new TransferMessage.Unknown());
          default -> Optional.of(new TransferMessage.Other());
        };
    return message.map(it -> it);
  }

  private static Optional<TransferMessage> offer(JsonNode json) {
    Optional<TransferId> id = id(json);
    Optional<Integer> files = StrictJson.index(json.path("files"));
    Optional<Integer> folders = StrictJson.index(json.path("folders"));
    Optional<Long> bytes = StrictJson.number(json, "bytes");
    Optional<List<Proof>> proofs =
        StrictJson.listIfAny(
                json, "proofs", it -> Optional.ofNullable(it.textValue()).flatMap(Proof::parse))
            .filter(all -> all.size() <= Proof.MOST);
    return id.isEmpty()
            || files.isEmpty()
            || folders.isEmpty()
            || bytes.isEmpty()
            || proofs.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TransferMessage.Offer(
                id.get(), files.get(), folders.get(), bytes.get(), proofs.get()));
  }

  private static Optional<TransferMessage.Listed> listed(JsonNode json) {
    Optional<String> path = StrictJson.text(json, "p");
    boolean folder = json.path("d").asBoolean();
    Optional<Long> size = folder && !json.has("s") ? ZERO : StrictJson.number(json, "s");
    Optional<Long> modified =
        json.has("m")
            ? StrictJson.number(json.path("m"), -StrictJson.MAX_NUMBER, StrictJson.MAX_NUMBER)
            : ZERO;
    return path.isEmpty()
            || size.isEmpty()
            || modified.isEmpty()
            || isNoFlag(json, "d")
            || isNoFlag(json, "x")
        ? Optional.empty()
        : Optional.of(
            new TransferMessage.Listed(
                path.get(), folder, size.get(), modified.get(), json.path("x").asBoolean()));
  }

  private static final Optional<Long> ZERO = Optional.of(0L);

  private static boolean isNoFlag(JsonNode json, String member) {
    return json.has(member) && !json.path(member).isBoolean();
  }

  private static Optional<TransferMessage> accept(JsonNode json) {
    Optional<List<IndexRange>> files = StrictJson.listIfAny(json, "files", TransferJson::range);
    Optional<List<IndexRange>> got = StrictJson.listIfAny(json, "got", TransferJson::range);
    Optional<List<TransferMessage.Have>> have =
        StrictJson.listIfAny(json, "have", TransferJson::have);
    Optional<Long> window = json.has("window") ? StrictJson.number(json, "window") : ZERO;
    Optional<Token> token = StrictJson.text(json, "token").flatMap(Token::parse);
    return files.isEmpty()
            || got.isEmpty()
            || have.isEmpty()
            || window.isEmpty()
            || (json.has("token") && token.isEmpty())
            || isNoFlag(json, "more")
        ? Optional.empty()
        : Optional.of(
            new TransferMessage.Accept(
                files.get(),
                window.get(),
                token,
                got.get(),
                have.get(),
                json.path("more").asBoolean()));
  }

  private static Optional<IndexRange> range(JsonNode json) {
    Optional<Integer> from = StrictJson.index(json.path(0));
    Optional<Integer> to = StrictJson.index(json.path(1));
    return json.size() != 2 || from.isEmpty() || to.isEmpty()
        ? Optional.empty()
        : Optional.of(new IndexRange(from.get(), to.get()));
  }

  private static Optional<TransferMessage.Have> have(JsonNode json) {
    Optional<Integer> index = StrictJson.index(json.path(0));
    Optional<Long> chunks = StrictJson.number(json.path(1), 0, StrictJson.MAX_NUMBER);
    Optional<Digest> hash = Optional.ofNullable(json.path(2).textValue()).flatMap(Digest::parse);
    return json.size() != 3 || index.isEmpty() || chunks.isEmpty() || hash.isEmpty()
        ? Optional.empty()
        : Optional.of(new TransferMessage.Have(index.get(), chunks.get(), hash.get()));
  }

  private static Optional<TransferMessage> from(JsonNode json) {
    Optional<Integer> index = StrictJson.index(json.path("i"));
    Optional<Long> chunk = StrictJson.number(json, "chunk");
    return index.isEmpty() || chunk.isEmpty()
        ? Optional.empty()
        : Optional.of(new TransferMessage.From(index.get(), chunk.get()));
  }

  private static Optional<TransferMessage> sent(JsonNode json) {
    Optional<Integer> index = StrictJson.index(json.path("i"));
    Optional<Digest> hash = digest(json, "hash");
    return index.isEmpty() || hash.isEmpty()
        ? Optional.empty()
        : Optional.of(new TransferMessage.Sent(index.get(), hash.get()));
  }

  private static Optional<TransferMessage> failed(JsonNode json) {
    Optional<Integer> index = StrictJson.index(json.path("i"));
    Optional<FileProblem> why = StrictJson.text(json, "why").flatMap(FileProblem::of);
    return index.isEmpty() || why.isEmpty()
        ? Optional.empty()
        : Optional.of(new TransferMessage.Failed(index.get(), why.get()));
  }

  private static Optional<TransferMessage> again(JsonNode json) {
    Optional<TransferId> id = id(json);
    Optional<Digest> manifest = digest(json, "manifest");
    return id.isEmpty() || manifest.isEmpty()
        ? Optional.empty()
        : Optional.of(new TransferMessage.Again(id.get(), manifest.get()));
  }

  /** A reason of a later version is somebody's wish. */
  static Optional<CancelReason> cancel(JsonNode json) {
    return StrictJson.text(json, "why")
        .map(word -> CancelReason.of(word).orElse(CancelReason.USER));
  }

  static Optional<TransferId> id(JsonNode json) {
    return StrictJson.text(json, "id").flatMap(TransferId::parse);
  }

  static Optional<Digest> digest(JsonNode json, String member) {
    return StrictJson.text(json, member).flatMap(Digest::parse);
  }

  static String write(TransferMessage message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (message instanceof TransferMessage.Offer offer) {
      json.put("t", "offer").put("id", offer.id().text());
      json.put("files", offer.files()).put("folders", offer.folders()).put("bytes", offer.bytes());
      if (!offer.proofs().isEmpty()) {
        ArrayNode list = json.putArray("proofs");
        offer.proofs().forEach(proof -> list.add(proof.text()));
      }
    } else if (message instanceof TransferMessage.Entries entries) {
      ArrayNode list = json.put("t", "entries").putArray("e");
      entries.entries().forEach(entry -> write(entry, list.addObject()));
    } else if (message instanceof TransferMessage.Offered offered) {
      json.put("t", "offered").put("manifest", offered.manifest().text());
    } else if (message instanceof TransferMessage.Decline) {
      json.put("t", "decline");
    } else if (message instanceof TransferMessage.Accept accept) {
      write(accept, json.put("t", "accept"));
    } else if (message instanceof TransferMessage.From from) {
      json.put("t", "from").put("i", from.index()).put("chunk", from.chunk());
    } else if (message instanceof TransferMessage.Sent sent) {
      json.put("t", "sent").put("i", sent.index()).put("hash", sent.hash().text());
    } else if (message instanceof TransferMessage.Failed failed) {
      json.put("t", "failed").put("i", failed.index()).put("why", failed.why().word());
    } else if (message instanceof TransferMessage.Kept kept) {
      json.put("t", "kept").put("bytes", kept.bytes());
    } else if (message instanceof TransferMessage.Got got) {
      ArrayNode list = json.put("t", "got").putArray("i");
      got.files().forEach(list::add);
    } else if (message instanceof TransferMessage.Done) {
      json.put("t", "done");
    } else if (message instanceof TransferMessage.Cancel cancel) {
      json.put("t", "cancel").put("why", cancel.why().word());
    } else if (message instanceof TransferMessage.Again again) {
      json.put("t", "again").put("id", again.id().text());
      json.put("manifest", again.manifest().text());
    } else if (message instanceof TransferMessage.Unknown) {
      json.put("t", "unknown");
    } else {
      throw new IllegalArgumentException("nobody writes this");
    }
    return json.toString();
  }

  private static void write(TransferMessage.Listed entry, ObjectNode json) {
    json.put("p", entry.path());
    if (entry.folder()) {
      json.put("d", true);
      return;
    }
    json.put("s", entry.size());
    if (entry.modified() != 0) {
      json.put("m", entry.modified());
    }
    if (entry.executable()) {
      json.put("x", true);
    }
  }

  private static void write(TransferMessage.Accept accept, ObjectNode json) {
    write(accept.files(), json.putArray("files"));
    if (accept.window() > 0) {
      json.put("window", accept.window());
    }
    accept.token().ifPresent(token -> json.put("token", token.text()));
    if (!accept.got().isEmpty()) {
      write(accept.got(), json.putArray("got"));
    }
    if (!accept.have().isEmpty()) {
      ArrayNode list = json.putArray("have");
      for (TransferMessage.Have have : accept.have()) {
        list.addArray().add(have.index()).add(have.chunks()).add(have.hash().text());
      }
    }
    if (accept.more()) {
      json.put("more", true);
    }
  }

  private static void write(List<IndexRange> ranges, ArrayNode list) {
    ranges.forEach(range -> list.addArray().add(range.from()).add(range.to()));
  }
}
