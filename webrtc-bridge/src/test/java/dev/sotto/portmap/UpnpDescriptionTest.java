package dev.sotto.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class UpnpDescriptionTest {
  private static final InetAddress GATEWAY = FakeGateway.HERE;
  private static final URI LOCATION = URI.create("http://127.0.0.1:5000/root/description.xml");
  private static final String TYPE = "urn:schemas-upnp-org:service:WANIPConnection:1";

  static Stream<Arguments> uselessDescriptions() {
    String good = FakeGateway.description(1, "/control");
    String bomb =
        "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">"
            + "<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    return Stream.of(
        Arguments.of("empty", head(0) + ""),
        Arguments.of("no HTTP", "\0\1\2\3".repeat(100)),
        Arguments.of("endless header", "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(10_000)),
        Arguments.of("endless line", "HTTP/1.1 200 OK\r\nX: " + "y".repeat(100_000)),
        Arguments.of("negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n" + good),
        Arguments.of(
            "length of gigabytes", "HTTP/1.1 200 OK\r\nContent-Length: 4294967297\r\n\r\n"),
        Arguments.of("chunk of gigabytes", chunked("7fffffff\r\n" + good)),
        Arguments.of("negative chunk", chunked("-5\r\n" + good)),
        Arguments.of(
            "endless body", "HTTP/1.1 200 OK\r\n\r\n<a>" + "<b>c</b>".repeat(50_000) + "</a>"),
        Arguments.of("endless chunks", chunked("a\r\n0123456789\r\n".repeat(20_000))),
        Arguments.of("shorter than said", head(good.length() + 5) + good),
        Arguments.of("not found", "HTTP/1.1 404 No\r\nConnection: close\r\n\r\n" + good),
        Arguments.of("a DTD", whole(bomb + good.substring(good.indexOf("<root")))),
        Arguments.of("deep", whole("<a>".repeat(10_000) + "</a>".repeat(10_000))),
        Arguments.of("many", whole("<a>" + "<b/>".repeat(6_000) + good.substring(21) + "</a>")),
        Arguments.of("other service", whole(good.replace("WANIPConnection", "Dimming"))),
        Arguments.of("no control", whole(FakeGateway.description(1, ""))),
        Arguments.of("line break", whole(FakeGateway.description(1, "/a&#13;&#10;X: y"))),
        Arguments.of("broken", whole(good.substring(0, good.length() - 9))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("uselessDescriptions")
  void aUselessDescriptionHasNoService(String name, String reply) throws Exception {
    try (FakeGateway gateway = new FakeGateway()) {
      gateway.http = (self, request, to) -> to.write(reply.getBytes(StandardCharsets.ISO_8859_1));
      GatewayHttp http =
          new GatewayHttp(gateway.gateway(), Duration.ofSeconds(20), gateway.loop::now);
      URI location = URI.create(gateway.location());

      assertThat(services(http, location)).as(name).isEmpty();
    }
  }

  private static List<IgdService> services(GatewayHttp http, URI location) {
    try {
      GatewayHttp.Reply reply = http.get(location, 128 << 10);
      return reply.status() == 200
          ? IgdService.parse(reply.document(), location, GATEWAY)
          : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/control", "../control", "http://127.0.0.1:5000/control"})
  void aControlAddressIsSeenFromTheDescription(String control) {
    byte[] description = bytes(FakeGateway.description(1, control));

    assertThat(IgdService.parse(XmlLeaf.parse(description), LOCATION, GATEWAY))
        .containsExactly(new IgdService(URI.create("http://127.0.0.1:5000/control"), TYPE));
  }

  @Test
  void theBestServiceComesFirst() {
    String two = FakeGateway.description(2, "/two");
    String one = FakeGateway.description(1, "/one").replace("<?xml version=\"1.0\"?>", "");
    List<XmlLeaf> both = XmlLeaf.parse(bytes("<all>" + one + two.substring(21) + "</all>"));

    assertThat(IgdService.parse(both, LOCATION, GATEWAY))
        .extracting(service -> service.control().getPath())
        .containsExactly("/two", "/one");
  }

  @Test
  void damagedDescriptionsAreNeverAnException() {
    Mutations.of(
        bytes(FakeGateway.description(1, "/control")),
        bad ->
            assertThat(IgdService.parse(XmlLeaf.parse(bad), LOCATION, GATEWAY))
                .allMatch(service -> service.control().getHost().equals("127.0.0.1")));
  }

  @Test
  void damagedAnswersToASearchAreNeverAnException() {
    String good = "HTTP/1.1 200 OK\r\nlocation: http://127.0.0.1:5000/root.xml\r\n\r\n";
    assertThat(Ssdp.location(bytes(good), good.length(), GATEWAY)).isPresent();
    Mutations.of(
        bytes(good),
        bad ->
            assertThat(Ssdp.location(bad, bad.length, GATEWAY).stream())
                .allMatch(location -> location.getHost().equals("127.0.0.1")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String head(int length) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n";
  }

  private static String whole(String body) {
    return head(body.length()) + body;
  }

  private static String chunked(String body) {
    return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
  }
}
