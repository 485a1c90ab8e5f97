package dev.sotto.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;

/** The house of docs/architecture.md, held up by the build. */
@AnalyzeClasses(packages = "dev.sotto", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] CORE = {
    "dev.sotto.time..",
    "dev.sotto.address..",
    "dev.sotto.sctp..",
    "dev.sotto.datachannel..",
    "dev.sotto.sdp..",
    "dev.sotto.stun..",
    "dev.sotto.turn..",
    "dev.sotto.mdns..",
    "dev.sotto.nat..",
    "dev.sotto.pairing..",
    "dev.sotto.chat..",
    "dev.sotto.transfer..",
  };

  private static final DescribedPredicate<JavaClass> THREAD_OR_CLOCK_OF_JAVA_LANG =
      resideInAPackage("java.lang")
          .and(nameMatching("java\\.lang\\.(Thread.*|Process.*|Runtime|InheritableThreadLocal)"));

  private static final DescribedPredicate<JavaClass> PURE =
      resideInAnyPackage(CORE)
          .or(
              resideInAnyPackage("java.lang", "java.lang.invoke", "java.lang.runtime")
                  .and(not(THREAD_OR_CLOCK_OF_JAVA_LANG)))
          .or(
              resideInAnyPackage(
                      "java.util",
                      "java.util.function",
                      "java.util.stream",
                      "java.util.random",
                      "java.util.regex",
                      "java.util.zip")
                  .and(not(name(Random.class.getName())))
                  .and(not(name(UUID.class.getName())))
                  .and(not(nameMatching("java\\.util\\.Timer(Task)?"))))
          .or(resideInAnyPackage("java.nio", "java.nio.charset", "java.math"))
          .or(resideInAnyPackage("javax.crypto..", "java.security", "java.security.spec.."))
          .or(name(Duration.class.getName()))
          .or(nameMatching("java\\.text\\.Normalizer(\\$Form)?"))
          .or(resideInAPackage("org.jspecify.annotations"))
          .or(nameMatching("(boolean|byte|short|char|int|long|float|double|void)(\\[\\])*"))
          .or(nameMatching("\\[+[A-Z].*"))
          .as("pure: no thread, socket, file, clock or global random");

  /** What arguments are turned into; none of it does anything. */
  private static final String ICE_SETTINGS =
      "dev\\.sotto\\.ice\\."
          + "(AddressFilter(\\$Loopback)?|CandidatePolicy|IceOptions|PortRange|StunServer"
          + "|TurnServer(\\$Transport)?)";

  /** Codes as they are read and shown, and what a peer says its key is. */
  private static final String WHAT_PEOPLE_TYPE =
      "dev\\.sotto\\.pairing\\.(PairingCode(\\$.*)?|WordList|IdentityKind)";

  /** What a connection says of itself: values, to be shown. */
  private static final String ICE_REPORT = "dev\\.sotto\\.ice\\.ConnectivityReport(\\$(Step|Way))?";

  @ArchTest
  static final ArchRule CORE_IS_PURE =
      classes()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .onlyDependOnClassesThat(PURE)
          .because("the protocols get time, randomness and bytes as arguments");

  @ArchTest
  static final ArchRule CORE_ASKS_NO_CLOCK =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Math.class, "random");

  /** Codes, keys and rooms come from the system's randomness; a seed is for tests. */
  @ArchTest
  static final ArchRule NOTHING_IS_SEEDED =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.util\\.(Random|SplittableRandom|concurrent\\.ThreadLocalRandom"
                  + "|random\\.RandomGeneratorFactory)")
          .orShould()
          .callMethod(RandomGenerator.class, "of", String.class)
          .orShould()
          .callMethod(RandomGenerator.class, "getDefault")
          .orShould()
          .callMethod(Math.class, "random");

  @ArchTest
  static final ArchRule CORE_MAKES_NO_RANDOMNESS =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.security.KeyPairGenerator")
          .orShould()
          .callConstructor(SecureRandom.class);

  @ArchTest
  static final ArchRule ON_THE_NETWORK_ONLY_THE_LOOP_ASKS_THE_CLOCK =
      noClasses()
          .that()
          .resideInAnyPackage("dev.sotto.net..", "dev.sotto.ice..", "dev.sotto.peer..")
          .and()
          .doNotHaveFullyQualifiedName("dev.sotto.net.Loop")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule BOUNCY_CASTLE_LIVES_IN_DTLS =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.sotto.dtls..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bouncycastle..");

  @ArchTest
  static final ArchRule TLS_IS_A_WAY_TO_A_RELAY =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.sotto.dtls..", "dev.sotto.net..", "dev.sotto.ice..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javax.net.ssl..");

  @ArchTest
  static final ArchRule DTLS_STARTS_NO_THREAD_AND_OPENS_NO_SOCKET =
      noClasses()
          .that()
          .resideInAPackage("dev.sotto.dtls..")
          .should()
          .callConstructor(Thread.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.nio.channels..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.Executors");

  @ArchTest
  static final ArchRule ICE4J_LIVES_IN_ICE =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.sotto.ice..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.ice4j..", "org.jitsi..");

  @ArchTest
  static final ArchRule JSON_STAYS_OUT_OF_THE_PROTOCOLS =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
          .or()
          .resideInAnyPackage("dev.sotto.dtls..", "dev.sotto.net..", "dev.sotto.ice..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml..");

  @ArchTest
  static final ArchRule HTTP_SERVER_LIVES_IN_WEB =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.sotto.web..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..");

  @ArchTest
  static final ArchRule WEB_KNOWS_NO_PROTOCOL =
      noClasses()
          .that()
          .resideInAPackage("dev.sotto.web..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.sotto..")
                  .and(not(resideInAnyPackage("dev.sotto.web..", "dev.sotto.time.."))));

  @ArchTest
  static final ArchRule CLI_KNOWS_NO_PROTOCOL =
      noClasses()
          .that()
          .resideInAPackage("dev.sotto.cli..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "dev.sotto.sctp..",
                      "dev.sotto.datachannel..",
                      "dev.sotto.stun..",
                      "dev.sotto.dtls..",
                      "dev.sotto.ice..")
                  .and(not(nameMatching(ICE_SETTINGS)))
                  .and(not(nameMatching(ICE_REPORT)))
                  .and(
                      not(
                          nameMatching(
                              "dev\\.sotto\\.(ice\\.StunResponder|dtls\\.WebCertificate)"))));

  @ArchTest
  static final ArchRule CLI_LEAVES_PAIRING_AND_SIGNALLING_TO_THE_MESSENGER =
      noClasses()
          .that()
          .resideInAPackage("dev.sotto.cli..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("dev.sotto.pairing..", "dev.sotto.signal..")
                  .and(not(nameMatching(WHAT_PEOPLE_TYPE)))
                  .and(not(nameMatching("dev\\.sotto\\.signal\\.SignalMessage(\\$.*)?"))));

  @ArchTest
  static final ArchRule JLINE_IS_FOR_PROMPTS_AND_COLUMNS =
      noClasses()
          .that()
          .haveNameNotMatching(
              "dev\\.sotto\\.cli\\.(CodePrompt|ChatPrompt|ChatCompleter|Columns|InterruptGuard|InterruptibleReader)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.jline..");

  @ArchTest
  static final ArchRule IDENTITY_KNOWS_NO_NETWORK =
      noClasses()
          .that()
          .resideInAPackage("dev.sotto.identity..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("dev.sotto..", "java.net..")
                  .and(not(resideInAnyPackage("dev.sotto.identity..", "dev.sotto.pairing.."))));

  @ArchTest
  static final ArchRule FILES_KNOW_NO_NETWORK =
      noClasses()
          .that()
          .resideInAPackage("dev.sotto.files..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("dev.sotto..", "java.net..")
                  .and(not(resideInAnyPackage("dev.sotto.files..", "dev.sotto.transfer.."))));

  @ArchTest
  static final ArchRule SIGNALLING_KNOWS_NOBODY =
      noClasses()
          .that()
          .resideInAPackage("dev.sotto.signal..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.sotto.identity..", "dev.sotto.messenger..");

  @ArchTest
  static final ArchRule NO_PACKAGE_CYCLES =
      slices().matching("dev.sotto.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
      noClasses().should().haveNameMatching(".*(Impl|Utils?|Helper|Manager)");

  @ArchTest
  static final ArchRule NO_PUBLIC_MUTABLE_FIELDS =
      fields().that().arePublic().should().beFinal().allowEmptyShould(true);

  @ArchTest
  static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED =
      classes()
          .should(
              new ArchCondition<JavaClass>("be in a package that is @NullMarked") {
                @Override
                public void check(JavaClass checked, ConditionEvents events) {
                  boolean marked = checked.getPackage().isAnnotatedWith(NullMarked.class);
                  events.add(
                      new SimpleConditionEvent(
                          checked, marked, checked.getName() + " is in a package that is not"));
                }
              });
}
