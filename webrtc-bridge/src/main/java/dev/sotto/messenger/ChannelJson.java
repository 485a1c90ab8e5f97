package dev.sotto.messenger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.pairing.IdentityKind;
import dev.sotto.pairing.IntroductionMessage.Hello;
import dev.sotto.pairing.IntroductionMessage.Reveal;
import dev.sotto.pairing.Octets;
import dev.sotto.signal.SealedContent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** {@link ChannelMessage} as JSON: no member twice, nothing deep, nothing longer than it may be. */
final class ChannelJson {
  /** The longest message of any kind that is read, in characters; a line of chat escaped. */
  private static final int MAX_LENGTH = 6 * Session.MAX_TEXT_BYTES + 1024;

  private static final int MAX_DEPTH = 32;
  private static final int MAX_ORIGIN = 300;
  private static final int MAX_ABILITIES = 16;
  private static final int MAX_ABILITY = 16;
  private static final long MAX_ID = (1L << 53) - 1;

  private static final ObjectReader READER = StrictJson.reader(MAX_DEPTH);

  private static final ChannelMessage MALFORMED = new ChannelMessage.Malformed();

  private ChannelJson() {}

  static ChannelMessage read(String json) {
    if (json.length() > MAX_LENGTH) {
      return MALFORMED;
    }
    try {
      return read(READER.readTree(json));
    } catch (JsonProcessingException e) {
      return MALFORMED;
    }
  }

  static ChannelMessage read(JsonNode json) {
    if (!json.isObject() || !json.path("t").isTextual()) {
      return MALFORMED;
    }
    Optional<? extends ChannelMessage> message =
        switch (json.path("t").textValue()) {
          case "hello" -> hello(json).map(ChannelMessage.Introducing::new);
          case "reveal" -> reveal(json).map(ChannelMessage.Introducing::new);
          case "name" -> name(json);
          case "typing" ->
              Optional.of(json.path("on"))
                  .filter(JsonNode::isBoolean)
                  .map(on -> new ChannelMessage.Typing(on.booleanValue()));
          case "text" -> line(json);
          case "got" -> id(json).map(ChannelMessage.Got::new);
          case "signal" -> SealedContent.read(json.path("m")).map(ChannelMessage.Signal::new);
          case "bye" -> Optional.of(new ChannelMessage.Bye(json.path("refused").asBoolean()));
          default -> Optional.of(new ChannelMessage.Unknown());
        };
    return message.isPresent() ? message.get() : MALFORMED;
  }

  private static Optional<Hello> hello(JsonNode json) {
    Optional<Octets> commit = octets(json, "commit", 32);
    Optional<Octets> mac = octets(json, "mac", 32);
    Optional<IdentityKind> kind = text(json, "kind").flatMap(IdentityKind::parse);
    JsonNode version = json.path("v");
    JsonNode secure = json.path("secure");
    boolean originFits =
        !json.has("origin") || text(json, "origin").filter(ChannelJson::isOrigin).isPresent();
    return commit.isEmpty()
            || mac.isEmpty()
            || kind.isEmpty()
            || !version.isInt()
            || !secure.isBoolean()
            || !originFits
        ? Optional.empty()
        : Optional.of(
            new Hello(
                version.intValue(),
                commit.get(),
                mac.get(),
                secure.booleanValue(),
                kind.get(),
                text(json, "origin")));
  }

  private static Optional<Reveal> reveal(JsonNode json) {
    Optional<Octets> key = octets(json, "pk", 0, 32);
    Optional<Octets> random = octets(json, "r", 32);
    Optional<Octets> signature = octets(json, "sig", 0, 64);
    return key.isEmpty() || random.isEmpty() || signature.isEmpty()
        ? Optional.empty()
        : Optional.of(new Reveal(key.get(), random.get(), signature.get()));
  }

  private static Optional<ChannelMessage.Name> name(JsonNode json) {
    Optional<String> name = text(json, "name").filter(ChannelJson::isName);
    Optional<Set<Ability>> can = abilities(json);
    return name.isEmpty() || can.isEmpty()
        ? Optional.empty()
        : Optional.of(new ChannelMessage.Name(name.get(), can.get()));
  }

