package dev.sotto.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sotto.cli.Conversation.Ending;
import dev.sotto.cli.Failure.Kind;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.SessionDescription;
import dev.sotto.signal.SignalMessage;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A chat whose descriptions a person, or a script, carries to the other side: each is one line of
 * JSON with all candidates in it. Afterwards the lines of standard input are messages.
 */
final class ManualChat {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Conversation conversation;
  private final InputLines input;
  private final EventSink events;
  private final CompletableFuture<Void> outputLost;
  private final boolean messagesMayBeEmpty;

  /**
   * Makes a chat that has not begun.
   *
   * @param conversation what is talked in; stays the caller's
   * @param input gives the other side's description, then the messages
   * @param events told of our description and of everything that happens
   * @param outputLost completes when nobody reads our output any more
   * @param messagesMayBeEmpty whether an empty line is a message
   */
  ManualChat(
      Conversation conversation,
      InputLines input,
      EventSink events,
      CompletableFuture<Void> outputLost,
      boolean messagesMayBeEmpty) {
    this.conversation = conversation;
    this.input = input;
    this.events = events;
    this.outputLost = outputLost;
    this.messagesMayBeEmpty = messagesMayBeEmpty;
  }

  /**
   * Prints an offer and takes the answer.
   *
   * @throws Failure when what is entered is no answer, or the input ends
   */
  void offer() {
    PeerConnection connection = conversation.connection();
    conversation.open();
    describe(Await.result(connection.createOffer()));
    accept(readDescription(SessionDescription.Type.ANSWER));
    conversation.begin();
  }

  /**
   * Takes an offer and prints the answer.
   *
   * @throws Failure when what is entered is no offer, or the input ends
   */
  void answer() {
    accept(readDescription(SessionDescription.Type.OFFER));
    describe(Await.result(conversation.connection().createAnswer()));
    conversation.begin();
  }

  /**
   * Sends what is entered and shows what arrives, until the input ends or the other side leaves.
   *
   * @param stay whether to go on showing what arrives after the end of the input
   * @throws Failure when there is no path, or the connection breaks
   */
  void talk(boolean stay) {
    Await.any(conversation.opened(), conversation.ended(), outputLost);
    boolean more = true;
    while (more && !isOver()) {
      CompletableFuture<Optional<String>> next = input.next();
      Await.any(next, conversation.ended(), outputLost);
      more = !next.isDone() || say(Await.result(next));
    }
    if (stay) {
      Await.any(conversation.ended(), outputLost);
    }
    if (isOver()) {
      over();
    } else {
      conversation.finish();
      events.accept(new Event.Disconnected("end of input"));
    }
  }

  private boolean isOver() {
    return conversation.ended().isDone() || outputLost.isDone();
  }

  private void over() {
    if (outputLost.isDone()) {
      conversation.close();
      throw new Failure(Kind.DISK, "standard output was closed", "");
    }
    Ending ending = Await.result(conversation.ended());
    events.accept(new Event.Disconnected(ending.reason()));
    if (ending.failure().isPresent()) {
      throw resumable(ending.failure().get());
    }
  }

  /** Nobody carries descriptions for us: only people can meet again. */
  private static Failure resumable(Failure failure) {
    return failure.kind() == Kind.INTERRUPTED && failure.hint().isEmpty()
        ? new Failure(
            failure.kind(),
            failure.what(),
            "to go on, start it again on both sides and exchange new descriptions")
        : failure;
  }

  /** Says false at the end of input. */
  private boolean say(Optional<String> line) {
    if (line.isEmpty()) {
      return false;
    }
    if (!line.get().isEmpty() || messagesMayBeEmpty) {
      try {
        conversation.say(line.get());
      } catch (Failure e) {
        if (e.kind() == Kind.INTERRUPTED) {
          conversation.close();
          events.accept(new Event.Disconnected(Await.result(conversation.ended()).reason()));
          throw e;
        }
        events.accept(new Event.Problem(e));
      }
    }
    return true;
  }

  private void describe(SessionDescription description) {
    PeerConnection connection = conversation.connection();
    Await.result(connection.setLocalDescription(description));
    events.accept(new Event.Description(Await.result(connection.completeLocalDescription())));
  }

  private void accept(SessionDescription description) {
    try {
      Await.result(conversation.connection().setRemoteDescription(description));
    } catch (IllegalArgumentException e) {
      throw new Failure(
          Kind.PROTOCOL, "the other side's description cannot be used: " + e.getMessage(), "");
    }
  }

  private SessionDescription readDescription(SessionDescription.Type wanted) {
    String article = wanted == SessionDescription.Type.OFFER ? "an offer" : "an answer";
    while (true) {
      CompletableFuture<Optional<String>> next = input.next();
      Await.any(next, conversation.ended(), outputLost);
      if (isOver()) {
        over();
        throw new Failure(Kind.INTERRUPTED, "it was over before it began", "");
      }
      String line =
          Await.result(next)
              .orElseThrow(
                  () ->
                      new Failure(
                          Kind.USAGE, "standard input ended where " + article + " should be", ""));
      if (!line.isBlank()) {
        return parse(line)
            .filter(description -> description.type() == wanted)
            .orElseThrow(
                () ->
                    new Failure(
                        Kind.USAGE,
                        "that line is not " + article,
                        "one side is started with --answer, the other without"));
      }
    }
  }

  private static Optional<SessionDescription> parse(String line) {
    try {
      JsonNode json = MAPPER.readTree(line);
      return SignalMessage.readDescription(json);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
