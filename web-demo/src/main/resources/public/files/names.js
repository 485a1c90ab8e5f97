// Which names may be offered and taken, and which of them people should look at twice. The same rules
// hold on every system, so that what one side has can be written by any other. docs/protocol.md,
// "Names"; core has the same in dev.sotto.transfer.

const DEEPEST = 64;
const LONGEST_COMPONENT = 255; // bytes of UTF-8
const LONGEST_PATH = 1024;
const LONGEST_PLAIN = 120; // characters; what is longer hides its end

const DEVICE =
  /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[1-9\u00b9\u00b2\u00b3])$/i;

const PROGRAMS = new Set(
  (
    'exe msi msix appx bat cmd com pif scr cpl gadget ps1 psm1 vb vbs vbe js jse mjs ws wsf wsh hta msc jar ' +
    'jnlp sh bash zsh fish csh ksh py pyw pyz pl rb php lua app action command workflow scpt ' +
    'applescript tool desktop lnk url webloc inf reg dmg iso img pkg mpkg deb rpm apk ipa appimage ' +
    'flatpakref snap run elf so dll dylib sys drv ocx docm xlsm pptm xll'
  ).split(' '),
);

const HARMLESS = new Set(
  (
    'pdf doc docx odt rtf txt md csv xls xlsx ods ppt pptx odp jpg jpeg png gif webp heic svg bmp ' +
    'tif tiff mp3 m4a ogg flac wav mp4 mkv mov avi webm htm html zip'
  ).split(' '),
);

// Scripts that are written together, beside Latin (UTS 39, "Highly Restrictive").
const EAST_ASIAN = scripts('Han Hiragana Katakana Bopomofo Hangul Latin');
const COMMON = scripts('Common Inherited');
const ALL = (
  'Latin Cyrillic Greek Armenian Hebrew Arabic Syriac Thaana Devanagari Bengali Gurmukhi Gujarati ' +
  'Oriya Tamil Telugu Kannada Malayalam Sinhala Thai Lao Tibetan Myanmar Georgian Ethiopic Cherokee ' +
  'Canadian_Aboriginal Khmer Mongolian Han Hiragana Katakana Bopomofo Hangul Coptic Gothic Lisu Vai'
)
  .split(' ')
  .map(scripts);

const encoder = new TextEncoder();

/**
 * Why a path cannot be offered or taken, in words for a sentence ("the name ends in a dot"), or null.
 *
 * @param {*} path components separated by slashes
 * @returns {?string}
 */
export function refusal(path) {
  if (typeof path !== 'string' || path === '') {
    return 'the name is empty';
  }
  if (!isWellFormed(path)) {
    return 'the name is no proper Unicode';
  }
  if (encoder.encode(path).length > LONGEST_PATH) {
    return 'the path is too long';
  }
  const components = path.split('/');
  if (components.length > DEEPEST) {
    return 'the folders are too deep';
  }
  return components.reduce((found, component) => found ?? refusalOf(component), null);
}

function refusalOf(component) {
  if (component === '' || component === '.' || component === '..') {
    return 'a part of the path is not a name';
  }
  if (encoder.encode(component).length > LONGEST_COMPONENT) {
    return 'the name is too long';
  }
  if (/\p{Cc}/u.test(component)) {
    return 'the name has a control character';
  }
  if (/[\\:<>"|?*]/.test(component)) {
    return 'the name has one of \\ : < > " | ? *';
  }
  if (/[. ]$/.test(component)) {
    return 'the name ends in a dot or a space';
  }
  if (DEVICE.test(component.replace(/\..*$/s, '').replace(/ +$/, ''))) {
    return 'the name means a device on Windows';
  }
  return null;
}

/** Without halves of surrogate pairs and without noncharacters. */
function isWellFormed(text) {
  for (const character of text) {
    const point = character.codePointAt(0);
    const lone = point >= 0xd800 && point <= 0xdfff;
    if (lone || (point >= 0xfdd0 && point <= 0xfdef) || (point & 0xfffe) === 0xfffe) {
      return false;
    }
  }
  return true;
}

/** A path as systems see it that tell neither case nor composition. @param {string} path */
export function folded(path) {
  return path.normalize('NFC').toLowerCase().toUpperCase().normalize('NFC');
}

/**
 * What people should know before they take an entry.
 *
 * @param {{path: string, folder: boolean, executable: boolean}} entry
 * @returns {Array<'hidden'|'executable'|'odd'>}
 */
export function flags({ path, folder, executable }) {
  const components = path.split('/');
  const found = [];
  if (components.some((component) => component.startsWith('.'))) {
    found.push('hidden');
  }
  if (!folder && (executable || PROGRAMS.has(extension(components.at(-1))))) {
    found.push('executable');
  }
  if (components.some(isOdd)) {
    found.push('odd');
  }
  return found;
}

function isOdd(component) {
  return (
    /[\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]/u.test(component) ||
    /[^\P{Zs} ]/u.test(component) ||
    /^[- ]/.test(component) ||
    / {2}/.test(component) ||
    [...component].length > LONGEST_PLAIN ||
    component !== component.normalize('NFC') ||
    hasTwoExtensions(component) ||
    mixesScripts(component)
  );
}

function hasTwoExtensions(component) {
  const [, before, last] = /\.([^.]+)\.([^.]+)$/.exec(component) ?? [];
  return (
    before !== undefined &&
    HARMLESS.has(before.trim().toLowerCase()) &&
    PROGRAMS.has(last.toLowerCase())
  );
}

/** An extension is in Latin letters in any language, so what is before it stands for itself. */
function mixesScripts(component) {
  const dot = component.lastIndexOf('.');
  return dot < 0
    ? hasSeveralScripts(component)
    : [component.slice(0, dot), component.slice(dot)].some(hasSeveralScripts);
}

function hasSeveralScripts(text) {
  const letters = [...text].filter((each) => /\p{L}/u.test(each) && !COMMON.test(each));
  if (letters.every((letter) => EAST_ASIAN.test(letter))) {
    return false;
  }
  return new Set(letters.map((letter) => ALL.findIndex((script) => script.test(letter)))).size > 1;
}

function scripts(names) {
  const classes = names.split(' ').map((name) => `\\p{Script=${name}}`);
  return new RegExp(`[${classes.join('')}]`, 'u');
}

function extension(name) {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}
