package dev.sotto.sctp;

/** What an association counts for {@link AssociationStatistics}. */
final class Counters {
  long packetsSent;
  long packetsReceived;
  long bytesSent;
  long bytesReceived;
  long packetsDropped;
  long messagesSent;
  long messagesReceived;
  long chunksSent;
  long chunksRetransmitted;
  long fastRetransmits;
  long timeouts;
}
