package dev.sotto.messenger;

import dev.sotto.pairing.PairingMessage;
import dev.sotto.signal.IceServers;
import dev.sotto.signal.MeetingEnd;
import dev.sotto.signal.MeetingListener;
import java.util.concurrent.Executor;

/** Brings what happens at a place onto the course of its session. */
final class PlaceEvents implements MeetingListener {
  private final Executor course;
  private final MeetingListener listener;

  PlaceEvents(Executor course, MeetingListener listener) {
    this.course = course;
    this.listener = listener;
  }

  @Override
  public void onOpened(String room) {
    course.execute(() -> listener.onOpened(room));
  }

  @Override
  public void onPeer() {
    course.execute(listener::onPeer);
  }

  @Override
  public void onMessage(PairingMessage message) {
    course.execute(() -> listener.onMessage(message));
  }

  @Override
  public void onMalformed() {
    course.execute(listener::onMalformed);
  }

  @Override
  public void onLeft() {
    course.execute(listener::onLeft);
  }

  @Override
  public void onBack() {
    course.execute(listener::onBack);
  }

  @Override
  public void onIceServers(IceServers servers) {
    course.execute(() -> listener.onIceServers(servers));
  }

  @Override
  public void onClosed(MeetingEnd end) {
    course.execute(() -> listener.onClosed(end));
  }
}
