package dev.sotto.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A peer of a {@link Reception} in virtual time, and what it was told, in the order of telling. */
final class Guest implements Line {
  private static final Pattern ROOM = Pattern.compile("\"room\":\"(\\w+)\"");
  private static final Pattern SEAT = Pattern.compile("\"seat\":\"([\\w-]+)\"");

  final List<String> heard = new ArrayList<>();
  private final Visit visit;
  int asked;

  Guest(Reception reception, String address) {
    this.visit = reception.enter(this, address(address));
  }

  @Override
  public void send(String text) {
    heard.add(text);
  }

  @Override
  public void more() {
    asked++;
  }

  @Override
  public void ping() {
    heard.add("ping");
  }

  @Override
  public void close(CloseReason reason) {
    heard.add("closed: " + reason);
  }

  @Override
  public void drop() {
    heard.add("dropped");
    visit.end(false);
  }

  /** Says something, written with single quotes. */
  Guest says(String text) {
    visit.receive(text.replace('\'', '"'));
    return this;
  }

  Guest to(String m) {
    return says("{'t':'to','m':" + m + "}");
  }

  Guest opens() {
    return says("{'t':'open','m':'p0'}");
  }

  Guest joins(String room) {
    return says("{'t':'join','room':'" + room + "'}");
  }

  Guest meets(String room, String role) {
    return says(
        "{'t':'meet','room':'"
            + room
            + "','role':'"
            + role
            + (role.equals("inviter") ? "','m':'p0'}" : "'}"));
  }

  Guest resumes(String room, String seat, int seen) {
    return says("{'t':'resume','room':'" + room + "','seat':'" + seat + "','seen':" + seen + "}");
  }

  void sendsBinary() {
    visit.receiveBinary();
  }

  void pongs() {
    visit.receivePong();
  }

  /** Its socket ends without a goodbye. */
  void breaks() {
    visit.end(false);
  }

  /** It says goodbye. */
  void leaves() {
    visit.end(true);
  }

  String room() {
    return find(ROOM);
  }

  String seat() {
    return find(SEAT);
  }

  /** What came since the last time. */
  List<String> news() {
    List<String> news = heard.stream().map(it -> it.replace('"', '\'')).toList();
    heard.clear();
    return news;
  }

  private String find(Pattern pattern) {
    for (String text : heard) {
      Matcher matcher = pattern.matcher(text);
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
    throw new AssertionError("nothing of it in " + heard);
  }

  static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
