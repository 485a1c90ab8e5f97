package dev.sotto.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.identity.Contact;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** A contact as lines for people, and as fields for scripts. */
final class ContactWords {
  private static final String HTTPS = "https://";

  private ContactWords() {}

  /** One line. */
  static String line(Contact contact) {
    String mark = contact.verified() ? "verified" : "not verified";
    return PeerText.line(contact.name() + "  (" + kind(contact) + ", " + mark + ", last met ")
        + (day(contact) + ")");
  }

  /** All there is to tell. */
  static List<String> lines(Contact contact) {
    return List.of(
        PeerText.line(contact.name()),
        PeerText.line("  " + kind(contact)),
        "  key        " + contact.key().fingerprint(),
        "  verified   " + (contact.verified() ? "yes, the phrase was compared" : "no"),
        "  first met  " + contact.firstMet(),
        "  last met   " + contact.lastMet());
  }

  static void write(Contact contact, ObjectNode json) {
    json.put("name", contact.name())
        .put("key", contact.key().text())
        .put("fingerprint", contact.key().fingerprint())
        .put("kind", contact.kind().label())
        .put("origin", contact.origin().orElse(null))
        .put("verified", contact.verified())
        .put("firstMet", contact.firstMet().toString())
        .put("lastMet", contact.lastMet().toString());
  }

  private static String kind(Contact contact) {
    return contact
        .origin()
        .map(from -> "page at " + (from.startsWith(HTTPS) ? from.substring(8) : from))
        .orElse("installation");
  }

  private static LocalDate day(Contact contact) {
    return LocalDate.ofInstant(contact.lastMet(), ZoneOffset.UTC);
  }
}
