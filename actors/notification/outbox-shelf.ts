/** The outbox as people look at it: the letters, what became of each, and sending one again. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { terminal } from '../../runtime/errors.ts';
import { readMark, writeMark } from './delivery-marks.ts';
import { type ReadLetter, readLetter } from './letter-reader.ts';
import { type OutboxOptions, type Send, translated } from './outbox.ts';

export interface KeptLetter extends Omit<ReadLetter, 'text' | 'html'> {
  id: string;
  /** `kept`: in the folder only, since no mail server is configured or its turn has not come. */
  state: 'kept' | 'sent' | 'failed';
  attempts: number;
  code: string | null;
  resent: number;
}

export interface OutboxShelf {
  /** Whether a mail server is configured. */
  canSend: boolean;
  /** The newest first, and how many there are altogether. */
  list(limit: number): Promise<{ letters: KeptLetter[]; total: number }>;
  letter(id: string): Promise<(KeptLetter & { text: string; html: string }) | null>;
  raw(id: string): Promise<Buffer | null>;
  /** Sends a kept letter once more, on purpose, as RFC 5322 has it (Resent-). Throws as `deliver` does. */
  resend(id: string): Promise<void>;
}

const NAME = /^([0-9a-f]{64})\.eml$/;

export function createOutboxShelf(
  options: Pick<OutboxOptions, 'folder' | 'from' | 'now'>,
  send: Send | null,
): OutboxShelf {
  const { folder } = options;
  const raw = async (id: string): Promise<Buffer | null> =>
    NAME.test(`${id}.eml`) ? readFile(join(folder, `${id}.eml`)).catch(() => null) : null;

  const letter: OutboxShelf['letter'] = async (id) => {
    const bytes = await raw(id);
    if (bytes === null) return null;
    const mark = await readMark(folder, id);
    const { state = 'kept', attempts = 0, code = null, resent = 0 } = mark ?? {};
    return { ...readLetter(bytes), id, state, attempts, code, resent };
  };

  return {
    canSend: send !== null,
    raw,
    letter,
    async list(limit) {
      const ids = await newestFirst(folder);
      const found = await Promise.all(ids.slice(0, limit).map(letter));
      const letters = found.filter((each) => each !== null).map(({ text, html, ...rest }) => rest);
      return { letters, total: ids.length };
    },
    async resend(id) {
      const bytes = await raw(id);
      if (bytes === null) throw terminal('MAIL_UNKNOWN', 'there is no such letter');
      if (send === null)
        throw terminal('MAIL_NOT_CONFIGURED', 'no mail server is configured: set SMTP_URL');
      const mark = await readMark(folder, id);
      const resent = (mark?.resent ?? 0) + 1;
      const to = addressIn(readLetter(bytes).to);
      const again = Buffer.concat([resentHead(options, id, resent, to), bytes]);
      await translated(send({ from: options.from, to }, again));
      const attempts = (mark?.attempts ?? 0) + 1;
      await writeMark(folder, id, { state: 'sent', at: options.now(), attempts, resent });
    },
  };
}

async function newestFirst(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const ids = names.flatMap((name) => NAME.exec(name)?.[1] ?? []);
  const dated = await Promise.all(
    ids.map(async (id) => ({ id, at: (await stat(join(folder, `${id}.eml`))).mtimeMs })),
  );
  return dated.sort((a, b) => b.at - a.at || a.id.localeCompare(b.id)).map(({ id }) => id);
}

function addressIn(to: string): string {
  return /<([^<>]+)>\s*$/.exec(to)?.[1] ?? to.trim();
}

/** A number of its own, so that a mail program does not take it for the first one. */
function resentHead(
  { from, now }: Pick<OutboxOptions, 'from' | 'now'>,
  id: string,
  resent: number,
  to: string,
): Buffer {
  const own = createHash('sha256').update(`${id}/${resent}`).digest('hex');
  const lines = [
    `Resent-Date: ${new Date(now()).toUTCString().replace('GMT', '+0000')}`,
    `Resent-From: ${from}`,
    `Resent-To: ${to}`,
    `Resent-Message-ID: <${own}@presgen.invalid>`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}
