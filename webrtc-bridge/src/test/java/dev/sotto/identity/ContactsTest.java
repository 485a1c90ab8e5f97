package dev.sotto.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sotto.identity.Contact.Kind;
import dev.sotto.identity.IdentityException.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ContactsTest {
  private static final Instant MET = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final Instant LATER = MET.plusSeconds(60);
  private static final Optional<String> NOWHERE = Optional.empty();
  private static final Optional<String> ORIGIN = Optional.of("https://chat.example.org");

  @TempDir private Path temporary;

  @Test
  void thereAreNoneAtFirstAndLookingMakesNoFile() {
    assertThat(contacts().list()).isEmpty();
    assertThat(contacts().byName("alice")).isEmpty();
    assertThat(contacts().touch(key(1), MET)).isEmpty();
    assertThat(directory()).doesNotExist();
  }

  @Test
  void whoIsPinnedIsFoundByNameAndKey() throws IOException {
    Contact alice = contacts().pin("alice", key(1), Kind.INSTALLATION, NOWHERE, MET);
    Contact page = contacts().pin("Bob at work", key(2), Kind.PAGE, ORIGIN, LATER);
    assertThat(contacts().list()).containsExactly(alice, page);
    assertThat(contacts().byName("alice")).contains(alice);
    assertThat(contacts().byName("BOB AT WORK")).contains(page);
    assertThat(contacts().byKey(key(2))).contains(page);
    assertThat(contacts().byKey(key(3))).isEmpty();
    assertThat(alice.verified()).isFalse();
    assertThat(alice.firstMet()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(contacts().path())))
        .isEqualTo("rw-------");
  }

  @Test
  void aNameIsThereOnce() {
    contacts().pin("Stra\u00DFe", key(1), Kind.INSTALLATION, NOWHERE, MET);
    for (String name : new String[] {"Stra\u00DFe", "STRASSE", "\uFF33trasse"}) {
      assertThat(problem(() -> contacts().pin(name, key(2), Kind.INSTALLATION, NOWHERE, MET)))
          .isEqualTo(Problem.NAME);
    }
    contacts().pin("Strasse 2", key(2), Kind.INSTALLATION, NOWHERE, MET);
    assertThat(problem(() -> contacts().rename("Strasse 2", "strasse"))).isEqualTo(Problem.NAME);
    assertThat(contacts().list()).hasSize(2);
  }

  @Test
  void aKeyIsThereOnce() {
    contacts().pin("alice", key(1), Kind.INSTALLATION, NOWHERE, MET);
    assertThat(problem(() -> contacts().pin("eve", key(1), Kind.PAGE, ORIGIN, MET)))
        .isEqualTo(Problem.NAME);
    assertThat(contacts().list()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", " a", "a ", "a\nb", "a\u001b[0m", "a\u202Eb", "a\u200Bb", "\uD800"})
  void whatCannotBeSeenIsNoName(String name) {
    assertThat(problem(() -> contacts().pin(name, key(1), Kind.INSTALLATION, NOWHERE, MET)))
        .isEqualTo(Problem.NAME);
    contacts().pin("alice", key(1), Kind.INSTALLATION, NOWHERE, MET);
    assertThat(problem(() -> contacts().rename("alice", name))).isEqualTo(Problem.NAME);
  }

  @Test
  void aNameHas64CodePointsAtMost() {
    String longest = "\uD83D\uDE00".repeat(64);
    contacts().pin(longest, key(1), Kind.INSTALLATION, NOWHERE, MET);
    assertThat(contacts().byName(longest)).isPresent();
    assertThat(Contact.isName(longest + "a")).isFalse();
  }

  @Test
  void theMarkBelongsToKeyAndKind() {
    contacts().pin("alice", key(1), Kind.PAGE, ORIGIN, MET);
    assertThat(problem(() -> contacts().markVerified(key(1), Kind.INSTALLATION)))
        .isEqualTo(Problem.UNKNOWN);
    assertThat(problem(() -> contacts().markVerified(key(2), Kind.PAGE)))
        .isEqualTo(Problem.UNKNOWN);
    assertThat(contacts().byName("alice").orElseThrow().verified()).isFalse();
    Contact marked = contacts().markVerified(key(1), Kind.PAGE);
    assertThat(marked.isVerifiedAs(Kind.PAGE)).isTrue();
    assertThat(marked.isVerifiedAs(Kind.INSTALLATION)).isFalse();
    assertThat(contacts().byName("alice")).contains(marked);
    assertThat(contacts().unmark("alice").verified()).isFalse();
  }

  @Test
  void anotherNameKeepsTheRest() {
    contacts().pin("alice", key(1), Kind.INSTALLATION, NOWHERE, MET);
    contacts().markVerified(key(1), Kind.INSTALLATION);
    Contact renamed = contacts().rename("alice", "Alice");
    assertThat(renamed.name()).isEqualTo("Alice");
    assertThat(renamed.verified()).isTrue();
    assertThat(contacts().byKey(key(1))).contains(renamed);
    assertThat(problem(() -> contacts().rename("bob", "x"))).isEqualTo(Problem.UNKNOWN);
  }

  @Test
  void whoIsForgottenIsNewAgain() {
    contacts().pin("alice", key(1), Kind.INSTALLATION, NOWHERE, MET);
    contacts().markVerified(key(1), Kind.INSTALLATION);
    contacts().forget("alice");
    assertThat(contacts().byKey(key(1))).isEmpty();
    assertThat(problem(() -> contacts().forget("alice"))).isEqualTo(Problem.UNKNOWN);
    assertThat(contacts().pin("a", key(1), Kind.INSTALLATION, NOWHERE, MET).verified()).isFalse();
  }

  @Test
  void aMeetingIsNotedAndAClockThatWasSetBackIsNot() {
    contacts().pin("alice", key(1), Kind.INSTALLATION, NOWHERE, MET);
    assertThat(contacts().touch(key(1), LATER).orElseThrow().lastMet())
        .isEqualTo("2026-01-02T03:05:05Z");
    assertThat(contacts().touch(key(1), MET).orElseThrow().lastMet())
        .isEqualTo("2026-01-02T03:05:05Z");
    assertThat(contacts().byKey(key(1)).orElseThrow().firstMet()).isEqualTo("2026-01-02T03:04:05Z");
  }

  @Test
  void aNameThatLooksLikeAContactsIsFound() {
    Contact alice = contacts().pin("alice", key(1), Kind.INSTALLATION, NOWHERE, MET);
    contacts().pin("bob", key(2), Kind.INSTALLATION, NOWHERE, MET);
    assertThat(contacts().resembling("\u0410Iic\u0435")).containsExactly(alice);
    assertThat(contacts().resembling("carol")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"version\":1}",
        "{\"version\":\"1\",\"contacts\":[]}",
        "{\"version\":2,\"contacts\":[]}",
        "{\"version\":1,\"contacts\":{}}",
        "{\"version\":1,\"contacts\":[],\"more\":1}",
        "{\"version\":1,\"contacts\":[],\"contacts\":[]}",
        "{\"version\":1,\"contacts\":[]}{}",
        "{\"version\":1,\"contacts\":[1]}",
        "{\"version\":1,\"contacts\":[{}]}",
      })
  void aFileThatIsNotUnderstoodIsRefusedAndKept(String content) throws IOException {
    store(content);
    assertThat(problem(() -> contacts().list())).isEqualTo(Problem.DAMAGED);
    assertThat(problem(() -> contacts().pin("a", key(1), Kind.INSTALLATION, NOWHERE, MET)))
        .isEqualTo(Problem.DAMAGED);
    assertThat(problem(() -> contacts().forget("a"))).isEqualTo(Problem.DAMAGED);
    assertThat(Files.readString(contacts().path())).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"name\" : \"alice\"|\"name\" : \"\"",
        "\"name\" : \"alice\"|\"name\" : \"a\\u0007\"",
        "\"name\" : \"alice\"|\"name\" : 1",
        "\"name\" : \"alice\"|\"name\" : \"BOB\"",
        "\"kind\" : \"installation\"|\"kind\" : \"page-session\"",
        "\"kind\" : \"installation\"|\"kind\" : \"page\"",
        "\"kind\" : \"installation\"|\"kind\" : \"installation\", \"origin\" : \"https://x\"",
        "\"kind\" : \"installation\"|\"kind\" : \"page\", \"origin\" : \"https://x y\"",
        "\"verified\" : false|\"verified\" : \"yes\"",
        "\"verified\" : false|\"verified\" : false, \"trusted\" : true",
        "\"firstMet\" : \"2026-01-02T03:04:05Z\"|\"firstMet\" : \"yesterday\"",
        "\"firstMet\" : \"2026-01-02T03:04:05Z\"|\"firstMet\" : \"2027-01-02T03:04:05Z\"",
        "\"key\" : \"AQ|\"key\" : \"+Q",
        "\"key\" : \"AQ|\"key\" : \"Ag",
      })
  void aContactThatCannotBeIsRefused(String replacement) throws IOException {
    contacts().pin("alice", key(1), Kind.INSTALLATION, NOWHERE, MET);
    contacts().pin("bob", key(2), Kind.INSTALLATION, NOWHERE, MET);
    String whole = Files.readString(contacts().path());
    int bar = replacement.indexOf('|');
    String from = replacement.substring(0, bar);
    assertThat(whole).contains(from);
    int at = whole.indexOf(from);
    store(
        whole.substring(0, at)
            + replacement.substring(bar + 1)
            + whole.substring(at + from.length()));
    assertThat(problem(() -> contacts().list())).isEqualTo(Problem.DAMAGED);
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    contacts().pin("alice", key(1), Kind.PAGE, ORIGIN, MET);
    String whole = Files.readString(contacts().path());
    for (int length = 0; length < whole.length(); length++) {
      store(whole.substring(0, length));
      assertThat(problem(() -> contacts().list())).isEqualTo(Problem.DAMAGED);
    }
  }

  @Test
  void aFileThatOthersMayReadIsRefused() throws IOException {
    contacts().pin("alice", key(1), Kind.INSTALLATION, NOWHERE, MET);
    Files.setPosixFilePermissions(contacts().path(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(problem(() -> contacts().list())).isEqualTo(Problem.UNSAFE);
    assertThat(problem(() -> contacts().forget("alice"))).isEqualTo(Problem.UNSAFE);
  }

  @Test
  void thereAreTenThousandAtMost() throws IOException {
    List<Contact> many = new ArrayList<>();
    for (int i = 0; i < Contacts.MOST; i++) {
      many.add(new Contact("c" + i, key(i), Kind.INSTALLATION, NOWHERE, false, MET, MET));
    }
    store("");
    Files.write(contacts().path(), ContactsJson.write(many));
    assertThat(contacts().list()).hasSize(Contacts.MOST);
    assertThat(problem(() -> contacts().pin("x", key(-1), Kind.INSTALLATION, NOWHERE, MET)))
        .isEqualTo(Problem.FULL);
    many.add(new Contact("x", key(-1), Kind.INSTALLATION, NOWHERE, false, MET, MET));
    Files.write(contacts().path(), ContactsJson.write(many));
    assertThat(problem(() -> contacts().list())).isEqualTo(Problem.DAMAGED);
  }

  @Test
  void writersAtOnceLoseNothing() throws Exception {
    int writers = 6;
    int each = 15;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        int first = writer * each;
        ends.add(
            threads.submit(
                () -> {
                  for (int i = first; i < first + each; i++) {
                    contacts().pin("c" + i, key(i), Kind.INSTALLATION, NOWHERE, MET);
                    contacts().list();
                  }
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(contacts().list()).hasSize(writers * each);
  }

  @Test
  void processesAndThreadsAtOnceLoseNothing() throws Exception {
    int writers = 3;
    int each = 20;
    List<Process> processes = new ArrayList<>();
    try {
      for (int writer = 1; writer < writers; writer++) {
        processes.add(ContactWriter.start(directory(), writer * each, each));
      }
      List<Thread> here = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        int number = i;
        here.add(
            new Thread(
                () -> contacts().pin("c" + number, key(number), Kind.INSTALLATION, NOWHERE, MET)));
      }
      here.forEach(Thread::start);
      for (Thread thread : here) {
        thread.join();
      }
      for (Process process : processes) {
        assertThat(process.waitFor()).isZero();
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
    assertThat(contacts().list()).hasSize(writers * each);
  }

  @Test
  void aWriterThatKeepsTheLockIsNotWaitedForForEver() throws IOException {
    contacts().pin("alice", key(1), Kind.INSTALLATION, NOWHERE, MET);
    try (FileChannel channel =
        FileChannel.open(directory().resolve("lock"), StandardOpenOption.WRITE)) {
      assertThat(channel.lock().isValid()).isTrue();
      PrivateDirectory impatient = new PrivateDirectory(directory(), Duration.ofMillis(20));
      assertThat(problem(() -> impatient.locked(() -> 0))).isEqualTo(Problem.BUSY);
      assertThat(contacts().list()).hasSize(1);
    }
    assertThat(contacts().forget("alice").name()).isEqualTo("alice");
  }

  private Path directory() {
    return temporary.resolve("config");
  }

  private Contacts contacts() {
    return new Contacts(directory());
  }

  private void store(String content) throws IOException {
    new PrivateDirectory(directory()).locked(() -> 0);
    Files.writeString(contacts().path(), content);
    Files.setPosixFilePermissions(contacts().path(), PosixFilePermissions.fromString("rw-------"));
  }

  private static IdentityKey key(int number) {
    return ContactWriter.key(number);
  }

  private static Problem problem(ThrowingCallable doing) {
    return catchThrowableOfType(IdentityException.class, doing).problem();
  }
}
