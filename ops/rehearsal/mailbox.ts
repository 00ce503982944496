/** Reads delivered mails for the links in them, as a learner's mail program would. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The newest link of each address that matches, from a folder of `.eml` files. */
export async function linksInMails(folder: string, pattern: RegExp): Promise<Map<string, string>> {
  const names = await readdir(folder).catch(() => []);
  const links = new Map<string, string>();
  for (const name of names.filter((each) => each.endsWith('.eml')).sort()) {
    const mail = await readFile(join(folder, name), 'utf8');
    const to = /^To:.*?([\w.+-]+@[\w.-]+)/im.exec(mail)?.[1];
    const link = pattern.exec(quotedPrintable(mail))?.[0];
    if (to && link) links.set(to, link);
  }
  return links;
}

function quotedPrintable(text: string): string {
  return text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
