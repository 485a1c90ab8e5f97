package dev.sotto.sctp;

import dev.sotto.sctp.wire.AbortChunk;
import dev.sotto.sctp.wire.BigEndian;
import dev.sotto.sctp.wire.Chunk;
import dev.sotto.sctp.wire.CommonHeader;
import dev.sotto.sctp.wire.CookieAckChunk;
import dev.sotto.sctp.wire.CookieEchoChunk;
import dev.sotto.sctp.wire.DataChunk;
import dev.sotto.sctp.wire.ErrorCause;
import dev.sotto.sctp.wire.ErrorChunk;
import dev.sotto.sctp.wire.ForwardTsnChunk;
import dev.sotto.sctp.wire.HeartbeatAckChunk;
import dev.sotto.sctp.wire.HeartbeatChunk;
import dev.sotto.sctp.wire.InitAckChunk;
import dev.sotto.sctp.wire.InitChunk;
import dev.sotto.sctp.wire.Octets;
import dev.sotto.sctp.wire.PacketChecksum;
import dev.sotto.sctp.wire.ProtocolViolationCause;
import dev.sotto.sctp.wire.ReConfigChunk;
import dev.sotto.sctp.wire.SackChunk;
import dev.sotto.sctp.wire.ShutdownAckChunk;
import dev.sotto.sctp.wire.ShutdownChunk;
import dev.sotto.sctp.wire.ShutdownCompleteChunk;
import dev.sotto.sctp.wire.StaleCookieCause;
import dev.sotto.sctp.wire.UnknownChunk;
import dev.sotto.sctp.wire.UnrecognizedChunkTypeCause;
import dev.sotto.sctp.wire.UserInitiatedAbortCause;
import dev.sotto.sctp.wire.WireFormatException;
import dev.sotto.time.Monotonic;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Takes packets apart and gives each chunk to the part that it concerns, if the packet has the
 * right checksum, ports and verification tag (RFC 9260 sections 6.8, 8.4 and 8.5).
 */
final class PacketDispatcher implements Chunk.Handler {
  private static final int CHUNK_HEADER = 4;
  private static final int MAX_REPORT = 256;

  private final Context context;
  private final AssociationSetup setup;
  private final Shutdown shutdown;
  private final PacketChecksum checksum;
  private final Fragment fragment = new Fragment();
  private Monotonic now = Monotonic.ZERO;
  private int tag;
  private boolean stopped;

  PacketDispatcher(
      Context context, AssociationSetup setup, Shutdown shutdown, PacketChecksum checksum) {
    this.context = context;
    this.setup = setup;
    this.shutdown = shutdown;
    this.checksum = checksum;
  }

  void handle(byte[] packet, int offset, int length, Monotonic time) {
    if (!isWhole(packet, offset, length)) {
      context.counters().packetsDropped++;
      return;
    }
    context.counters().packetsReceived++;
    context.counters().bytesReceived += length;
    now = time;
    stopped = false;
    tag = CommonHeader.verificationTag(packet, offset);
    try {
      dispatch(packet, offset, length);
    } catch (WireFormatException malformed) {
      context.counters().packetsDropped++;
    }
  }

  private boolean isWhole(byte[] packet, int offset, int length) {
    return length >= CommonHeader.LENGTH + CHUNK_HEADER
        && CommonHeader.sourcePort(packet, offset) == context.options().remotePort()
        && CommonHeader.destinationPort(packet, offset) == context.options().localPort()
        && checksum.matches(packet, offset, length);
  }

  private void dispatch(byte[] packet, int offset, int length) {
    int first = offset + CommonHeader.LENGTH;
    int end = offset + length;
    int type = packet[first] & 0xff;
    if (type == InitChunk.TYPE) {
      handleInitPacket(packet, first, end);
    } else if (type == CookieEchoChunk.TYPE) {
      handleCookiePacket(packet, first, end);
    } else if (isTagRight(packet, first, type)) {
      handleChunks(packet, first, end);
    } else {
      handleOutOfTheBlue(packet, first, end);
    }
  }

