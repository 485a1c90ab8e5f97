package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * Why there is no mapping.
 *
 * @param gateway who was asked; empty when this machine has no gateway for the address
 * @param attempts what came of it, in the order in which the attempts ended
 */
public record MappingReport(Optional<IpAddress> gateway, List<MappingAttempt> attempts) {
  /** Copies the list. */
  public MappingReport {
    attempts = List.copyOf(attempts);
  }
}
