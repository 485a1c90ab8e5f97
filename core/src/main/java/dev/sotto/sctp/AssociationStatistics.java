package dev.sotto.sctp;

/**
 * Counters and gauges of an association, taken at one moment.
 *
 * @param packetsSent packets written by {@link Association#poll}
 * @param packetsReceived packets given to {@link Association#handlePacket} that had a right
 *     checksum
 * @param bytesSent bytes of the packets sent
 * @param bytesReceived bytes of the packets received
 * @param packetsDropped packets refused: malformed, wrong checksum, ports or verification tag
 * @param messagesSent messages whose last byte was handed to the wire
 * @param messagesReceived messages delivered
 * @param chunksSent DATA chunks sent, repeated ones included
 * @param chunksRetransmitted DATA chunks sent again
 * @param fastRetransmits DATA chunks that three reports found missing
 * @param timeouts expiries of the retransmission timer T3
 * @param congestionWindow in bytes
 * @param slowStartThreshold in bytes
 * @param bytesInFlight bytes of DATA chunks sent and neither acknowledged nor found lost
 * @param peerWindow bytes the peer can still take
 * @param smoothedRttNanos smoothed round-trip time in nanoseconds, -1 before the first measurement
 * @param retransmissionTimeoutNanos current timeout in nanoseconds, back-off not included
 * @param sendBuffer bytes that accepted messages hold until they are acknowledged
 * @param receiveBuffer bytes of received data not yet delivered, or delivered and not yet released
 */
public record AssociationStatistics(
    long packetsSent,
    long packetsReceived,
    long bytesSent,
    long bytesReceived,
    long packetsDropped,
    long messagesSent,
    long messagesReceived,
    long chunksSent,
    long chunksRetransmitted,
    long fastRetransmits,
    long timeouts,
    long congestionWindow,
    long slowStartThreshold,
    long bytesInFlight,
    long peerWindow,
    long smoothedRttNanos,
    long retransmissionTimeoutNanos,
    long sendBuffer,
    long receiveBuffer) {}