  /** RFC 9260 section 8.5.1. */
  private boolean isTagRight(byte[] packet, int at, int type) {
    TransmissionControlBlock block = context.block();
    if (context.state() == AssociationState.CLOSED) {
      return false;
    }
    if (context.state() == AssociationState.COOKIE_WAIT) {
      return tag == setup.localTag()
          && (type == InitAckChunk.TYPE || type == AbortChunk.TYPE || type == ErrorChunk.TYPE);
    }
    if (block == null) {
      return false;
    }
    boolean reflects = type == AbortChunk.TYPE || type == ShutdownCompleteChunk.TYPE;
    if (reflects && (packet[at + 1] & 1) != 0) {
      return tag == block.peer().tag();
    }
    boolean early = type == ShutdownAckChunk.TYPE && !context.state().isOpen();
    return tag == block.localTag() && !early;
  }

  /** RFC 9260 sections 3.1 and 8.5.1 A: the only chunk of its packet, with tag 0. */
  private void handleInitPacket(byte[] packet, int at, int end) {
    ByteBuffer in = ByteBuffer.wrap(packet, at, end - at);
    if (tag != 0 || !(Chunk.parse(in) instanceof InitChunk init) || in.hasRemaining()) {
      context.counters().packetsDropped++;
      return;
    }
    setup.handleInit(init.initiation(), now);
  }

  /** The cookie itself says which tag is right; what follows it needs the association it makes. */
  private void handleCookiePacket(byte[] packet, int at, int end) {
    ByteBuffer in = ByteBuffer.wrap(packet, at, end - at);
    if (Chunk.parse(in) instanceof CookieEchoChunk echo) {
      setup.handleCookieEcho(echo.cookie(), tag, now);
    }
    TransmissionControlBlock block = context.block();
    if (context.state().isOpen() && block != null && tag == block.localTag()) {
      handleChunks(packet, in.position(), end);
    }
  }

  /** RFC 9260 section 8.4. Never answers an ABORT, and in a live association nothing at all. */
  private void handleOutOfTheBlue(byte[] packet, int first, int end) {
    context.counters().packetsDropped++;
    int type = packet[first] & 0xff;
    boolean early = context.state() != AssociationState.CLOSED && !context.state().isOpen();
    if (type == ShutdownAckChunk.TYPE && (early || context.state() == AssociationState.CLOSED)) {
      context.control().addAlone(tag, new ShutdownCompleteChunk(true));
    } else if (context.state() == AssociationState.CLOSED && isAnswerable(packet, first, end)) {
      context.control().addAlone(tag, new AbortChunk(true, List.of()));
    }
  }

  private static boolean isAnswerable(byte[] packet, int first, int end) {
    for (int at = first; at + CHUNK_HEADER <= end; ) {
      int type = packet[at] & 0xff;
      int length = BigEndian.u16(packet, at + 2);
      boolean silent =
          switch (type) {
            case AbortChunk.TYPE,
                ShutdownCompleteChunk.TYPE,
                ErrorChunk.TYPE,
                CookieAckChunk.TYPE,
                InitAckChunk.TYPE ->
                true;
            default -> length < CHUNK_HEADER;
          };
      if (silent) {
        return false;
      }
      at += (length + 3) & ~3;
    }
    return true;
  }

  /** One chunk after the other; DATA and SACK are read where they lie. */
  private void handleChunks(byte[] packet, int first, int end) {
    TransmissionControlBlock before = context.block();
    if (before != null) {
      before.packetBegins();
    }
    try {
      handleEach(packet, first, end);
    } finally {
      // What came before a malformed chunk counts.
      TransmissionControlBlock after = context.block();
      if (after != null) {
        after.packetEnds(now);
        shutdown.progress(now);
      }
    }
  }

  private void handleEach(byte[] packet, int first, int end) {
    int at = first;
    while (end - at >= CHUNK_HEADER && !stopped && !context.isOver()) {
      int length = BigEndian.u16(packet, at + 2);
      if (length < CHUNK_HEADER || length > end - at) {
        context.counters().packetsDropped++;
        break;
      }
      int type = packet[at] & 0xff;
      if (type == DataChunk.TYPE) {
        handleData(packet, at, length);
      } else if (type == SackChunk.TYPE) {
        handleSack(packet, at, length);
      } else {
        Chunk.parse(ByteBuffer.wrap(packet, at, length)).dispatchTo(this);
      }
      at += (length + 3) & ~3;
    }
  }

