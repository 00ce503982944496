/** Names that no file system minds. Pure. */

/** Every file system takes 255 bytes; some room is left for a number. */
const BYTES_MAX = 200;
const CHARACTERS_MAX = 120;

/** A name that cannot leave its folder, deceive its reader or be too long; its ending stays. */
export function safeName(name: string): string {
  const clean = name
    .toWellFormed()
    .normalize('NFC')
    // Signs that turn the direction of writing can make `fdp.exe` look like `exe.pdf`.
    .replace(/[/\\:*?"<>|\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '_')
    .replace(/^\.+/, '_')
    .trim()
    .replace(/\.+$/, '_');
  const { stem, ending } = partsOf(clean);
  return withinLimits(DEVICE.test(stem) ? `_${stem}` : stem, ending) || '_';
}

/** What Windows takes for a device, whatever its ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** The same name with a mark before its ending: `deck (2).pptx`. */
export function numbered(name: string, mark: string): string {
  const { stem, ending } = partsOf(name);
  return withinLimits(stem, ` (${mark})${ending}`);
}

function partsOf(name: string): { stem: string; ending: string } {
  const ending = /(?<=.)\.[\p{L}\p{N}]{1,12}$/u.exec(name)?.[0] ?? '';
  return { stem: name.slice(0, name.length - ending.length), ending };
}

function withinLimits(stem: string, ending: string): string {
  const room = BYTES_MAX - Buffer.byteLength(ending);
  let kept = '';
  let bytes = 0;
  for (const character of [...stem].slice(0, CHARACTERS_MAX - [...ending].length)) {
    bytes += Buffer.byteLength(character);
    if (bytes > room) break;
    kept += character;
  }
  return `${kept.trimEnd()}${ending}`;
}
