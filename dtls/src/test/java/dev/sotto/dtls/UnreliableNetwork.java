package dev.sotto.dtls;

import java.util.Random;
import java.util.function.Consumer;

/** Loses, repeats and swaps datagrams, by a seed. */
record UnreliableNetwork(long seed, double loss, double duplication, double reordering)
    implements World.Network {
  @Override
  public Consumer<byte[]> to(Consumer<byte[]> receiver) {
    return new Way(receiver, this);
  }

  private static final class Way implements Consumer<byte[]> {
    private final Consumer<byte[]> receiver;
    private final UnreliableNetwork faults;
    private final Random random;
    private byte[] held = {};

    private Way(Consumer<byte[]> receiver, UnreliableNetwork faults) {
      this.receiver = receiver;
      this.faults = faults;
      this.random = new Random(faults.seed);
    }

    @Override
    public synchronized void accept(byte[] datagram) {
      if (random.nextDouble() < faults.loss) {
        return;
      }
      if (held.length == 0 && random.nextDouble() < faults.reordering) {
        held = datagram; // overtaken by the next
        return;
      }
      receiver.accept(datagram);
      if (random.nextDouble() < faults.duplication) {
        receiver.accept(datagram);
      }
      if (held.length > 0) {
        receiver.accept(held);
        held = new byte[0];
      }
    }
  }
}
