package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.ice.MdnsNames;
import dev.sotto.net.Loop;
import dev.sotto.net.MulticastLink;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two programs' names on one link: both have their own sockets on the same port. */
@InNamespace
@Timeout(300)
class MdnsTest {
  private static final String IPV4 = "10.83.0.1";
  private static final String IPV6 = "fd53:83::1";

  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Loop loop = new Loop("names", failures::add);
  private final MdnsNames ours = new MdnsNames(loop, new SecureRandom());
  private final MdnsNames theirs = new MdnsNames(loop, new SecureRandom());

  @BeforeEach
  void useTheLink() throws Exception {
    List<MulticastLink> links = MulticastLink.of(List.of(InetAddress.getByName(IPV4)));
    assertThat(links).hasSize(1);
    inLoop(
        () -> {
          ours.use(links);
          theirs.use(links);
          return links;
        });
  }

  @AfterEach
  void close() {
    loop.execute(ours::close);
    loop.execute(theirs::close);
    loop.close();
    assertThat(failures).isEmpty();
  }

  private <T> T inLoop(Supplier<T> task) {
    return Patience.await(CompletableFuture.supplyAsync(task, loop));
  }

  private Optional<String> register(MdnsNames names, String address) throws Exception {
    InetAddress named = InetAddress.getByName(address);
    return inLoop(() -> names.register(named));
  }

  private List<InetAddress> resolve(MdnsNames names, String name) {
    CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
    loop.execute(() -> names.resolve(name, found::complete));
    return Patience.await(found);
  }

  @ParameterizedTest
  @ValueSource(strings = {IPV4, IPV6})
  void eachFindsTheOther(String address) throws Exception {
    InetAddress wanted = InetAddress.getByName(address);
    String theirName = register(theirs, address).orElseThrow();
    String ourName = register(ours, address).orElseThrow();

    assertThat(resolve(ours, theirName)).containsExactly(wanted);
    assertThat(resolve(theirs, ourName)).containsExactly(wanted);
    assertThat(resolve(ours, ourName)).as("by the one that has it").containsExactly(wanted);
  }

  /** The other end of the cable has no address but the one that IPv6 gives every interface. */
  @Test
  void aLinkWithoutIpv4WillDo() throws Exception {
    InetAddress address =
        NetworkInterface.getByName("sotto1")
            .inetAddresses()
            .filter(InetAddress::isLinkLocalAddress)
            .findAny()
            .orElseThrow();
    List<MulticastLink> links = MulticastLink.of(List.of(address));
    MdnsNames first = new MdnsNames(loop, new SecureRandom());
    MdnsNames second = new MdnsNames(loop, new SecureRandom());
    loop.execute(() -> first.use(links));
    loop.execute(() -> second.use(links));
    String name = inLoop(() -> first.register(address)).orElseThrow();

    List<InetAddress> found = resolve(second, name);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).getAddress()).isEqualTo(address.getAddress());
    loop.execute(first::close);
    loop.execute(second::close);
  }

  @Test
  void aNameThatWasTakenBackIsNotFound() throws Exception {
    String name = register(theirs, IPV4).orElseThrow();
    assertThat(resolve(ours, name)).hasSize(1);
    loop.execute(() -> theirs.unregister(name));

    assertThat(resolve(ours, name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "198.51.100.1", "2001:db8::1"})
  void anAddressThatIsOnNoLinkInUseGetsNoName(String elsewhere) throws Exception {
    assertThat(register(theirs, elsewhere)).isEmpty();
  }
}
