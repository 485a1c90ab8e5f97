package dev.sotto.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.net.Loop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway on loopback that answers as a test tells it to, and a mapper that knows it. */
final class FakeGateway implements AutoCloseable {
  static final InetAddress HERE = literal(127, 0, 0, 1);
  static final InetAddress ELSEWHERE = literal(127, 0, 0, 2);
  private static final Pattern ACTION = Pattern.compile("#(\\w+)\"");
  private static final Pattern ARGUMENT = Pattern.compile("<(New\\w+)>([^<]*)<");

  /** PCP and NAT-PMP; used only while {@link #portControl} is on. */
  final ScriptedPortControl server = new ScriptedPortControl();

  volatile boolean portControl;
  volatile SsdpAnswer ssdp = FakeGateway::answerSearch;
  volatile HttpAnswer http = FakeGateway::answerHttp;

  /** The IGD's state and moods. */
  volatile int version = 1;

  volatile String external = "93.184.216.34";
  volatile boolean onlyPermanent;
  volatile int error;
  final Map<String, Map<String, String>> mappings = new ConcurrentHashMap<>();
  final List<String> actions = new CopyOnWriteArrayList<>();

  final BlockingQueue<Object> news = new LinkedBlockingQueue<>();
  final List<Throwable> failures = new CopyOnWriteArrayList<>();
  final Loop loop = new Loop("portmap", failures::add);
  final DatagramSocket ssdpSocket;
  final ServerSocket httpSocket;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final DatagramSocket portControlSocket;
  private volatile boolean closed;

  FakeGateway() throws IOException {
    portControlSocket = new DatagramSocket(new InetSocketAddress(HERE, 0));
    ssdpSocket = new DatagramSocket(new InetSocketAddress(HERE, 0));
    httpSocket = new ServerSocket(0, 50, HERE);
    threads.execute(() -> serve(portControlSocket, this::onPortControl));
    threads.execute(() -> serve(ssdpSocket, packet -> ssdp.answer(this, packet)));
    threads.execute(this::accept);
  }

  /** What a search is answered with. */
  interface SsdpAnswer {
    void answer(FakeGateway gateway, DatagramPacket search) throws IOException;
  }

  /** What an HTTP request is answered with. */
  interface HttpAnswer {
    void answer(FakeGateway gateway, Request request, OutputStream to) throws IOException;
  }

  /** One HTTP request. */
  record Request(String head, String body) {}

  private interface Service {
    void on(DatagramPacket packet) throws IOException;
  }

  PortMapper mapper(PortMapperOptions options) {
    return mapper(options, Optional.of(gateway()));
  }

  Gateway gateway() {
    return new Gateway(
        HERE,
        (InetSocketAddress) portControlSocket.getLocalSocketAddress(),
        (InetSocketAddress) ssdpSocket.getLocalSocketAddress(),
        false);
  }

  PortMapper mapper(PortMapperOptions options, Optional<Gateway> gateway) {
    return new PortMapper(options, loop, threads, new java.util.Random(1), internal -> gateway);
  }

  MappingListener listener() {
    return new MappingListener() {
      @Override
      public void onMapped(PortMapping mapping) {
        news.add(mapping);
      }

      @Override
      public void onUnmapped(MappingReport report) {
        news.add(report);
      }
    };
  }

  Object next() throws InterruptedException {
    Object next = news.poll(30, TimeUnit.SECONDS);
    assertThat(next).as("something told within 30 s").isNotNull();
    return next;
  }

  PortMapping mapped() throws InterruptedException {
    Object next = next();
    assertThat(next).isInstanceOf(PortMapping.class);
    return (PortMapping) next;
  }

  MappingReport unmapped() throws InterruptedException {
    Object next = next();
    assertThat(next).isInstanceOf(MappingReport.class);
    return (MappingReport) next;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    portControlSocket.close();
    ssdpSocket.close();
    httpSocket.close();
    threads.shutdownNow();
    loop.close();
    assertThat(failures).isEmpty();
  }

