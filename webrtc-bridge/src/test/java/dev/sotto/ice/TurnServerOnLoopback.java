package dev.sotto.ice;

import static java.util.Objects.requireNonNull;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.stun.AttributeType;
import dev.sotto.stun.ErrorCode;
import dev.sotto.stun.LongTermKey;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import dev.sotto.turn.AddressFamily;
import dev.sotto.turn.TurnCredentials;
import dev.sotto.turn.TurnStreamFramer;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;

/**
 * A small TURN server that really relays, on loopback: by UDP, TCP and, with a certificate, TLS,
 * with a thread for everything. What a test wants otherwise it sets.
 */
final class TurnServerOnLoopback implements AutoCloseable {
  static final TurnCredentials ANNA = new TurnCredentials("anna", "fm5:Ab$");
  static final int ALLOCATE = 0x003;
  static final int REFRESH = 0x004;
  static final int CREATE_PERMISSION = 0x008;
  static final int CHANNEL_BIND = 0x009;

  private static final int SEND = 0x006;
  private static final int DATA = 0x007;
  private static final int CHANNEL_NUMBER = 0x000C;
  private static final int LIFETIME = 0x000D;
  private static final int XOR_PEER_ADDRESS = 0x0012;
  private static final int DATA_ATTRIBUTE = 0x0013;
  private static final int XOR_RELAYED_ADDRESS = 0x0016;
  private static final int REQUESTED_FAMILY = 0x0017;
  private static final int ADDITIONAL_FAMILY = 0x8000;
  private static final TransactionId ID = TransactionId.random(new Random(1));
  private static final byte[] REALM = "sotto.test".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NONCE = "a nonce".getBytes(StandardCharsets.UTF_8);

  private final byte[] key = LongTermKey.of(ANNA.username(), REALM, ANNA.password());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final ServerSocket tls;
  private final Map<InetSocketAddress, Client> udpClients = new ConcurrentHashMap<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final List<DatagramSocket> relays = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Integer> methods = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> errors = new LinkedBlockingQueue<>();
  private final Set<Integer> deafTo = ConcurrentHashMap.newKeySet();
  private volatile Set<AddressFamily> families = EnumSet.allOf(AddressFamily.class);
  private volatile Optional<TransportAddress> alternate = Optional.empty();
  private volatile Optional<IpAddress> forbidden = Optional.empty();
  private volatile int lifetime = 600;
  private volatile boolean forgetful;
  private volatile CompletableFuture<Void> answers = CompletableFuture.completedFuture(null);

  /** What has to be written to get a packet to a client. */
  private interface Way {
    void send(byte[] packet) throws IOException;
  }

  private static final class Client {
    final Way way;
    final InetSocketAddress address;
    final Map<AddressFamily, DatagramSocket> relays = new ConcurrentHashMap<>();
    final Map<Integer, TransportAddress> channels = new ConcurrentHashMap<>();
    final Set<IpAddress> permitted = ConcurrentHashMap.newKeySet();

    /** A request that is sent again is the same request. */
    final Map<TransactionId, byte[]> answers = new ConcurrentHashMap<>();

    Client(Way way, InetSocketAddress address) {
      this.way = way;
      this.address = address;
    }
  }

  /** On a port, or any when that is 0; TLS has one of its own. */
  TurnServerOnLoopback(InetAddress address, int port, SSLContext context) throws IOException {
    ServerSocket streams = new ServerSocket(port, 50, address);
    DatagramSocket datagrams = null;
    while (datagrams == null) {
      try {
        datagrams = new DatagramSocket(new InetSocketAddress(address, streams.getLocalPort()));
      } catch (BindException e) {
        streams.close();
        if (port != 0) {
          throw e;
        }
        // What is free for TCP need not be for UDP.
        streams = new ServerSocket(0, 50, address);
      }
    }
    tcp = streams;
    udp = datagrams;
    tls = context.getServerSocketFactory().createServerSocket(0, 50, address);
    threads.execute(this::serveUdp);
    threads.execute(() -> serveStreams(tcp));
    threads.execute(() -> serveStreams(tls));
  }

