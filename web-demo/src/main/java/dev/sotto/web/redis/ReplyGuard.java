package dev.sotto.web.redis;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Ends a connection over which more is announced than any answer to us is long, before room is made
 * for it. Knows of the Redis protocol (RESP2) just where lengths are. One for each connection.
 */
final class ReplyGuard extends ChannelInboundHandlerAdapter {
  private static final int MOST_OF_A_LINE = 4_096;
  private static final int MOST_OF_A_STRING = 64 * 1024;
  private static final int MOST_OF_A_LIST = 256;
  private static final int MOST_DIGITS = 9;
  private static final byte STRING = '$';
  private static final byte LIST = '*';

  private long toSkip;
  private int inLine;
  private byte type;
  private int length;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof ByteBuf bytes && !accepts(bytes)) {
      bytes.release();
      context.channel().unsafe().close(context.voidPromise());
    } else {
      super.channelRead(context, message);
    }
  }

  private boolean accepts(ByteBuf bytes) {
    int at = bytes.readerIndex();
    while (at < bytes.writerIndex()) {
      if (toSkip > 0) {
        int skipped = (int) Math.min(toSkip, bytes.writerIndex() - at);
        toSkip -= skipped;
        at += skipped;
      } else if (!accepts(bytes.getByte(at++))) {
        return false;
      }
    }
    return true;
  }

  private boolean accepts(byte next) {
    if (inLine == 0) {
      type = next;
      length = 0;
    } else if (next == '\n') {
      inLine = 0;
      return endOfLine();
    } else if (isCounted() && next >= '0' && next <= '9') {
      length = length * 10 + (next - '0');
      return ++inLine <= MOST_DIGITS;
    } else if (isCounted() && next == '-') {
      type = 0; // Nothing follows what is not there.
    }
    return ++inLine <= MOST_OF_A_LINE;
  }

  private boolean isCounted() {
    return type == STRING || type == LIST;
  }

  private boolean endOfLine() {
    if (type == STRING) {
      toSkip = length + 2L;
      return length <= MOST_OF_A_STRING;
    }
    return type != LIST || length <= MOST_OF_A_LIST;
  }
}
