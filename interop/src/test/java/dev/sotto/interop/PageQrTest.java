package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.ChecksumException;
import com.google.zxing.FormatException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.DecoderResult;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.google.zxing.qrcode.decoder.Decoder;
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
  void aCameraSeesTheLinkOfAnInvitation(ColorScheme scheme) throws IOException, ReaderException {
    try (ChatPage alice = chromium.open(server.url() + "/")) {
      alice.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      String code = alice.invite();
      byte[] picture =
          alice
              .page()
              .getByRole(
                  AriaRole.IMG,
                  new Page.GetByRoleOptions().setName("QR code of the link, for a camera"))
              .screenshot();

      assertThat(read(picture)).isEqualTo(server.url() + "/#" + code);
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

  private static String read(byte[] picture) throws IOException, ReaderException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture));
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, new int[width * height], 0, width);
    RGBLuminanceSource source = new RGBLuminanceSource(width, height, pixels);
    return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source))).getText();
  }
}
