/** A form with files as it arrives: part after part, none of them ever whole in memory. */

export interface FormPart {
  name: string;
  /** Null for a plain field. */
  fileName: string | null;
  mime: string;
  /** To be read before the next part is asked for; what is left of it is skipped. */
  body: AsyncIterable<Uint8Array>;
}

export class BrokenForm extends Error {}

const HEAD_MAX = 16_384;

/** The boundary a Content-Type names; null where it is no form with files. */
export function boundaryOf(contentType: string): string | null {
  if (!contentType.toLowerCase().startsWith('multipart/form-data')) return null;
  return /boundary="?([^";]{1,200})/i.exec(contentType)?.[1] ?? null;
}

/** @throws BrokenForm when it ends too early or is none. */
export async function* partsOf(
  source: AsyncIterable<Uint8Array>,
  boundary: string,
): AsyncGenerator<FormPart> {
  const scanner = scan(source);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  await skip(scanner.until(delimiter));
  for (;;) {
    const after = await scanner.take(2);
    if (after === '--') return;
    if (after !== '\r\n') throw new BrokenForm('a part does not begin on a line of its own');
    const head = await headOf(scanner);
    const body = scanner.until(delimiter);
    yield { ...fieldsOf(head), body };
    await skip(body);
  }
}

interface Scanner {
  /** Everything before the mark, which is taken away with it. */
  until(mark: Buffer): AsyncGenerator<Uint8Array>;
  take(bytes: number): Promise<string>;
}

function scan(source: AsyncIterable<Uint8Array>): Scanner {
  const chunks = source[Symbol.asyncIterator]();
  // So that a boundary at the very beginning stands on a line of its own too.
  let pending: Buffer = Buffer.from('\r\n');
  const more = async (): Promise<void> => {
    const { value, done } = await chunks.next();
    if (done) throw new BrokenForm('the form ends before it is complete');
    pending = Buffer.concat([pending, value]);
  };
  return {
    async *until(mark) {
      for (;;) {
        const at = pending.indexOf(mark);
        if (at >= 0) {
          const found = pending.subarray(0, at);
          pending = pending.subarray(at + mark.length);
          if (found.length > 0) yield found;
          return;
        }
        // The mark may have begun at the end of what is here.
        const sure = pending.length - (mark.length - 1);
        if (sure > 0) {
          const found = pending.subarray(0, sure);
          pending = pending.subarray(sure);
          yield found;
        }
        await more();
      }
    },
    async take(bytes) {
      while (pending.length < bytes) await more();
      const taken = pending.subarray(0, bytes).toString('latin1');
      pending = pending.subarray(bytes);
      return taken;
    },
  };
}

async function headOf(scanner: Scanner): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of scanner.until(Buffer.from('\r\n\r\n'))) {
    length += part.length;
    if (length > HEAD_MAX) throw new BrokenForm('the head of a part is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function fieldsOf(head: string): Omit<FormPart, 'body'> {
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? '';
  const parameter = (name: string) =>
    new RegExp(`[; ]${name}="([^"]*)"`, 'i').exec(disposition)?.[1]?.replaceAll('%22', '"');
  return {
    name: parameter('name') ?? '',
    fileName: parameter('filename') ?? null,
    mime: /^content-type:\s*([^\r\n;]+)/im.exec(head)?.[1]?.trim() ?? 'application/octet-stream',
  };
}

async function skip(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of body);
}
