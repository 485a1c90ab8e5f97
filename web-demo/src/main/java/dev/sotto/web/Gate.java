package dev.sotto.web;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What every request passes before anything else sees it: the check of {@code Host} and {@code
 * Origin}, and the headers that make a browser distrust the page as far as possible. It sits in
 * front of Javalin, because a WebSocket upgrade does not take the way of other requests there.
 */
final class Gate extends Handler.Wrapper {
  private final AllowedHosts allowed;
  private final int programsPort;

  /**
   * Makes one.
   *
   * @param allowed the hosts that a request may name
   * @param programsPort where programs come in that name any host; no port for nowhere
   */
  Gate(AllowedHosts allowed, int programsPort) {
    this.allowed = allowed;
    this.programsPort = programsPort;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!(request.getConnectionMetaData().getLocalSocketAddress()
        instanceof InetSocketAddress local)) {
      return refuse(response, callback, HttpStatus.BAD_REQUEST_400, "No network.\n");
    }
    if (local.getPort() == programsPort) {
      return isProgram(request)
          ? super.handle(request, response, callback)
          : refuse(response, callback, HttpStatus.NOT_FOUND_404, "There is no page here.\n");
    }
    Optional<Authority> host = host(request, local);
    if (host.isEmpty()) {
      return refuse(
          response,
          callback,
          HttpStatus.MISDIRECTED_REQUEST_421,
          "This server does not answer to that host name. Whoever runs it can allow the name.\n");
    }
    if (!isFromOurPage(request, host.get(), local)) {
      return refuse(
          response, callback, HttpStatus.FORBIDDEN_403, "Pages of other sites may not come in.\n");
    }
    protect(response.getHeaders(), Optional.of(host.get()));
    return super.handle(request, response, callback);
  }

  /**
   * Every WebSocket of a page has an origin, so whatever name a foreign site gives us by rebinding,
   * its pages stay outside.
   */
  private static boolean isProgram(Request request) {
    return request.getHttpURI().getPath().equals(WebServer.RENDEZVOUS)
        && request.getHeaders().getValuesList(HttpHeader.ORIGIN).isEmpty();
  }

  private Optional<Authority> host(Request request, InetSocketAddress local) {
    List<String> hosts = request.getHeaders().getValuesList(HttpHeader.HOST);
    return hosts.size() == 1
        ? Authority.parse(hosts.get(0))
            .filter(host -> allowed.permits(host, local, request.isSecure()))
        : Optional.empty();
  }

  /** No origin at all is a program, which may; an origin that is not ours is a foreign page. */
  private boolean isFromOurPage(Request request, Authority host, InetSocketAddress local) {
    return request.getHeaders().getValuesList(HttpHeader.ORIGIN).stream()
        .allMatch(origin -> allowed.isSameOrigin(origin, host, local, request.isSecure()));
  }

  private static boolean refuse(Response response, Callback callback, int status, String why) {
    protect(response.getHeaders(), Optional.empty());
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
    Content.Sink.write(response, true, why, callback);
    return true;
  }

  private static void protect(HttpFields.Mutable headers, Optional<Authority> host) {
    headers.put("Content-Security-Policy", contentSecurityPolicy(host));
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  }

  private static String contentSecurityPolicy(Optional<Authority> host) {
    // The worker that writes received files is a script of ours; the one policy knows only its
    // address.
    // Not every browser counts ws: of the same host as 'self', so it is named as well.
    String own = host.map(it -> " ws://" + it + " wss://" + it).orElse("");
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "connect-src 'self'"
        + own
        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types sotto-worker";
  }
}
