package dev.sotto.web;

import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code /metrics} on a port of its own, which answers nothing else. Not on the port of the page: a
 * proxy before that would show them to everybody, and all its requests look local.
 */
final class MetricsHandler extends Handler.Wrapper {
  private static final String PATH = "/metrics";

  private final int port;
  private final ServerMetrics metrics;

  MetricsHandler(int port, ServerMetrics metrics) {
    this.port = port;
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!(request.getConnectionMetaData().getLocalSocketAddress()
            instanceof InetSocketAddress local)
        || local.getPort() != port) {
      return super.handle(request, response, callback);
    }
    boolean known =
        HttpMethod.GET.is(request.getMethod()) && request.getHttpURI().getPath().equals(PATH);
    response.setStatus(known ? HttpStatus.OK_200 : HttpStatus.NOT_FOUND_404);
    response
        .getHeaders()
        .put(
            HttpHeader.CONTENT_TYPE,
            known ? ServerMetrics.CONTENT_TYPE : "text/plain;charset=utf-8");
    Content.Sink.write(response, true, known ? metrics.scrape() : "not found\n", callback);
    return true;
  }
}
