/** ZIP files of any kind, truthful or not, made part by part. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface Part {
  name: string;
  content?: string | Buffer;
  /** What the directory says instead of the truth. */
  says?: { unpacked?: number; flags?: number; at?: number };
}

/** @param around bytes before and behind the archive. */
export function zipOf(parts: Part[], around: { before?: string; behind?: string } = {}): Buffer {
  const before = Buffer.from(around.before ?? '');
  const bodies: Buffer[] = [before];
  const listed: Buffer[] = [];
  let at = before.length;
  for (const { name, content = '', says = {} } of parts) {
    const raw = Buffer.from(content);
    const packed = deflateRawSync(raw);
    const unpacked = says.unpacked ?? raw.length;
    const path = Buffer.from(name);
    const facts = Buffer.alloc(22);
    facts.writeUInt16LE(says.flags ?? 0x800, 0);
    facts.writeUInt16LE(8, 2);
    facts.writeUInt32LE(crc32(raw), 8);
    facts.writeUInt32LE(packed.length, 12);
    facts.writeUInt32LE(unpacked, 16);
    facts.writeUInt16LE(path.length, 20);
    bodies.push(Buffer.from('504b03041400', 'hex'), facts, Buffer.alloc(2), path, packed);
    const rest = Buffer.alloc(16);
    rest.writeUInt32LE(says.at ?? at, 12);
    listed.push(Buffer.from('504b010214001400', 'hex'), facts, rest, path);
    at += 30 + path.length + packed.length;
  }
  const directory = Buffer.concat(listed);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, directory, end, Buffer.from(around.behind ?? '')]);
}

/** The least that is a Word document to whoever looks at names. */
export const WORD: Part[] = [
  { name: '[Content_Types].xml', content: '<Types/>' },
  { name: 'word/document.xml', content: '<w:document/>' },
];
