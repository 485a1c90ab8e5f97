package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.portmap.MappingAttempt.Outcome;
import dev.sotto.portmap.PortControlProtocol.Answer;
import dev.sotto.time.Monotonic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * One mapping by PCP or NAT-PMP: asked for, watched, renewed, given back. A state machine without
 * socket or clock; it is handed the datagrams of the gateway and of nobody else.
 *
 * <pre>
 *   NEW ──▶ ASKING ──▶ MAPPED ◀──▶ WATCHING, RENEWING
 *              │          │                │
 *              ▼          ▼                ▼
 *            ENDED ◀── RELEASING ◀─────────┘
 * </pre>
 */
final class PortControl implements MappingClient {
  private final PortControlProtocol protocol;
  private final PortMapperOptions options;
  private final Consumer<byte[]> datagrams;
  private final Output output;
  private final Retransmission retransmission;
  private final Upkeep upkeep;
  private final ServerEpoch epoch = new ServerEpoch();
  private State state = State.NEW;

  private enum State {
    NEW,
    ASKING,
    MAPPED,
    WATCHING,
    RENEWING,
    RELEASING,
    ENDED
  }

  /**
   * Prepares; nothing is sent before {@link #start}.
   *
   * @param datagrams takes what goes to the gateway
   */
  PortControl(
      PortControlProtocol protocol,
      PortMapperOptions options,
      Consumer<byte[]> datagrams,
      Output output) {
    this.protocol = protocol;
    this.options = options;
    this.datagrams = datagrams;
    this.output = output;
    this.retransmission = new Retransmission(datagrams);
    this.upkeep = new Upkeep(options.watch());
  }

  @Override
  public MappingProtocol protocol() {
    return protocol.protocol();
  }

  @Override
  public void start(Monotonic now) {
    if (state == State.NEW) {
      ask(State.ASKING, now);
    }
  }

  @Override
  public void release(Monotonic now) {
    switch (state) {
      case NEW -> end();
      case ASKING -> {
        // Perhaps only the answer was lost. Who was silent so far is not waited for.
        datagrams.accept(protocol.deleteRequest());
        end();
      }
      case MAPPED, WATCHING, RENEWING -> {
        state = State.RELEASING;
        retransmission.begin(List.of(protocol.deleteRequest()), now);
      }
      case RELEASING, ENDED -> {}
    }
  }

  private void end() {
    state = State.ENDED;
    retransmission.end();
    output.onReleased(this);
  }

  /** A datagram came from the gateway. */
  void handleDatagram(ByteBuffer datagram, Monotonic now) {
    if (state == State.NEW || state == State.ENDED) {
      return;
    }
    Answer answer = protocol.read(datagram);
    if (answer instanceof Answer.Granted granted) {
      onGranted(granted, now);
    } else if (answer instanceof Answer.Alive alive) {
      onAlive(epoch.accept(alive.epochSeconds(), now), now);
    } else if (answer instanceof Answer.Changed changed) {
      epoch.accept(changed.epochSeconds(), now);
      onAlive(false, now);
    } else if (answer instanceof Answer.Refused refused) {
      onRefused(refused.code(), now);
    } else if (answer instanceof Answer.NotSupported && state == State.ASKING) {
      fail(new MappingAttempt(protocol(), Outcome.NOT_SUPPORTED), now);
    } else if (answer instanceof Answer.Deleted && state == State.RELEASING) {
      end();
    }
  }

  /** The network says that nobody listens there. A gateway that starts again does so too. */
  void handleUnreachable(Monotonic now) {
    if (state == State.ASKING) {
      fail(new MappingAttempt(protocol(), Outcome.UNREACHABLE), now);
    } else if (state == State.RELEASING) {
      end();
    }
  }

  private void onGranted(Answer.Granted granted, Monotonic now) {
    epoch.accept(granted.epochSeconds(), now);
    if (state == State.RELEASING) {
      return;
    }
    TransportAddress external = granted.external();
    Duration lifetime = Upkeep.believed(granted.lifetimeSeconds());
    if (!isUsable(external) || !Upkeep.isWorthIt(lifetime)) {
      datagrams.accept(protocol.deleteRequest());
      Outcome why = isUsable(external) ? Outcome.REFUSED : Outcome.UNUSABLE_ADDRESS;
      fail(new MappingAttempt(protocol(), why), now);
      return;
    }
    state = State.MAPPED;
    retransmission.end();
    upkeep.granted(lifetime, now);
    output.onGranted(this, external, lifetime, now);
  }

  private boolean isUsable(TransportAddress external) {
    IpAddress ip = external.ip();
    return external.port() != 0 && PublicAddresses.contain(ip, options.documentationAddresses());
  }

  private void onAlive(boolean hasItsState, Monotonic now) {
    if (state == State.WATCHING) {
      state = State.MAPPED;
      retransmission.end();
      upkeep.watched(now);
    }
    if (state == State.MAPPED && !hasItsState) {
      ask(State.RENEWING, now);
    }
  }

  private void onRefused(int code, Monotonic now) {
    if (state == State.ASKING || state == State.RENEWING) {
      fail(new MappingAttempt(protocol(), Outcome.REFUSED, code), now);
    } else if (state == State.WATCHING) {
      state = State.MAPPED;
      retransmission.end();
      upkeep.unanswered(now);
    } else if (state == State.RELEASING) {
      end();
    }
  }

  private void fail(MappingAttempt attempt, Monotonic now) {
    state = State.ENDED;
    retransmission.end();
    output.onFailed(this, attempt, now);
  }

  @Override
  public void handleTimeout(Monotonic now) {
    if (retransmission.handleTimeout(now)) {
      onSilence(now);
    }
    if (isHeld()) {
      attend(now);
    }
  }

  private void onSilence(Monotonic now) {
    switch (state) {
      case ASKING -> fail(new MappingAttempt(protocol(), Outcome.SILENT), now);
      case WATCHING, RENEWING -> {
        state = State.MAPPED;
        upkeep.unanswered(now);
      }
      case RELEASING -> end();
      case NEW, MAPPED, ENDED -> {}
    }
  }

  private void attend(Monotonic now) {
    switch (upkeep.due(now)) {
      case ENDED -> fail(new MappingAttempt(protocol(), Outcome.SILENT), now);
      case RENEW -> {
        if (state != State.RENEWING) {
          ask(State.RENEWING, now);
        }
      }
      case WATCH -> {
        if (state == State.MAPPED) {
          state = State.WATCHING;
          retransmission.begin(List.of(protocol.watchRequest()), now);
        }
      }
      case NOTHING -> {}
    }
  }

  private void ask(State next, Monotonic now) {
    state = next;
    retransmission.begin(protocol.mapRequests(options.lifetime().toSeconds()), now);
  }

  private boolean isHeld() {
    return state == State.MAPPED || state == State.WATCHING || state == State.RENEWING;
  }

  @Override
  public long nextTimeout() {
    if (!isHeld()) {
      return retransmission.nextTimeout();
    }
    return retransmission.isOpen()
        ? Math.min(retransmission.nextTimeout(), upkeep.endsAt())
        : upkeep.nextTimeout();
  }
}
