package dev.sotto.portmap;

import dev.sotto.portmap.MappingAttempt.Outcome;
import dev.sotto.time.Monotonic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One mapping by UPnP: asked for, watched, renewed, given back. On the loop thread; the calls to
 * the gateway run on an executor, one at a time, and their results come back to the loop.
 */
final class UpnpClient implements MappingClient {
  private static final int OTHER_PORTS = 2;
  private static final int FIRST_DYNAMIC_PORT = 49_152;

  private final InternalPort internal;
  private final PortMapperOptions options;
  private final UpnpGateway gateway;
  private final Context context;
  private final Output output;
  private final Upkeep upkeep;
  private @Nullable IgdMapping mapping;
  private boolean started;
  private boolean busy;
  private boolean releasing;
  private boolean ended;

  /**
   * What it runs on.
   *
   * @param loop whose thread the client lives on
   * @param blocking where the calls run
   * @param clock tells the time, from any thread
   * @param random chooses ports when the wished one is taken
   */
  record Context(
      Executor loop, Executor blocking, Supplier<Monotonic> clock, RandomGenerator random) {}

  /** Prepares; nothing is asked before {@link #start}. */
  UpnpClient(
      InternalPort internal,
      PortMapperOptions options,
      UpnpGateway gateway,
      Context context,
      Output output) {
    this.internal = internal;
    this.options = options;
    this.gateway = gateway;
    this.context = context;
    this.output = output;
    this.upkeep = new Upkeep(options.watch());
  }

  @Override
  public MappingProtocol protocol() {
    return MappingProtocol.UPNP_IGD;
  }

  @Override
  public void start(Monotonic now) {
    if (!started && !ended) {
      started = true;
      ask();
    }
  }

  @Override
  public void release(Monotonic now) {
    if (releasing || ended) {
      return;
    }
    releasing = true;
    if (!busy) {
      giveBack();
    }
  }

  @Override
  public void handleTimeout(Monotonic now) {
    if (busy || releasing || ended || mapping == null) {
      return;
    }
    switch (upkeep.due(now)) {
      case ENDED -> fail(new MappingAttempt(protocol(), Outcome.SILENT), now);
      case RENEW -> ask();
      case WATCH -> look(mapping);
      case NOTHING -> {}
    }
  }

  @Override
  public long nextTimeout() {
    return busy || releasing || ended || mapping == null ? Monotonic.NEVER : upkeep.nextTimeout();
  }

  /** A call to the gateway. */
  private interface Call<T> {
    T run() throws IOException;
  }

  /** What becomes of its result, on the loop thread; empty when there was no reply. */
  private interface Then<T> {
    void accept(Optional<T> result, Monotonic now);
  }

  private void ask() {
    busy = true;
    IgdMapping.Wish wish =
        new IgdMapping.Wish(
            internal, externalPorts(), options.lifetime(), options.documentationAddresses());
    gateway.services(
        services -> call(() -> IgdMapping.make(services, wish, gateway.http()), this::onAnswer));
  }

  private List<Integer> externalPorts() {
    List<Integer> ports = new ArrayList<>();
    ports.add(mapping == null ? internal.port() : mapping.external().port());
    for (int i = 0; i < OTHER_PORTS; i++) {
      ports.add(context.random().nextInt(FIRST_DYNAMIC_PORT, 0x10000));
    }
    return ports;
  }

  private void onAnswer(Optional<IgdMapping.Made> answer, Monotonic now) {
    Optional<IgdMapping> made = answer.flatMap(IgdMapping.Made::mapping);
    made.ifPresent(
        granted -> {
          mapping = granted;
          upkeep.granted(granted.lifetime(), now);
        });
    if (releasing) {
      giveBack();
    } else if (made.isPresent()) {
      output.onGranted(this, made.get().external(), made.get().lifetime(), now);
    } else {
      onNotGranted(answer.map(IgdMapping.Made::attempt), now);
    }
  }

  private void onNotGranted(Optional<MappingAttempt> attempt, Monotonic now) {
    MappingAttempt why = attempt.orElse(new MappingAttempt(protocol(), Outcome.SILENT));
    if (why.outcome() == Outcome.SILENT) {
      gateway.forget();
    }
    if (mapping != null && why.outcome() == Outcome.SILENT) {
      upkeep.unanswered(now);
    } else {
      fail(why, now);
    }
  }

  private void look(IgdMapping known) {
    busy = true;
    call(
        () -> known.isThere(gateway.http()),
        (there, now) -> {
          if (releasing) {
            giveBack();
          } else if (there.orElse(false)) {
            upkeep.watched(now);
          } else {
            // It forgot, or it moved: a gateway that starts again may answer on another port.
            gateway.forget();
            ask();
          }
        });
  }

  private void giveBack() {
    IgdMapping known = mapping;
    if (known == null) {
      end();
      return;
    }
    call(
        () -> {
          known.delete(gateway.http());
          return true;
        },
        (done, now) -> end());
  }

  private void end() {
    ended = true;
    output.onReleased(this);
  }

  private void fail(MappingAttempt attempt, Monotonic now) {
    ended = true;
    output.onFailed(this, attempt, now);
  }

  private <T> void call(Call<T> call, Then<T> then) {
    try {
      context.blocking().execute(() -> post(result(call), then));
    } catch (RejectedExecutionException e) {
      post(Optional.empty(), then);
    }
  }

  private static <T> Optional<T> result(Call<T> call) {
    try {
      return Optional.of(call.run());
    } catch (IOException e) {
      // A gateway that closes, is slow or talks nonsense gives no answer.
      return Optional.empty();
    }
  }

  private <T> void post(Optional<T> result, Then<T> then) {
    try {
      context
          .loop()
          .execute(
              () -> {
                busy = false;
                then.accept(result, context.clock().get());
              });
    } catch (RejectedExecutionException e) {
      // The loop is gone, and who waited for the result with it.
    }
  }
}
