package dev.sotto.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.identity.Contact.Kind;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Contacts as JSON:
 *
 * <pre>
 *   {"version":1,"contacts":[{"name":TEXT,"key":BASE64URL,"kind":"installation"|"page",
 *     "origin"?:TEXT,"verified":BOOLEAN,"firstMet":INSTANT,"lastMet":INSTANT}]}
 * </pre>
 *
 * <p>Read strictly: what is not understood would be lost by the next change.
 */
final class ContactsJson {
  private static final int VERSION = 1;
  private static final Set<String> FILE = Set.of("version", "contacts");
  private static final Set<String> CONTACT =
      Set.of("name", "key", "kind", "origin", "verified", "firstMet", "lastMet");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private ContactsJson() {}

  /** Why a file is refused, as the end of a sentence. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  static byte[] write(List<Contact> contacts) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("version", VERSION);
    json.putArray("contacts").addAll(contacts.stream().map(ContactsJson::write).toList());
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree of strings can be written", e);
    }
  }

  static List<Contact> read(byte[] content) throws Malformed {
    JsonNode json = parse(content);
    JsonNode version = json.path("version");
    if (version.isInt() && version.intValue() > VERSION) {
      throw new Malformed("a newer sotto wrote it");
    }
    only(FILE, json, "the file");
    JsonNode listed = json.path("contacts");
    if (!version.isInt() || version.intValue() != VERSION || !listed.isArray()) {
      throw new Malformed("it is no list of contacts");
    }
    if (listed.size() > Contacts.MOST) {
      throw new Malformed("it has more than " + Contacts.MOST + " contacts");
    }
    List<Contact> contacts = new ArrayList<>();
    for (JsonNode one : listed) {
      contacts.add(contact(one, "contact " + (contacts.size() + 1)));
    }
    refuseTwice(contacts);
    return contacts;
  }

  private static JsonNode parse(byte[] content) throws Malformed {
    try {
      return MAPPER.readTree(content);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new Malformed("it is not JSON at line " + line);
    } catch (IOException e) {
      throw new Malformed("it is not JSON");
    }
  }

  private static Contact contact(JsonNode json, String which) throws Malformed {
    only(CONTACT, json, which);
    IdentityKey key =
        IdentityKey.parse(text(json, "key", which))
            .orElseThrow(() -> new Malformed(which + " has no key"));
    String kindWord = text(json, "kind", which);
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(value -> value.label().equals(kindWord))
            .findFirst()
            .orElseThrow(() -> new Malformed(which + " is of no known kind"));
    if (!json.path("verified").isBoolean()) {
      throw new Malformed(which + " has no \"verified\"");
    }
    Optional<String> origin =
        json.has("origin") ? Optional.of(text(json, "origin", which)) : Optional.empty();
    try {
      return new Contact(
          text(json, "name", which),
          key,
          kind,
          origin,
          json.path("verified").booleanValue(),
          Instant.parse(text(json, "firstMet", which)),
          Instant.parse(text(json, "lastMet", which)));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new Malformed(which + " has a value that cannot be: " + e.getMessage());
    }
  }

  private static void only(Set<String> known, JsonNode json, String which) throws Malformed {
    if (!json.isObject()) {
      throw new Malformed(which + " is no object");
    }
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      if (!known.contains(names.next())) {
        throw new Malformed(which + " has a member that this version does not know");
      }
    }
  }

  private static String text(JsonNode json, String member, String which) throws Malformed {
    JsonNode value = json.path(member);
    if (!value.isTextual()) {
      throw new Malformed(which + " has no \"" + member + "\"");
    }
    return value.textValue();
  }

  private static void refuseTwice(List<Contact> contacts) throws Malformed {
    Set<String> names = new HashSet<>();
    Set<IdentityKey> keys = new HashSet<>();
    for (Contact contact : contacts) {
      if (!names.add(Resemblance.fold(contact.name())) || !keys.add(contact.key())) {
        throw new Malformed("it has a name or a key twice");
      }
    }
  }

  private static ObjectNode write(Contact contact) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", contact.name())
            .put("key", contact.key().text())
            .put("kind", contact.kind().label());
    contact.origin().ifPresent(origin -> json.put("origin", origin));
    return json.put("verified", contact.verified())
        .put("firstMet", contact.firstMet().toString())
        .put("lastMet", contact.lastMet().toString());
  }
}