  private void serve(DatagramSocket socket, Service service) {
    byte[] buffer = new byte[2048];
    try {
      while (!socket.isClosed()) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        service.on(packet);
      }
    } catch (IOException e) {
      closedOr(e);
    }
  }

  /** A socket that was closed ends its thread so; anything else is the test's business. */
  private void closedOr(IOException e) {
    if (!closed) {
      failures.add(e);
    }
  }

  private void onPortControl(DatagramPacket packet) throws IOException {
    if (portControl) {
      byte[] answer = server.answer(Arrays.copyOf(packet.getData(), packet.getLength()));
      portControlSocket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
    }
  }

  static void answerSearch(FakeGateway gateway, DatagramPacket search) throws IOException {
    answerSearch(gateway.ssdpSocket, search, gateway.location());
  }

  static void answerSearch(DatagramSocket from, DatagramPacket search, String location)
      throws IOException {
    String text = "HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nLocation: " + location;
    byte[] answer = (text + "\r\nEXT:\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    from.send(new DatagramPacket(answer, answer.length, search.getSocketAddress()));
  }

  String location() {
    return "http://127.0.0.1:" + httpSocket.getLocalPort() + "/root.xml";
  }

  private void accept() {
    try {
      while (!httpSocket.isClosed()) {
        Socket socket = httpSocket.accept();
        threads.execute(() -> serve(socket));
      }
    } catch (IOException e) {
      closedOr(e);
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      http.answer(this, read(socket.getInputStream()), socket.getOutputStream());
    } catch (IOException e) {
      // The other side had enough: what many of these tests are about.
      actions.add("hung up");
    }
  }

  private static Request read(InputStream from) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      head.write(from.read());
    }
    String text = head.toString(StandardCharsets.US_ASCII);
    Matcher length = Pattern.compile("Content-Length: (\\d+)").matcher(text);
    byte[] body = length.find() ? from.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
    return new Request(text, new String(body, StandardCharsets.UTF_8));
  }

  static void answerHttp(FakeGateway gateway, Request request, OutputStream to) throws IOException {
    if (request.head().startsWith("GET")) {
      reply(to, 200, description(gateway.version, "/control"));
      return;
    }
    Matcher action = ACTION.matcher(request.head());
    assertThat(action.find()).isTrue();
    gateway.act(action.group(1), request.body(), to);
  }

  static String description(int version, String control) {
    return "<?xml version=\"1.0\"?><root xmlns=\"urn:schemas-upnp-org:device-1-0\"><device>"
        + "<deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType>"
        + "<serviceList><service><serviceType>urn:schemas-upnp-org:service:Layer3Forwarding:1"
        + "</serviceType><controlURL>/other</controlURL></service></serviceList>"
        + "<deviceList><device><serviceList><service><controlURL>"
        + control
        + "</controlURL><serviceType>urn:schemas-upnp-org:service:WANIPConnection:"
        + version
        + "</serviceType></service></serviceList></device></deviceList></device></root>";
  }

  private void act(String action, String body, OutputStream to) throws IOException {
    actions.add(action);
    Map<String, String> arguments = new ConcurrentHashMap<>();
    Matcher matcher = ARGUMENT.matcher(body);
    while (matcher.find()) {
      arguments.put(matcher.group(1), matcher.group(2));
    }
    String port = arguments.getOrDefault("NewExternalPort", "");
    boolean permanent = arguments.getOrDefault("NewLeaseDuration", "0").equals("0");
    boolean taken =
        mappings.containsKey(port) && "other".equals(mappings.get(port).get("NewInternalClient"));
    if (error != 0) {
      fault(to, error);
    } else if (action.equals("GetExternalIPAddress")) {
      answer(to, action, "<NewExternalIPAddress>" + external + "</NewExternalIPAddress>");
    } else if (action.startsWith("Add")) {
      boolean any = action.equals("AddAnyPortMapping");
      if (any && version == 1) {
        fault(to, 401);
      } else if (onlyPermanent && !permanent) {
        fault(to, 725);
      } else if (taken && !any) {
        fault(to, 718);
      } else {
        String given = taken ? "61000" : port;
        mappings.put(given, arguments);
        answer(to, action, any ? "<NewReservedPort>" + given + "</NewReservedPort>" : "");
      }
    } else if (!mappings.containsKey(port)) {
      fault(to, 714);
    } else if (action.equals("DeletePortMapping")) {
      mappings.remove(port);
      answer(to, action, "");
    } else {
      String client = mappings.get(port).get("NewInternalClient");
      answer(to, action, "<NewInternalClient>" + client + "</NewInternalClient>");
    }
  }

  private static void answer(OutputStream to, String action, String values) throws IOException {
    reply(
        to,
        200,
        "<s:Envelope xmlns:s=\"s\"><s:Body><u:"
            + (action + "Response xmlns:u=\"u\">" + values + "</u:" + action)
            + "Response></s:Body></s:Envelope>");
  }

  private static void fault(OutputStream to, int code) throws IOException {
    reply(
        to,
        500,
        "<s:Envelope xmlns:s=\"s\"><s:Body><s:Fault><faultcode>s:Client</faultcode><detail>"
            + "<UPnPError xmlns=\"u\"><errorCode>"
            + code
            + "</errorCode></UPnPError></detail></s:Fault></s:Body></s:Envelope>");
  }

  static void reply(OutputStream to, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head = "HTTP/1.1 " + status + " OK\r\nContent-Length: " + bytes.length + "\r\n\r\n";
    to.write(head.getBytes(StandardCharsets.US_ASCII));
    to.write(bytes);
  }

  private static InetAddress literal(int... bytes) {
    byte[] address = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      address[i] = (byte) bytes[i];
    }
    try {
      return InetAddress.getByAddress(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
