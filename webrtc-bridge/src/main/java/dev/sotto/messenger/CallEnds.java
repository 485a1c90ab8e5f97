package dev.sotto.messenger;

import dev.sotto.messenger.SessionEnd.Kind;
import dev.sotto.pairing.IntroductionFailure;
import dev.sotto.peer.PeerFailure;
import java.util.Optional;

/** Why a connection is given up, in words for a person. */
final class CallEnds {
  private CallEnds() {}

  static SessionEnd of(IntroductionFailure failure) {
    return SessionEnd.of(
        Kind.AUTHENTICATION,
        switch (failure) {
          case OTHER_IDENTITY -> "the other side is not the one it has to be: it has another key";
          case MAC -> "somebody stands between the two sides";
          case PROTOCOL, COMMITMENT, KEY, SIGNATURE -> "the other side did not prove who it is";
        });
  }

  /** A leave before the name. */
  static SessionEnd of(ChannelMessage.Bye bye) {
    return bye.refused()
        ? SessionEnd.refused()
        : SessionEnd.of(Kind.INTERRUPTED, "the other side left at once");
  }

  /** What the connection says of its end, if anything. */
  static SessionEnd of(Optional<PeerFailure> failure, boolean talking) {
    Kind kind =
        failure
            .map(
                it ->
                    switch (it.reason()) {
                      case AUTHENTICATION -> Kind.AUTHENTICATION;
                      case PROTOCOL -> Kind.PROTOCOL;
                      case NO_PATH, TIMEOUT -> talking ? Kind.INTERRUPTED : Kind.NO_PATH;
                    })
            .orElse(Kind.INTERRUPTED);
    return SessionEnd.of(kind, failure.map(PeerFailure::message).orElse("the other side is gone"));
  }
}
