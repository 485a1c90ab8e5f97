package dev.sotto.cli;

import dev.sotto.net.CandidateKind;
import dev.sotto.net.Path;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A path that carries nothing, over the loopback interface. */
record FakePath() implements Path {
  @Override
  public Transport transport() {
    return Transport.UDP;
  }

  @Override
  public InetSocketAddress local() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
  }

  @Override
  public InetSocketAddress remote() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 2);
  }

  @Override
  public CandidateKind localKind() {
    return CandidateKind.HOST;
  }

  @Override
  public CandidateKind remoteKind() {
    return CandidateKind.HOST;
  }

  @Override
  public boolean send(byte[] packet, int offset, int length) {
    return false;
  }
}