  /** Words of later versions are passed over; without any words it is chat. */
  private static Optional<Set<Ability>> abilities(JsonNode json) {
    JsonNode words = json.path("can");
    if (words.isMissingNode()) {
      return Optional.of(Set.of(Ability.CHAT));
    }
    if (!words.isArray() || words.size() > MAX_ABILITIES) {
      return Optional.empty();
    }
    EnumSet<Ability> known = EnumSet.noneOf(Ability.class);
    for (JsonNode word : words) {
      if (!word.isTextual() || word.textValue().length() > MAX_ABILITY) {
        return Optional.empty();
      }
      Ability.ofWord(word.textValue()).ifPresent(known::add);
    }
    return Optional.of(known);
  }

  private static Optional<ChannelMessage.Text> line(JsonNode json) {
    Optional<String> text =
        text(json, "text")
            .filter(it -> it.getBytes(StandardCharsets.UTF_8).length <= Session.MAX_TEXT_BYTES);
    return text.isEmpty()
        ? Optional.empty()
        : id(json).map(id -> new ChannelMessage.Text(id, text.get()));
  }

  private static boolean isName(String name) {
    return name.codePointCount(0, name.length()) <= MessengerOptions.MAX_NAME;
  }

  private static boolean isOrigin(String origin) {
    return !origin.isEmpty()
        && origin.length() <= MAX_ORIGIN
        && origin.chars().allMatch(character -> character > ' ' && character < 0x7f);
  }

  private static Optional<String> text(JsonNode json, String member) {
    return Optional.ofNullable(json.path(member).textValue());
  }

  private static Optional<Long> id(JsonNode json) {
    JsonNode id = json.path("id");
    return id.isIntegralNumber()
            && id.canConvertToLong()
            && id.longValue() >= 1
            && id.longValue() <= MAX_ID
        ? Optional.of(id.longValue())
        : Optional.empty();
  }

  private static Optional<Octets> octets(JsonNode json, String member, int... lengths) {
    return text(json, member)
        .filter(it -> it.length() <= 128)
        .flatMap(Octets::parseBase64)
        .filter(it -> Arrays.stream(lengths).anyMatch(length -> length == it.length()));
  }

  static String write(ChannelMessage message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (message instanceof ChannelMessage.Introducing introducing) {
      if (introducing.message() instanceof Hello hello) {
        json.put("t", "hello").put("v", hello.version());
        json.put("commit", hello.commit().base64()).put("mac", hello.mac().base64());
        json.put("secure", hello.secure()).put("kind", hello.kind().label());
        hello.origin().ifPresent(origin -> json.put("origin", origin));
      } else if (introducing.message() instanceof Reveal reveal) {
        json.put("t", "reveal").put("pk", reveal.key().base64());
        json.put("r", reveal.random().base64()).put("sig", reveal.signature().base64());
      }
    } else if (message instanceof ChannelMessage.Name name) {
      json.put("t", "name").put("name", name.name());
      ArrayNode can = json.putArray("can");
      name.can().stream().sorted().forEach(ability -> can.add(ability.word()));
    } else if (message instanceof ChannelMessage.Typing typing) {
      json.put("t", "typing").put("on", typing.on());
    } else if (message instanceof ChannelMessage.Text text) {
      json.put("t", "text").put("id", text.id()).put("text", text.text());
    } else if (message instanceof ChannelMessage.Got got) {
      json.put("t", "got").put("id", got.id());
    } else if (message instanceof ChannelMessage.Signal signal) {
      json.put("t", "signal").set("m", signal.content().toJson());
    } else if (message instanceof ChannelMessage.Bye bye) {
      json.put("t", "bye");
      if (bye.refused()) {
        json.put("refused", true);
      }
    } else {
      throw new IllegalArgumentException("nobody writes this");
    }
    return json.toString();
  }
}
