package dev.sotto.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Receives what is offered, and looks at what is there then. */
final class Arrival {
  private Arrival() {}

  static Delivery begin(Inbox inbox, Offered offered) throws FilesException {
    return inbox.receive(
        offered.manifest(), offered.everything(), Offered.ANNA, List.of(), false, () -> true);
  }

  static Delivery replacing(Inbox inbox, Offered offered) throws FilesException {
    return inbox.receive(
        offered.manifest(), offered.everything(), Offered.ANNA, List.of(), true, () -> true);
  }

  static Delivery again(Inbox inbox, Offered offered, Owner owner) throws FilesException {
    return inbox.receive(
        offered.manifest(), offered.everything(), owner, List.of(owner), false, () -> true);
  }

  static List<Published> all(Path directory, Offered offered) throws FilesException {
    Delivery delivery = begin(Inbox.open(directory), offered);
    List<Published> published = offered.sendAll(delivery);
    delivery.finish();
    return published;
  }

  /** The paths of all that is in a directory, links not followed. */
  static List<String> tree(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(path -> !path.equals(directory))
          .map(path -> directory.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  /** The same without the private directory. */
  static List<String> visible(Path directory) throws IOException {
    return tree(directory).stream().filter(path -> !path.startsWith(Parts.NAME)).toList();
  }

  /** What a crash at this moment leaves. */
  static Path crashed(Path directory, Path copy) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path path : walk.toList()) {
        Files.copy(
            path,
            copy.resolve(directory.relativize(path).toString()),
            StandardCopyOption.COPY_ATTRIBUTES,
            LinkOption.NOFOLLOW_LINKS);
      }
    }
    return copy;
  }
}
