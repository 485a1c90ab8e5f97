package dev.sotto.ice;

import dev.sotto.net.CandidateKind;
import dev.sotto.net.Path;
import java.net.InetSocketAddress;

/** A path over one of our wires. */
record WirePath(
    Wire wire, InetSocketAddress remote, CandidateKind localKind, CandidateKind remoteKind)
    implements Path {

  @Override
  public Transport transport() {
    return wire.base().carrier().transport();
  }

  @Override
  public InetSocketAddress local() {
    return wire.base().address();
  }

  @Override
  public boolean send(byte[] packet, int offset, int length) {
    return wire.send(remote, packet, offset, length);
  }

  /** Names no address: paths are logged. */
  @Override
  public String toString() {
    return localKind.label() + " to " + remoteKind.label() + " over " + transport();
  }
}
