/**
 * Where mails go: always into a folder as real messages that any mail program opens, and to an
 * SMTP server as well when one is configured. Named by the ledger key, so a repeat changes nothing.
 */
import { createHash } from 'node:crypto';
import { access, mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';

import { PresGenError, terminal, transient } from '../../runtime/errors.ts';

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
  send: Send | null = options.smtpUrl === null ? null : smtp(options.smtpUrl),
): Outbox {
  return {
    async deliver(message) {
      const name = createHash('sha256').update(message.key).digest('hex');
      const file = join(options.folder, `${name}.eml`);
      const raw = await compose(message, name, options);
      if (!(await exists(file))) await keep(options.folder, file, raw);
      if (send === null) return { file, sent: false };
      await translated(send({ from: options.from, to: message.to.email }, raw));
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

function smtp(url: string): Send {
  const transport = createTransport(url);
  return (envelope, raw) => transport.sendMail({ envelope, raw });
}

/** A server's own words may quote the address, so only its reply code is passed on. */
async function translated(sending: Promise<unknown>): Promise<void> {
  try {
    await sending;
  } catch (cause) {
    if (cause instanceof PresGenError) throw cause;
    const code = Number((cause as { responseCode?: unknown }).responseCode);
    if (code >= 500 && code < 600) {
      throw terminal('MAIL_REFUSED', `the mail server refused a message with code ${code}`, cause);
    }
    throw transient('MAIL_UNREACHABLE', 'the mail server did not take a message', { cause });
  }
}
