package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The drawing, read as a camera sees it. */
class QrCodeTest {
  private static final int PIXELS = 4;

  @ParameterizedTest
  @CsvSource({
    "http://192.168.1.5:4000/#4711-acid-bacon-cabin,true",
    "http://192.168.1.5:4000/#4711-acid-bacon-cabin,false",
    "https://[2001:db8::1]:40000/#123456789-acid-bacon-cabin-acid-bacon-cabin-acid-bacon,true",
    "x,true"
  })
  void aCameraReadsWhatIsDrawn(String text, boolean coloured) throws Exception {
    QrCode drawn = QrCode.of(text).orElseThrow();
    List<String> lines = drawn.lines(coloured);
    List<String> bare = lines.stream().map(it -> it.replaceAll("\u001b\\[[0-9;]*m", "")).toList();
    assertThat(bare).allMatch(line -> line.length() == drawn.columns());
    // Characters are black on white where there are colours, else bright on a dark ground.
    int ink = coloured ? 0x000000 : 0xffffff;
    int ground = coloured ? 0xffffff : 0x000000;
    int margin = PIXELS * 4;
    int width = PIXELS * drawn.columns() + 2 * margin;
    int height = PIXELS * 2 * bare.size() + 2 * margin;
    int[] image = new int[width * height];
    Arrays.fill(image, 0xffffff);
    for (int y = 0; y < 2 * bare.size() * PIXELS; y++) {
      for (int x = 0; x < drawn.columns() * PIXELS; x++) {
        char block = bare.get(y / PIXELS / 2).charAt(x / PIXELS);
        boolean upper = y / PIXELS % 2 == 0;
        boolean inked = block == '\u2588' || block == (upper ? '\u2580' : '\u2584');
        image[(y + margin) * width + x + margin] = inked ? ink : ground;
      }
    }
    BinaryBitmap seen =
        new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, image)));
    assertThat(new QRCodeReader().decode(seen).getText()).isEqualTo(text);
  }

  @Test
  void aLinkIsNarrowerThanAnyTerminal() {
    assertThat(QrCode.of("http://192.168.100.200:40000/#4711-acid-bacon-cabin").orElseThrow())
        .extracting(QrCode::columns)
        .matches(columns -> columns <= 40);
  }

  @Test
  void whatIsTooLongIsNotDrawn() {
    assertThat(QrCode.of("x".repeat(5_000))).isEmpty();
  }
}
