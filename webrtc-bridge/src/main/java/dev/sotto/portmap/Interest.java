package dev.sotto.portmap;

import java.util.function.Consumer;

/** One listener for as long as it wants to hear. On the loop thread. */
final class Interest {
  private final MappingListener listener;
  private boolean ended;

  Interest(MappingListener listener) {
    this.listener = listener;
  }

  void tell(Consumer<MappingListener> news) {
    if (!ended) {
      news.accept(listener);
    }
  }

  boolean isEnded() {
    return ended;
  }

  void end() {
    ended = true;
  }
}
