/** Reads a letter of ours back from its file: who it is for, and both ways it was set. */

export interface ReadLetter {
  subject: string;
  to: string;
  from: string;
  /** ms since 1970; null where the file does not say. */
  date: number | null;
  messageId: string;
  text: string;
  html: string;
}

interface Entity {
  headers: Map<string, string>;
  body: string;
}

export function readLetter(raw: Buffer): ReadLetter {
  const whole = entityOf(raw.toString('latin1'));
  const header = (name: string) => decodedWords(whole.headers.get(name) ?? '');
  const date = Date.parse(whole.headers.get('date') ?? '');
  const leaves = leavesOf(whole, 0);
  const of = (type: string) => leaves.find(({ headers }) => typeOf(headers).startsWith(type));
  return {
    subject: header('subject'),
    to: header('to'),
    from: header('from'),
    date: Number.isNaN(date) ? null : date,
    messageId: whole.headers.get('message-id') ?? '',
    text: contentOf(of('text/plain')),
    html: contentOf(of('text/html')),
  };
}

function entityOf(raw: string): Entity {
  const at = raw.search(/\r?\n\r?\n/);
  const head = at < 0 ? raw : raw.slice(0, at);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return { headers, body: at < 0 ? '' : raw.slice(at).replace(/^\r?\n\r?\n/, '') };
}

/** Far deeper than any letter of ours. */
const DEPTH_MAX = 4;

function leavesOf(entity: Entity, depth: number): Entity[] {
  const boundary = /boundary="?([^";]+)/i.exec(entity.headers.get('content-type') ?? '')?.[1];
  if (boundary === undefined || depth >= DEPTH_MAX) return [entity];
  return `\r\n${entity.body}`
    .split(`\r\n--${boundary}`)
    .slice(1, -1)
    .flatMap((part) => leavesOf(entityOf(part.replace(/^\r?\n/, '')), depth + 1));
}

function typeOf(headers: Map<string, string>): string {
  return (headers.get('content-type') ?? 'text/plain').toLowerCase();
}

function contentOf(entity: Entity | undefined): string {
  if (entity === undefined) return '';
  const encoding = (entity.headers.get('content-transfer-encoding') ?? '').toLowerCase();
  if (encoding === 'base64') return Buffer.from(entity.body, 'base64').toString('utf8');
  const plain = encoding === 'quoted-printable' ? unquoted(entity.body) : entity.body;
  return Buffer.from(plain, 'latin1').toString('utf8');
}

function unquoted(text: string): string {
  return text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
}

/** RFC 2047: words of a header that are not plain ASCII. */
function decodedWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how: string, word: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString('latin1')
        : unquoted(word.replaceAll('_', ' ')),
    )
    .replace(/[\u0080-\u00ff]+/g, (bytes) => Buffer.from(bytes, 'latin1').toString('utf8'));
}
