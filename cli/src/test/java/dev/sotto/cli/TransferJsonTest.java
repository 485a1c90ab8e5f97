package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.FailedFile;
import dev.sotto.messenger.Progress;
import dev.sotto.messenger.ReceivedFile;
import dev.sotto.messenger.SessionEnd;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code docs/cli.md} promises to scripts, word for word. */
class TransferJsonTest {
  @Test
  void anOfferListsAllOfIt() {
    Listing listing = new Listing(Manifests.of(".a.sh", "b/"));
    assertThat(json(new TransferEvent.Offered("t", 1, "Anna", listing)))
        .isEqualTo(
            "{\"event\":\"offer\",\"transfer\":\"t\",\"from\":\"Anna\",\"bytes\":1000,\"files\":["
                + "{\"name\":\".a.sh\",\"size\":1000,\"flags\":[\"hidden\",\"executable\"]},"
                + "{\"name\":\"b\",\"size\":0,\"folder\":true,\"flags\":[]}]}");
  }

  @Test
  void theAnswerToAnOfferIsTold() {
    assertThat(json(new TransferEvent.Offering("t", "a.txt", 1, 1000)))
        .isEqualTo("{\"event\":\"offered\",\"transfer\":\"t\",\"files\":1,\"bytes\":1000}");
    assertThat(json(new TransferEvent.Declined("t", "nobody is asked")))
        .isEqualTo("{\"event\":\"declined\",\"transfer\":\"t\",\"reason\":\"nobody is asked\"}");
    assertThat(json(new TransferEvent.Accepted("t", true, "a", new Progress(3, 9, 3, 0, 2, 0))))
        .isEqualTo(
            "{\"event\":\"accepted\",\"transfer\":\"t\",\"outgoing\":true,\"files\":2,"
                + "\"bytes\":9,\"resumed\":3}");
  }

  @Test
  void progressIsInBytesAndFiles() {
    assertThat(json(new TransferEvent.Moved("t", false, "a", new Progress(3, 9, 0, 1, 2, 7))))
        .isEqualTo(
            "{\"event\":\"progress\",\"transfer\":\"t\",\"bytes\":3,\"total\":9,\"rate\":7,"
                + "\"files\":1,\"allFiles\":2,\"outgoing\":false}");
  }

  @Test
  void eachFileIsToldWithItsHashOrWithWhatIsWrong() {
    Path place = Path.of("in", "a (1).txt").toAbsolutePath();
    ReceivedFile file = new ReceivedFile(0, "a.txt", place, 5, Optional.of("c0ffee"));
    assertThat(TransferJson.of(new TransferEvent.FileDone("t", false, file)))
        .hasToString(
            "{\"event\":\"file\",\"transfer\":\"t\",\"name\":\"a.txt\",\"path\":\""
                + place
                + "\",\"size\":5,\"sha256\":\"c0ffee\",\"outgoing\":false}");
    FailedFile failed = new FailedFile(0, "a.txt", SessionEnd.Kind.DISK, "no room");
    assertThat(json(new TransferEvent.FileFailed("t", false, failed)))
        .isEqualTo(
            "{\"event\":\"file-failed\",\"transfer\":\"t\",\"name\":\"a.txt\",\"code\":\"disk\","
                + "\"reason\":\"no room\",\"outgoing\":false}");
  }

  @Test
  void doneMeansAllOfItAndStoppedSaysWhy() {
    assertThat(json(ended(Optional.empty())))
        .isEqualTo(
            "{\"event\":\"done\",\"transfer\":\"t\",\"files\":1,\"bytes\":5,\"outgoing\":true}");
    assertThat(json(ended(Optional.of(new Failure(Kind.REFUSED, "declined", "")))))
        .isEqualTo(
            "{\"event\":\"stopped\",\"transfer\":\"t\",\"files\":1,\"bytes\":5,\"outgoing\":true,"
                + "\"failed\":2,\"code\":\"refused\",\"message\":\"declined\"}");
  }

  private static TransferEvent ended(Optional<Failure> failure) {
    return new TransferEvent.Ended("t", true, "a", failure, 1, 2, 5, 9, Optional.empty());
  }

  private static String json(TransferEvent event) {
    return TransferJson.of(event).toString();
  }
}
