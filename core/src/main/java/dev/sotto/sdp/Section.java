package dev.sotto.sdp;

import static dev.sotto.sdp.SdpException.Reason.DUPLICATE_ATTRIBUTE;
import static dev.sotto.sdp.SdpException.Reason.MISSING_ATTRIBUTE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The attributes of one part of a description: of the session, or of a media section. */
final class Section {
  private final Map<String, List<String>> values = new HashMap<>();

  /** Adds what follows {@code a=}: a name, or a name, a colon and a value. */
  void add(String attribute) {
    int colon = attribute.indexOf(':');
    String name = colon < 0 ? attribute : attribute.substring(0, colon);
    String value = colon < 0 ? "" : attribute.substring(colon + 1);
    values.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** The one value of an attribute that may not be repeated. */
  Optional<String> one(String name) {
    List<String> all = all(name);
    if (all.size() > 1) {
      throw new SdpException(
          DUPLICATE_ATTRIBUTE, "a=" + name + " is there " + all.size() + " times");
    }
    return all.stream().findFirst();
  }

  static SdpException missing(String name) {
    return new SdpException(MISSING_ATTRIBUTE, "a=" + name + " is missing");
  }
}
