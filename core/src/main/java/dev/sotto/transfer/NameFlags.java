package dev.sotto.transfer;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the {@link Flag flags} of names. Deliberately generous: a flag asks people to look, and
 * keeps nothing out.
 */
final class NameFlags {
  private static final int LONG = 120;

  private static final Set<String> PROGRAMS =
      Set.of(
          ("exe msi msix appx bat cmd com pif scr cpl gadget hta inf reg lnk url msc jar jnlp"
                  + " ps1 psm1 vb vbs vbe js jse mjs ws wsf wsh sh bash zsh fish csh ksh"
                  + " py pyw pyz pl rb php lua app action command workflow scpt applescript tool"
                  + " desktop webloc dmg iso img pkg mpkg deb rpm apk ipa appimage flatpakref snap"
                  + " run elf so dll dylib sys drv ocx docm xlsm pptm xll")
              .split(" "));

  private static final Set<String> DOCUMENTS =
      Set.of(
          ("pdf doc docx odt rtf txt md csv xls xlsx ods ppt pptx odp jpg jpeg png gif webp heic"
                  + " svg bmp tif tiff mp3 m4a ogg flac wav mp4 mkv mov avi webm htm html zip")
              .split(" "));

  /** Scripts that are written together, beside Latin (UTS 39, "Highly Restrictive"). */
  private static final Set<UnicodeScript> EAST_ASIAN =
      EnumSet.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.BOPOMOFO,
          UnicodeScript.HANGUL,
          UnicodeScript.LATIN);

  private NameFlags() {}

  static Set<Flag> of(Entry entry) {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    for (String name : entry.path().components()) {
      if (name.startsWith(".")) {
        flags.add(Flag.HIDDEN);
      }
      if (isOdd(name)) {
        flags.add(Flag.ODD);
      }
    }
    String extension = extension(entry.path().name());
    if (entry.executable() || (entry.isFile() && PROGRAMS.contains(extension))) {
      flags.add(Flag.EXECUTABLE);
    }
    return flags;
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static boolean isOdd(String name) {
    return name.startsWith("-")
        || name.startsWith(" ")
        || name.contains("  ")
        || name.codePointCount(0, name.length()) > LONG
        || name.codePoints().anyMatch(NameFlags::isUnseen)
        || !Normalizer.isNormalized(name, Normalizer.Form.NFC)
        || pretendsToBeADocument(name)
        || mixesScripts(name);
  }

  /** What has no shape of its own: format characters, separators, fillers, unusual spaces. */
  private static boolean isUnseen(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      case Character.SPACE_SEPARATOR -> codePoint != ' ';
      default -> isFiller(codePoint);
    };
  }

  /** Letters and marks that are drawn as nothing: Hangul fillers, joiners, variation selectors. */
  private static boolean isFiller(int codePoint) {
    return codePoint == 0x034f
        || codePoint == 0x115f
        || codePoint == 0x1160
        || codePoint == 0x17b4
        || codePoint == 0x17b5
        || codePoint == 0x2800
        || codePoint == 0x3164
        || codePoint == 0xffa0
        || (codePoint >= 0x180b && codePoint <= 0x180f)
        || (codePoint >= 0xfe00 && codePoint <= 0xfe0f)
        || (codePoint >= 0xe0100 && codePoint <= 0xe01ef);
  }

  private static boolean pretendsToBeADocument(String name) {
    int last = name.lastIndexOf('.');
    if (last < 0 || !PROGRAMS.contains(extension(name))) {
      return false;
    }
    String before = name.substring(0, last).strip();
    return before.indexOf('.') >= 0 && DOCUMENTS.contains(extension(before));
  }

  /** An extension is in Latin letters in any language, so what is before it stands for itself. */
  private static boolean mixesScripts(String name) {
    int dot = name.lastIndexOf('.');
    return hasSeveralScripts(dot < 0 ? name : name.substring(0, dot))
        || hasSeveralScripts(dot < 0 ? "" : name.substring(dot));
  }

  private static boolean hasSeveralScripts(String name) {
    Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
    name.codePoints()
        .filter(Character::isLetter)
        .forEach(letter -> scripts.add(UnicodeScript.of(letter)));
    scripts.remove(UnicodeScript.COMMON);
    scripts.remove(UnicodeScript.INHERITED);
    return scripts.size() > 1 && !EAST_ASIAN.containsAll(scripts);
  }
}