  /** Where it listens. */
  InetSocketAddress address(TurnServer.Transport transport) {
    ServerSocket socket = transport == TurnServer.Transport.TLS ? tls : tcp;
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** The methods of the requests that were authentic, one after another. */
  BlockingQueue<Integer> methods() {
    return methods;
  }

  /** The codes of the errors that it answered. */
  BlockingQueue<Integer> errors() {
    return errors;
  }

  void has(Set<AddressFamily> relayed) {
    families = relayed;
  }

  void redirectTo(TransportAddress other) {
    alternate = Optional.of(other);
  }

  void forbid(IpAddress peer) {
    forbidden = Optional.of(peer);
  }

  void lifetime(int seconds) {
    lifetime = seconds;
  }

  /** Knows nothing of an allocation when it is asked to refresh it. */
  void forget() {
    forgetful = true;
  }

  /** Answers requests of a method no more. */
  void beDeafTo(int method) {
    deafTo.add(method);
  }

  /** Has the next answers wait until {@link #letAnswersGo}. */
  void holdAnswers() {
    answers = new CompletableFuture<>();
  }

  void letAnswersGo() {
    answers.complete(null);
  }

  private void serveUdp() {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    try {
      while (true) {
        packet.setLength(65_536);
        udp.receive(packet);
        InetSocketAddress from = (InetSocketAddress) packet.getSocketAddress();
        Client client = udpClients.computeIfAbsent(from, this::udpClient);
        handle(client, Arrays.copyOf(packet.getData(), packet.getLength()));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private Client udpClient(InetSocketAddress from) {
    return new Client(packet -> udp.send(new DatagramPacket(packet, packet.length, from)), from);
  }

  private void serveStreams(ServerSocket server) {
    try {
      while (true) {
        Socket connection = server.accept();
        connections.add(connection);
        threads.execute(() -> serveStream(connection));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serveStream(Socket connection) {
    try {
      Client client =
          new Client(
              packet -> {
                synchronized (connection) {
                  connection.getOutputStream().write(padded(packet));
                }
              },
              (InetSocketAddress) connection.getRemoteSocketAddress());
      TurnStreamFramer framer =
          new TurnStreamFramer(
              (from, offset, length) ->
                  handle(client, Arrays.copyOfRange(from, offset, offset + length)));
      InputStream in = connection.getInputStream();
      byte[] buffer = new byte[4096];
      for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
        framer.handleBytes(buffer, 0, length);
      }
    } catch (IOException e) {
      // Closed by either end.
    }
  }

  private static byte[] padded(byte[] packet) {
    return Arrays.copyOf(packet, packet.length + 3 & ~3);
  }

  private void handle(Client client, byte[] packet) {
    try {
      if ((packet[0] & 0xC0) == 0x40) {
        byte[] data = Arrays.copyOfRange(packet, 4, 4 + int16(packet, 2));
        relay(client, requireNonNull(client.channels.get(int16(packet, 0))), data);
        return;
      }
      StunMessage message = StunMessage.parse(packet, 0, packet.length);
      if (message.messageClass() == MessageClass.REQUEST) {
        if (!deafTo.contains(message.method())) {
          byte[] answer = client.answers.get(message.transactionId());
          if (answer == null) {
            answer = answer(client, message);
            client.answers.put(message.transactionId(), answer);
          }
          answers.join();
          client.way.send(answer);
        }
      } else if (message.method() == SEND) {
        TransportAddress peer = message.xorAddress(XOR_PEER_ADDRESS).orElseThrow();
        if (client.permitted.contains(peer.ip())) {
          relay(client, peer, message.attribute(DATA_ATTRIBUTE).orElseThrow());
        }
      }
    } catch (IOException e) {
      // The client is gone.
    }
  }

  private static void relay(Client client, TransportAddress peer, byte[] data) throws IOException {
    DatagramSocket relay = requireNonNull(client.relays.get(AddressFamily.of(peer.ip())));
    relay.send(new DatagramPacket(data, data.length, PeerAddresses.of(peer)));
  }

  private static int int16(byte[] from, int offset) {
    return (from[offset] & 0xff) << 8 | (from[offset + 1] & 0xff);
  }

  private byte[] answer(Client client, StunMessage request) throws IOException {
    if (!request.hasIntegrity() || !request.integrityValid(key)) {
      errors.add(ErrorCode.UNAUTHENTICATED);
      return request
          .errorResponse(ErrorCode.UNAUTHENTICATED, "at 192.0.2.1")
          .attribute(AttributeType.REALM, REALM)
          .attribute(AttributeType.NONCE, NONCE)
          .toBytes(null, false);
    }
    methods.add(request.method());
    return switch (request.method()) {
      case ALLOCATE -> allocate(client, request);
      case REFRESH -> refresh(client, request);
      case CREATE_PERMISSION -> permit(client, request);
      case CHANNEL_BIND -> bind(client, request);
      default -> refuse(request, ErrorCode.BAD_REQUEST);
    };
  }

  private byte[] refuse(StunMessage request, int code) {
    errors.add(code);
    return request.errorResponse(code, "at 192.0.2.1").toBytes(key, true);
  }

  private byte[] allocate(Client client, StunMessage request) throws IOException {
    if (alternate.isPresent()) {
      return request
          .errorResponse(ErrorCode.TRY_ALTERNATE, "there")
          .alternateServer(alternate.get())
          .toBytes(key, true);
    }
    boolean ipv6 = request.attribute(REQUESTED_FAMILY).map(family -> family[0] == 2).orElse(false);
    AddressFamily first = ipv6 ? AddressFamily.IPV6 : AddressFamily.IPV4;
    if (!families.contains(first)) {
      return refuse(request, 440);
    }
    StunBuilder response = request.successResponse();
    response.xorAddress(XOR_RELAYED_ADDRESS, open(client, first));
    if (request.has(ADDITIONAL_FAMILY) && families.contains(AddressFamily.IPV6)) {
      response.xorAddress(XOR_RELAYED_ADDRESS, open(client, AddressFamily.IPV6));
    }
    return response
        .xorMappedAddress(address(client.address))
        .attribute(LIFETIME, seconds(lifetime))
        .toBytes(key, true);
  }

  private static byte[] seconds(int value) {
    return new byte[] {0, 0, (byte) (value >> 8), (byte) value};
  }

  private TransportAddress open(Client client, AddressFamily family) throws IOException {
    String literal = family == AddressFamily.IPV4 ? "127.0.0.1" : "::1";
    DatagramSocket relay =
        new DatagramSocket(new InetSocketAddress(InetAddress.getAllByName(literal)[0], 0));
    relays.add(relay);
    client.relays.put(family, relay);
    threads.execute(() -> serveRelay(client, relay));
    return address((InetSocketAddress) relay.getLocalSocketAddress());
  }

  private static TransportAddress address(InetSocketAddress address) {
    return new TransportAddress(IpAddress.of(address.getAddress().getAddress()), address.getPort());
  }

  private void serveRelay(Client client, DatagramSocket relay) {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    try {
      while (true) {
        packet.setLength(65_536);
        relay.receive(packet);
        TransportAddress peer = address((InetSocketAddress) packet.getSocketAddress());
        if (client.permitted.contains(peer.ip())) {
          byte[] data = Arrays.copyOf(packet.getData(), packet.getLength());
          client.way.send(forClient(client, peer, data));
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private static byte[] forClient(Client client, TransportAddress peer, byte[] data) {
    for (Map.Entry<Integer, TransportAddress> channel : client.channels.entrySet()) {
      if (channel.getValue().equals(peer)) {
        int number = channel.getKey();
        byte[] packet = new byte[4 + data.length];
        packet[0] = (byte) (number >> 8);
        packet[1] = (byte) number;
        packet[2] = (byte) (data.length >> 8);
        packet[3] = (byte) data.length;
        System.arraycopy(data, 0, packet, 4, data.length);
        return packet;
      }
    }
    return StunMessage.builder(DATA, MessageClass.INDICATION, ID)
        .xorAddress(XOR_PEER_ADDRESS, peer)
        .attribute(DATA_ATTRIBUTE, data)
        .toBytes(null, false);
  }

  private byte[] refresh(Client client, StunMessage request) {
    if (forgetful) {
      return refuse(request, 437);
    }
    boolean delete = Arrays.equals(request.attribute(LIFETIME).orElseThrow(), new byte[4]);
    if (delete) {
      client.relays.values().forEach(DatagramSocket::close);
    }
    return request
        .successResponse()
        .attribute(LIFETIME, seconds(delete ? 0 : lifetime))
        .toBytes(key, true);
  }

  private byte[] permit(Client client, StunMessage request) {
    IpAddress peer = request.xorAddress(XOR_PEER_ADDRESS).orElseThrow().ip();
    if (forbidden.equals(Optional.of(peer))) {
      return refuse(request, 403);
    }
    client.permitted.add(peer);
    return request.successResponse().toBytes(key, true);
  }

  private byte[] bind(Client client, StunMessage request) {
    byte[] number = request.attribute(CHANNEL_NUMBER).orElseThrow();
    TransportAddress peer = request.xorAddress(XOR_PEER_ADDRESS).orElseThrow();
    client.permitted.add(peer.ip());
    client.channels.put(int16(number, 0), peer);
    return request.successResponse().toBytes(key, true);
  }

  /** Dies without a word to anybody. */
  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
    tls.close();
    for (Socket connection : connections) {
      connection.close();
    }
    relays.forEach(DatagramSocket::close);
    threads.shutdown();
  }
}
