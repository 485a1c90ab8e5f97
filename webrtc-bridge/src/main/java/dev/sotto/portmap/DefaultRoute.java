package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One way out of this machine, as the system prints it.
 *
 * @param gateway the next hop
 * @param exit the name of the interface, or on Windows its address
 * @param metric the lower the better
 */
record DefaultRoute(IpAddress gateway, String exit, long metric) {
  private static final int GATEWAY_FLAG = 2;
  private static final String NO_IPV6 = "0".repeat(32);

  /** Reads Linux's {@code /proc/net/route}: addresses are words in the order of the processor. */
  static List<DefaultRoute> parseIpv4(List<String> lines) {
    List<DefaultRoute> routes = new ArrayList<>();
    for (String line : lines) {
      String[] word = line.trim().split("\\s+", -1);
      if (word.length >= 8 && word[1].equals("00000000") && word[7].equals("00000000")) {
        long flags = hex(word[3]);
        long address = hex(word[2]);
        long metric = decimal(word[6]);
        if (address > 0 && metric >= 0 && flags >= 0 && (flags & GATEWAY_FLAG) != 0) {
          byte[] bytes =
              ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt((int) address).array();
          routes.add(new DefaultRoute(IpAddress.of(bytes), word[0], metric));
        }
      }
    }
    return sorted(routes);
  }

  /** Reads Linux's {@code /proc/net/ipv6_route}. */
  static List<DefaultRoute> parseIpv6(List<String> lines) {
    List<DefaultRoute> routes = new ArrayList<>();
    for (String line : lines) {
      String[] word = line.trim().split("\\s+", -1);
      if (word.length >= 10
          && word[0].equals(NO_IPV6)
          && word[1].equals("00")
          && word[4].length() == 32
          && !word[4].equals(NO_IPV6)) {
        byte[] bytes = new byte[16];
        boolean valid = true;
        for (int i = 0; i < bytes.length; i++) {
          long value = hex(word[4].substring(2 * i, 2 * i + 2));
          valid &= value >= 0;
          bytes[i] = (byte) value;
        }
        long metric = hex(word[5]);
        if (valid && metric >= 0) {
          routes.add(new DefaultRoute(IpAddress.of(bytes), word[9], metric));
        }
      }
    }
    return sorted(routes);
  }

  /** Reads {@code netstat -rn} as macOS, the BSDs and Windows print it, IPv4 and IPv6. */
  static List<DefaultRoute> parseNetstat(List<String> lines) {
    List<DefaultRoute> routes = new ArrayList<>();
    for (String line : lines) {
      String[] word = line.trim().split("\\s+", -1);
      if (word.length >= 4 && word[0].equals("default")) {
        literal(word[1])
            .ifPresent(gateway -> routes.add(new DefaultRoute(gateway, word[3], routes.size())));
      } else if (word.length >= 5 && word[0].equals("0.0.0.0") && word[1].equals("0.0.0.0")) {
        long metric = decimal(word[4]);
        literal(word[2])
            .filter(gateway -> metric >= 0)
            .ifPresent(gateway -> routes.add(new DefaultRoute(gateway, word[3], metric)));
      }
    }
    return sorted(routes);
  }

  private static Optional<IpAddress> literal(String text) {
    int zone = text.indexOf('%');
    return IpAddress.parse(zone < 0 ? text : text.substring(0, zone)).filter(IpAddress::isUnicast);
  }

  private static List<DefaultRoute> sorted(List<DefaultRoute> routes) {
    return routes.stream().sorted(Comparator.comparingLong(DefaultRoute::metric)).toList();
  }

  private static long hex(String digits) {
    return number(digits, 16, 8);
  }

  private static long decimal(String digits) {
    return number(digits, 10, 10);
  }

  private static long number(String digits, int radix, int mostDigits) {
    if (digits.isEmpty() || digits.length() > mostDigits) {
      return -1;
    }
    try {
      return Long.parseLong(digits, radix);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
