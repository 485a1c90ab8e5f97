package dev.sotto.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.messenger.Progress;
import dev.sotto.transfer.Entry;

/** What scripts are told of files on their way, as {@code docs/cli.md} promises. */
final class TransferJson {
  private TransferJson() {}

  /** Writes an event. */
  static ObjectNode of(TransferEvent event) {
    if (event instanceof TransferEvent.Offered it) {
      return offer(it);
    } else if (event instanceof TransferEvent.Offering it) {
      return named("offered", event).put("files", it.files()).put("bytes", it.bytes());
    } else if (event instanceof TransferEvent.Declined it) {
      return named("declined", event).put("reason", it.reason());
    } else if (event instanceof TransferEvent.Accepted it) {
      Progress progress = it.progress();
      return named("accepted", event)
          .put("outgoing", it.outgoing())
          .put("files", progress.allFiles())
          .put("bytes", progress.total())
          .put("resumed", progress.resumed());
    } else if (event instanceof TransferEvent.Moved it) {
      Progress progress = it.progress();
      return named("progress", event)
          .put("bytes", progress.bytes())
          .put("total", progress.total())
          .put("rate", progress.rate())
          .put("files", progress.files())
          .put("allFiles", progress.allFiles())
          .put("outgoing", it.outgoing());
    } else if (event instanceof TransferEvent.FileDone it) {
      return named("file", event)
          .put("name", it.file().name())
          .put("path", it.file().place().toAbsolutePath().toString())
          .put("size", it.file().size())
          .put("sha256", it.file().sha256().orElse(null))
          .put("outgoing", it.outgoing());
    } else if (event instanceof TransferEvent.FileFailed it) {
      return named("file-failed", event)
          .put("name", it.file().name())
          .put("code", Failure.kind(it.file().kind()).map(Failure.Kind::code).orElse(null))
          .put("reason", it.file().reason())
          .put("outgoing", it.outgoing());
    } else if (event instanceof TransferEvent.Ended it) {
      return ended(it);
    }
    throw new AssertionError(event);
  }

  private static ObjectNode offer(TransferEvent.Offered event) {
    ObjectNode json = named("offer", event).put("from", event.from());
    json.put("bytes", event.listing().manifest().bytes());
    ArrayNode files = json.putArray("files");
    for (Entry entry : event.listing().manifest().entries()) {
      ObjectNode file =
          files.addObject().put("name", entry.path().text()).put("size", entry.size());
      if (!entry.isFile()) {
        file.put("folder", true);
      }
      Listing.codes(entry).forEach(file.putArray("flags")::add);
    }
    return json;
  }

  private static ObjectNode ended(TransferEvent.Ended event) {
    ObjectNode json =
        named(event.failure().isEmpty() ? "done" : "stopped", event)
            .put("files", event.files())
            .put("bytes", event.bytes())
            .put("outgoing", event.outgoing());
    event
        .failure()
        .ifPresent(
            failure ->
                json.put("failed", event.failed())
                    .put("code", failure.kind().code())
                    .put("message", failure.what()));
    return json;
  }

  private static ObjectNode named(String name, TransferEvent event) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("event", name)
        .put("transfer", event.transfer());
  }
}
