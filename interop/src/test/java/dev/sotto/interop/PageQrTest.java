package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.ChecksumException;
import com.google.zxing.FormatException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.DecoderResult;
import com.google.zxing.qrcode.decoder.Decoder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The picture of a link, read by somebody else's reader. */
@InNamespace
@NeedsChromium
@Timeout(300)
class PageQrTest {
  private static final int BORDER = 1;
  private static final int QUIET = 4;

  private static WebServer server;
  private static Chromium chromium;
  private static ChatPage page;

  @BeforeAll
  static void open() throws IOException {
    server = WebServer.start(WebOptions.local(0));
    chromium = new Chromium();
    page = chromium.open(server.url() + "/");
  }

  @AfterAll
  static void close() {
    page.close();
    chromium.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void theLinkOfAnInvitationIsSeen(ColorScheme scheme)
      throws IOException, FormatException, ChecksumException {
    try (ChatPage alice = chromium.open(server.url() + "/")) {
      alice.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      String code = alice.invite();
      Locator image =
          alice
              .page()
              .getByRole(
                  AriaRole.IMG,
                  new Page.GetByRoleOptions().setName("QR code of the link, for a camera"));
      int side = Integer.parseInt(image.getAttribute("viewBox").split(" ", -1)[2]);

      DecoderResult seen = read(image.screenshot(), side);

      assertThat(Integer.parseInt(image.getAttribute("width"))).isGreaterThan(140);
      assertThat(Integer.parseInt(image.getAttribute("width")) % side).isZero();
      assertThat(seen.getText()).isEqualTo(server.url() + "/#" + code);
      assertThat(seen.getErrorsCorrected()).isZero();
    }
  }

  /** The longest text of each version, and the first that is too long for it. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        1, 14, 15, 26, 27, 42, 43, 62, 63, 84, 85, 106, 107, 122, 123, 152, 153, 180, 181, 213, 214,
        251, 252, 287
      })
  void everyVersionIsRead(int length) throws FormatException, ChecksumException {
    String text = "https://example.org/#4711-one-two-".repeat(9).substring(0, length);
    List<?> rows = (List<?>) qr(text);

    DecoderResult decoded = decode(rows);

    assertThat(decoded.getText()).isEqualTo(text);
    assertThat(decoded.getECLevel()).isEqualTo("M");
    assertThat(decoded.getErrorsCorrected()).isZero();
  }

  @Test
  void aTextThatIsTooLongHasNoPicture() {
    assertThat(qr("x".repeat(288))).isNull();
  }

  private static Object qr(String text) {
    return page.page().evaluate("async text => (await import('/qr.js')).qr(text)", text);
  }

  private static DecoderResult decode(List<?> rows) throws FormatException, ChecksumException {
    BitMatrix matrix = new BitMatrix(rows.size());
    for (int y = 0; y < rows.size(); y++) {
      List<?> row = (List<?>) rows.get(y);
      for (int x = 0; x < row.size(); x++) {
        if (Boolean.TRUE.equals(row.get(x))) {
          matrix.set(x, y);
        }
      }
    }
    return new Decoder().decode(matrix);
  }

  /**
   * What is seen of each module, in the middle of it: they are squares of whole pixels. A reader
   * that looks for the symbol in the picture first finds it in all but a few of a thousand.
   */
  private static DecoderResult read(byte[] picture, int side)
      throws IOException, FormatException, ChecksumException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture));
    int pixels = (image.getWidth() - 2 * BORDER) / side;
    BitMatrix matrix = new BitMatrix(side - 2 * QUIET);
    for (int y = 0; y < matrix.getHeight(); y++) {
      for (int x = 0; x < matrix.getWidth(); x++) {
        int left = BORDER + (x + QUIET) * pixels;
        int top = BORDER + (y + QUIET) * pixels;
        int green = image.getRGB(left + pixels / 2, top + pixels / 2) >> 8 & 0xff;
        if (green < 0x80) {
          matrix.set(x, y);
        }
      }
    }
    return new Decoder().decode(matrix);
  }
}
