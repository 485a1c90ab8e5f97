package dev.sotto.cli;

/** Where events go; safe for use by several threads. */
interface EventSink {
  /** Tells of an event. */
  void accept(Event event);
}
