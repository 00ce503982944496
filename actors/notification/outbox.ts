/**
 * Where mails go: always into a folder as real messages that any mail program opens, and to an
 * SMTP server as well when one is configured. Named by the ledger key, so a repeat changes nothing.
 */
import { createHash } from 'node:crypto';
import { access, mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';

import { PresGenError, terminal, transient } from '../../runtime/errors.ts';
import { readMark, writeMark } from './delivery-marks.ts';

/** A mail to one person. `key` is its ledger key; the same key is the same mail. */
export interface Message {
  key: string;
  to: { name: string; email: string };
  subject: string;
  text: string;
  html: string;
}

/** Takes a message and has it kept or sent when it resolves. */
export interface Outbox {
  deliver(message: Message): Promise<{ file: string; sent: boolean }>;
}

export interface OutboxOptions {
  /** `<dataDir>/workspace/outbox`; created when missing. */
  folder: string;
  /** RFC 5322 address, e.g. `PresGen <presgen@localhost>`. */
  from: string;
  /** `smtp://user:pass@host:port`, or null to keep mails in the folder only. */
  smtpUrl: string | null;
  now: () => number;
}

/** Hands one finished message to a mail server. */
export type Send = (envelope: { from: string; to: string }, raw: Buffer) => Promise<unknown>;

/** `send` is for tests; by default it is SMTP when a server is configured. */
export function createOutbox(
  options: OutboxOptions,
  send: Send | null = smtpOf(options.smtpUrl),
): Outbox {
  return {
    async deliver(message) {
      const name = createHash('sha256').update(message.key).digest('hex');
      const file = join(options.folder, `${name}.eml`);
      if (!(await exists(file)))
        await keep(options.folder, file, await compose(message, name, options));
      if (send === null) return { file, sent: false };
      const mark = await readMark(options.folder, name);
      // The mail server has it; a crash came before whoever asked for it knew.
      if (mark?.state === 'sent') return { file, sent: true };
      const attempt = { at: options.now(), attempts: (mark?.attempts ?? 0) + 1, resent: 0 };
      try {
        await translated(send({ from: options.from, to: message.to.email }, await readFile(file)));
      } catch (error) {
        const code = error instanceof PresGenError ? error.code : 'MAIL_UNREACHABLE';
        await writeMark(options.folder, name, { state: 'failed', code, ...attempt });
        throw error;
      }
      await writeMark(options.folder, name, { state: 'sent', ...attempt });
      return { file, sent: true };
    },
  };
}

function compose(message: Message, name: string, options: OutboxOptions): Promise<Buffer> {
  const composer = new MailComposer({
    from: options.from,
    to: { name: message.to.name, address: message.to.email },
    subject: message.subject,
    text: message.text,
    html: message.html,
    messageId: `<${name}@presgen.invalid>`,
    date: new Date(options.now()),
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
  return composer.compile().build();
}

async function keep(folder: string, file: string, raw: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true });
  const half = `${file}.part`;
  const handle = await open(half, 'w', 0o600);
  try {
    await handle.writeFile(raw);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(half, file);
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}

/** @param url `smtp://user:pass@host:port`; null where no mail server is configured. */
export function smtpOf(url: string | null): Send | null {
  return url === null ? null : smtp(url);
}

function smtp(url: string): Send {
  const transport = createTransport(url);
  return (envelope, raw) => transport.sendMail({ envelope, raw });
}

/** A server's own words may quote the address, so only its reply code is passed on. */
export async function translated(sending: Promise<unknown>): Promise<void> {
  try {
    await sending;
  } catch (cause) {
    if (cause instanceof PresGenError) throw cause;
    const code = Number((cause as { responseCode?: unknown }).responseCode);
    // Which of them refused is the address's fault, which the sender's login is not.
    if (code === 535 || code === 530 || code === 534)
      throw transient('MAIL_LOGIN_REFUSED', LOGIN, { cause });
    if (code >= 500 && code < 600)
      throw terminal('MAIL_REFUSED', `the mail server refused a message with code ${code}`, cause);
    throw transient('MAIL_UNREACHABLE', UNREACHABLE, { cause });
  }
}

const LOGIN =
  'the mail server refused our login: put the right name and password into SMTP_URL, then retry';
const UNREACHABLE =
  'the mail server did not take a message: check SMTP_URL and that the server runs, then retry';
