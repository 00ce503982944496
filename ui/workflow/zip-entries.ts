/** Reads chosen files out of a zip archive, such as an Office document, without a library. */

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;
/** An end record lies within the last 64 KB, behind it only a comment. */
const END_WITHIN = 65_557;
/** What one file may swell to: a small archive can hold a very large one. */
const BYTES_MAX = 4_000_000;

interface Entry {
  name: string;
  method: number;
  packed: number;
  at: number;
}

/** Text of the entries whose names fit, by name. Throws for what is no archive. */
export async function textsIn(
  archive: ArrayBuffer,
  fits: (name: string) => boolean,
): Promise<Map<string, string>> {
  const bytes = new DataView(archive);
  const texts = new Map<string, string>();
  for (const entry of entriesOf(bytes).filter(({ name }) => fits(name)))
    texts.set(entry.name, await textOf(archive, bytes, entry));
  return texts;
}

function entriesOf(bytes: DataView): Entry[] {
  const end = endOf(bytes);
  const count = bytes.getUint16(end + 10, true);
  const entries: Entry[] = [];
  let at = bytes.getUint32(end + 16, true);
  for (let index = 0; index < count && bytes.getUint32(at, true) === ENTRY; index += 1) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.getUint16(at + offset, true));
    entries.push({
      name: new TextDecoder().decode(new Uint8Array(bytes.buffer, at + 46, name)),
      method: bytes.getUint16(at + 10, true),
      packed: bytes.getUint32(at + 20, true),
      at: bytes.getUint32(at + 42, true),
    });
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

function endOf(bytes: DataView): number {
  const from = Math.max(0, bytes.byteLength - END_WITHIN);
  for (let at = bytes.byteLength - 22; at >= from; at -= 1)
    if (bytes.getUint32(at, true) === END) return at;
  throw new Error('This is no archive.');
}

async function textOf(archive: ArrayBuffer, bytes: DataView, entry: Entry): Promise<string> {
  const { at, packed, method } = entry;
  const begin = at + 30 + bytes.getUint16(at + 26, true) + bytes.getUint16(at + 28, true);
  const body = new Uint8Array(archive, begin, packed);
  if (method === STORED) return new TextDecoder().decode(body);
  if (method !== DEFLATED) throw new Error('It is packed in a way that is not known here.');
  const unpacked = new Blob([body]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return textUpTo(unpacked);
}

async function textUpTo(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let text = '';
  for (let read = 0; read <= BYTES_MAX; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    read += value.length;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  throw new Error('It is larger than can be shown here.');
}
