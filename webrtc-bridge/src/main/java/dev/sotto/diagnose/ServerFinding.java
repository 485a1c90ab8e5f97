package dev.sotto.diagnose;

import java.net.URI;
import java.time.Duration;

/**
 * Whether a rendezvous server can be reached.
 *
 * @param url the server
 * @param answered whether it answered over HTTP
 * @param reason why not, for people; empty when it did
 * @param time from asking to the answer
 */
public record ServerFinding(URI url, boolean answered, String reason, Duration time) {}