  private void handleData(byte[] packet, int at, int length) {
    TransmissionControlBlock block = context.block();
    AssociationState state = context.state();
    boolean welcome =
        state == AssociationState.ESTABLISHED
            || state == AssociationState.SHUTDOWN_PENDING
            || state == AssociationState.SHUTDOWN_SENT;
    if (block == null || !welcome || length < DataChunk.HEADER) {
      return;
    }
    fragment.moveTo(packet, at, length);
    block.handleData(fragment);
    if (!context.isOver()) {
      shutdown.dataReceived(block, now);
    }
  }

  private void handleSack(byte[] packet, int at, int length) {
    TransmissionControlBlock block = context.block();
    if (block != null
        && context.state().isOpen()
        && SackChunk.isWhole(packet, at, length)
        && block.retransmissions().handleSack(packet, at, now)) {
      context.progressMade();
    }
  }

  @Override
  public void handle(InitChunk chunk) {
    stopped = true; // RFC 9260 section 3.1: INIT is never bundled.
  }

  @Override
  public void handle(InitAckChunk chunk) {
    stopped = true;
    setup.handleInitAck(chunk.initiation(), now);
  }

  @Override
  public void handle(CookieEchoChunk chunk) {
    stopped = true; // RFC 9260 section 5.1: COOKIE ECHO is the first chunk of its packet.
  }

  @Override
  public void handle(CookieAckChunk chunk) {
    setup.handleCookieAck(now);
  }

  @Override
  public void handle(AbortChunk chunk) {
    String reason = "";
    for (ErrorCause cause : chunk.causes()) {
      if (cause instanceof UserInitiatedAbortCause user) {
        reason = PeerText.of(user.value());
      } else if (cause instanceof ProtocolViolationCause violation) {
        reason = "protocol violation: " + PeerText.of(violation.value());
      } else if (reason.isEmpty()) {
        reason = "cause " + cause.type();
      }
    }
    context.end(new AssociationEvent.Aborted(AbortCause.PEER, reason));
  }

  @Override
  public void handle(ErrorChunk chunk) {
    for (ErrorCause cause : chunk.causes()) {
      if (cause instanceof StaleCookieCause) {
        setup.handleStaleCookie(now);
      }
    }
  }

  @Override
  public void handle(HeartbeatChunk chunk) {
    TransmissionControlBlock block = context.block();
    if (block != null && context.state().isOpen()) {
      block.heartbeat().handle(chunk);
    }
  }

  @Override
  public void handle(HeartbeatAckChunk chunk) {
    TransmissionControlBlock block = context.block();
    if (block != null) {
      block.heartbeat().handle(chunk, now);
    }
  }

  @Override
  public void handle(ForwardTsnChunk chunk) {
    TransmissionControlBlock block = context.block();
    if (block != null && context.state().isOpen()) {
      block.handle(chunk);
    }
  }

  @Override
  public void handle(ReConfigChunk chunk) {
    TransmissionControlBlock block = context.block();
    if (block != null && context.state().isOpen()) {
      block.handle(chunk, now);
    }
  }

  @Override
  public void handle(ShutdownChunk chunk) {
    shutdown.handleShutdown(chunk, now);
  }

  @Override
  public void handle(ShutdownAckChunk chunk) {
    shutdown.handleShutdownAck();
  }

  @Override
  public void handle(ShutdownCompleteChunk chunk) {
    stopped = true; // RFC 9260 section 3.1: never bundled; its tag may have been the reflected one.
    shutdown.handleShutdownComplete();
  }

  /** RFC 9260 section 3.2: the two highest bits of the type say what to do. */
  @Override
  public void handle(UnknownChunk chunk) {
    stopped = chunk.stopsProcessing();
    if (chunk.isToBeReported() && context.state().isOpen()) {
      ByteBuffer whole = ByteBuffer.allocate(chunk.paddedLength());
      chunk.writeTo(whole);
      Octets report = Octets.of(whole.array()).first(Math.min(MAX_REPORT, chunk.length()));
      context.control().add(new ErrorChunk(List.of(new UnrecognizedChunkTypeCause(report))));
    }
  }
}
