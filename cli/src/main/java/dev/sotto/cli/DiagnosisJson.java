package dev.sotto.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.diagnose.Diagnosis;
import dev.sotto.diagnose.LocalAddress;
import dev.sotto.diagnose.MappingFinding;
import dev.sotto.diagnose.RelayFinding;
import dev.sotto.diagnose.ServerFinding;
import dev.sotto.diagnose.Verdict;
import dev.sotto.nat.Finding;
import dev.sotto.nat.NatBehaviour;
import dev.sotto.nat.ServerAnswer;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A diagnosis as fields of an event, as {@code docs/cli.md} promises them. */
final class DiagnosisJson {
  private DiagnosisJson() {}

  static void write(Diagnosis facts, ObjectNode into) {
    into.set("addresses", all(facts.addresses(), DiagnosisJson::address));
    into.set("mappings", all(facts.mappings(), DiagnosisJson::mapping));
    into.set("ipv4", behaviour(facts.ipv4()));
    into.set("ipv6", behaviour(facts.ipv6()));
    into.set("relays", all(facts.relays(), DiagnosisJson::relay));
    into.set("server", facts.rendezvous().map(DiagnosisJson::server).orElse(null));
    into.set("unresolved", texts(facts.unresolved()));
    into.set("verdict", verdict(facts.verdict()));
  }

  private static ObjectNode address(LocalAddress address) {
    return object()
        .put("interface", address.network())
        .put("address", address.ip().toString())
        .put("family", family(address.ip().isIpv4()))
        .put("kind", address.kind().label());
  }

  private static ObjectNode mapping(MappingFinding finding) {
    return object()
        .put("protocol", finding.protocol().label())
        .put("family", family(finding.ipv4()))
        .put("gateway", text(finding.gateway()))
        .put("outcome", outcome(finding))
        .put("code", finding.code())
        .put("external", text(finding.external()));
  }

  private static ObjectNode behaviour(NatBehaviour behaviour) {
    ObjectNode json =
        object()
            .put("udp", word(behaviour.udp()))
            .put("mapped", text(behaviour.mapped()))
            .put("nat", word(behaviour.translated()))
            .put("mapping", behaviour.mapping().label())
            .put("filtering", behaviour.filtering().label())
            .put("hairpinning", word(behaviour.hairpinning()));
    json.set("servers", all(behaviour.servers(), DiagnosisJson::answer));
    return json;
  }

  private static ObjectNode answer(ServerAnswer answer) {
    return object()
        .put("server", answer.server().toString())
        .put("answered", answer.answered())
        .put("mapped", text(answer.mapped()))
        .put("ms", answer.time().toMillis());
  }

  private static ObjectNode relay(RelayFinding finding) {
    ObjectNode json =
        object()
            .put("server", IceServerUri.of(finding.server()))
            .put("works", finding.works())
            .put("reason", finding.reason())
            .put("ms", finding.time().toMillis());
    json.set("relayed", texts(finding.relayed()));
    return json;
  }

  private static ObjectNode server(ServerFinding finding) {
    return object()
        .put("url", finding.url().toString())
        .put("answered", finding.answered())
        .put("reason", finding.reason())
        .put("ms", finding.time().toMillis());
  }

  private static ObjectNode verdict(Verdict verdict) {
    ObjectNode json =
        object().put("direct", verdict.direct().label()).put("relay", word(verdict.relay()));
    json.set("reasons", texts(verdict.reasons()));
    json.set("unknown", texts(verdict.gaps()));
    return json;
  }

  /** Words for what came of asking a gateway; one of its own where there is no gateway. */
  static String outcome(MappingFinding finding) {
    return finding.gateway().isEmpty()
        ? "no-gateway"
        : finding.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String word(Finding finding) {
    return finding.name().toLowerCase(Locale.ROOT);
  }

  private static String family(boolean ipv4) {
    return ipv4 ? "ipv4" : "ipv6";
  }

  private static @Nullable String text(Optional<?> value) {
    return value.map(Object::toString).orElse(null);
  }

  private static <T> ArrayNode all(Collection<T> values, Function<T, ObjectNode> json) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    values.forEach(value -> array.add(json.apply(value)));
    return array;
  }

  private static ArrayNode texts(Collection<?> values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    values.forEach(value -> array.add(value.toString()));
    return array;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
