package dev.sotto.nat;

import dev.sotto.address.TransportAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What one STUN server said to a plain question.
 *
 * @param server who was asked
 * @param answered whether anything came back, be it a refusal
 * @param mapped from where it saw the question come; empty when it did not answer or refused
 * @param time from the first question to the answer, repetitions included; zero without an answer
 */
public record ServerAnswer(
    TransportAddress server, boolean answered, Optional<TransportAddress> mapped, Duration time) {}
