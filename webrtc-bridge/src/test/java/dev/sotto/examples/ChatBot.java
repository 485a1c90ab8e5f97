package dev.sotto.examples;

import dev.sotto.messenger.Messenger;
import dev.sotto.messenger.Session;
import dev.sotto.messenger.SessionListener;
import dev.sotto.pairing.PairingCode;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Answers every line of whoever comes with its code. */
final class ChatBot implements SessionListener {
  private final CompletableFuture<PairingCode> code = new CompletableFuture<>();
  private final CompletableFuture<InetSocketAddress> place = new CompletableFuture<>();
  private final CompletableFuture<Session> session = new CompletableFuture<>();

  /** Waits for one guest at a port of this machine, until it leaves. */
  static ChatBot listen(Messenger messenger, InetSocketAddress address) {
    ChatBot bot = new ChatBot();
    bot.session.complete(messenger.listen(address, bot));
    return bot;
  }

  /** What the guest has to know: a secret. */
  CompletableFuture<PairingCode> code() {
    return code;
  }

  /** Where the guest has to go. */
  CompletableFuture<InetSocketAddress> place() {
    return place;
  }

  @Override
  public void onCode(PairingCode made) {
    code.complete(made);
  }

  @Override
  public void onListening(InetSocketAddress address) {
    place.complete(address);
  }

  @Override
  public void onText(long id, String from, String text) {
    session.join().send("You said " + text.toUpperCase(Locale.ROOT) + ", " + from + "?");
  }
}
