package dev.sotto.web.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sotto.web.rooms.Ending;
import dev.sotto.web.rooms.Entry;
import dev.sotto.web.rooms.Role;
import dev.sotto.web.rooms.RoomName;
import dev.sotto.web.rooms.RoomView;
import dev.sotto.web.rooms.Seat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a script answered: a list of strings, of which nothing is believed. Reading what no script
 * of ours would say throws {@link Senseless}.
 */
final class RoomAnswer {
  private static final int MOST_ITEMS = 64;
  private static final int MOST_BYTES = 32 * 1024;
  private static final int DEPTH = 32;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");
  private static final Map<String, Ending> ENDINGS =
      Map.of(
          "taken", Ending.TAKEN,
          "gone", Ending.GONE,
          "run_ended", Ending.RUN_ENDED,
          "dead", Ending.DEAD,
          "other_left", Ending.OTHER_LEFT,
          "used_up", Ending.USED_UP,
          "expired", Ending.EXPIRED,
          "busy", Ending.BUSY,
          "lost", Ending.LOST);
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
          .build();

  private final List<?> items;

  RoomAnswer(@Nullable Object answer) {
    if (!(answer instanceof List<?> list) || list.isEmpty() || list.size() > MOST_ITEMS) {
      throw new Senseless();
    }
    this.items = list;
  }

  /** Redis said what no script of ours says. Says nothing of it: it may be anything. */
  static final class Senseless extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Senseless() {
      super("Redis answered what makes no sense", null, false, false);
    }
  }

  /** Of taking a seat in a room that the caller named. */
  Entry entry(RoomName room, Role role) {
    Entry entry = entry(role);
    require(!(entry instanceof Entry.Entered it) || it.seat().room().equals(room));
    return entry;
  }

  /** Of taking a seat in a new room. */
  Entry entry(Role role) {
    Entry entry = entry();
    require(!(entry instanceof Entry.Entered it) || it.seat().role() == role);
    return entry;
  }

  /** Of taking a seat back. */
  Entry resumed(RoomName room) {
    Entry entry = entry();
    require(!(entry instanceof Entry.Entered it) || it.seat().room().equals(room));
    return entry;
  }

  private Entry entry() {
    if (items.size() == 2 && text(0).equals("refused")) {
      return new Entry.Refused(ending(1));
    }
    require(items.size() == 6 && text(0).equals("entered"));
    RoomName room = RoomName.parse(text(1)).orElseThrow(Senseless::new);
    return new Entry.Entered(new Seat(room, role(2), small(3), number(4)), small(5));
  }

  /** Of something done; empty when it was. */
  Optional<Ending> done() {
    if (items.size() == 2 && text(0).equals("refused")) {
      return Optional.of(ending(1));
    }
    require(items.size() == 1 && text(0).equals("done"));
    return Optional.empty();
  }

  /** Of a look at a room. */
  RoomView view() {
    if (text(0).equals("ended")) {
      return new RoomView.Ended(ending(1), messages(2));
    }
    require(items.size() >= 5 && text(0).equals("standing"));
    return new RoomView.Standing(
        flag(1), flag(2), flag(3), messages(5), Duration.ofMillis(Math.max(1, number(4))));
  }

  private List<String> messages(int from) {
    List<String> messages = new ArrayList<>();
    for (int i = from; i < items.size(); i++) {
      messages.add(message(text(i)));
    }
    return messages;
  }

  /** It goes into a message of ours as it is, so it must be one value of JSON. */
  private static String message(String text) {
    require(text.length() <= MOST_BYTES && text.getBytes(UTF_8).length <= MOST_BYTES);
    try (JsonParser parser = JSON.createParser(text)) {
      require(parser.nextToken() != null);
      parser.skipChildren();
      require(parser.nextToken() == null);
      return text;
    } catch (IOException e) {
      throw new Senseless();
    }
  }

  private Ending ending(int index) {
    Ending ending = items.size() > index ? ENDINGS.get(text(index)) : null;
    if (ending == null) {
      throw new Senseless();
    }
    return ending;
  }

  private Role role(int index) {
    String text = text(index);
    require(text.equals("inviter") || text.equals("joiner"));
    return text.equals("inviter") ? Role.INVITER : Role.JOINER;
  }

  private boolean flag(int index) {
    String text = text(index);
    require(text.equals("0") || text.equals("1"));
    return text.equals("1");
  }

  private int small(int index) {
    long number = number(index);
    require(number <= Integer.MAX_VALUE);
    return (int) number;
  }

  private long number(int index) {
    String text = text(index);
    require(NUMBER.matcher(text).matches());
    return Long.parseLong(text);
  }

  private String text(int index) {
    if (!(items.get(index) instanceof String text)) {
      throw new Senseless();
    }
    return text;
  }

  private static void require(boolean sensible) {
    if (!sensible) {
      throw new Senseless();
    }
  }
}
