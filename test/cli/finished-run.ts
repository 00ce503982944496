/** A workflow that the product ran to its end, with learners whose names and addresses are planted. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import JSZip from 'jszip';
import { parse, stringify } from 'yaml';
import type { Database } from '../../persistence/database.ts';
import { REQUEST } from '../chaos/process.ts';

const MAIN = fileURLToPath(new URL('../../main.ts', import.meta.url));

/** Names no document and no other text has. `learner-1` has a deck, `learner-3` never answers. */
export const PLANTED = [
  { id: 'learner-1', name: 'Zyxora Quimbleworth', email: 'zyxora.q@planted.example' },
  { id: 'learner-2', name: 'Vroskel Jutterby', email: 'vroskel@planted.example' },
  { id: 'learner-3', name: 'Ploovina Ganderwick', email: 'ploovina@planted.example' },
] as const;

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** @param env over the test's own environment; no database server and no Google unless it says so */
export function presgen(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const plain = {
    AVATAR_SIDECAR: 'off',
    DECK_PROOFS: '0',
    DATABASE_URL: '',
    GOOGLE_SERVICE_ACCOUNT_FILE: '',
    LOG_LEVEL: 'warn',
  };
  const options = { env: { ...process.env, ...plain, ...env }, maxBuffer: 1 << 26 };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [MAIN, ...args], options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

export interface FinishedRun {
  workflow: string;
  /** A fresh copy of everything the run left: `out`, and `out/data` for DATA_DIR. */
  copy(name: string): Promise<{ out: string; dataDir: string }>;
  remove(): Promise<void>;
}

/** Without voices and encoder, which makes it short. */
export async function finishedRun(): Promise<FinishedRun> {
  const root = await mkdtemp(join(tmpdir(), 'presgen-kept-'));
  const folder = join(root, 'request');
  await cp(dirname(REQUEST), folder, { recursive: true });
  const path = join(folder, 'request.yaml');
  const request = parse(await readFile(path, 'utf8')) as object;
  await writeFile(path, stringify({ ...request, learners: PLANTED }));
  const bare = join(root, 'no-programs');
  await mkdir(bare);
  const made = join(root, 'made');
  const ended = await presgen(['run', path, '--auto', '--out', made], { PATH: bare });
  if (ended.code !== 0) throw new Error(ended.stderr);
  return {
    workflow: (await readFile(join(made, 'workflow-id'), 'utf8')).trim(),
    copy: async (name) => {
      const out = join(root, name, 'out');
      await cp(made, out, { recursive: true });
      return { out, dataDir: join(out, 'data') };
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** Files under a folder that hold one of these texts, in whatever case; looks into zip archives. */
export async function filesWith(folder: string, texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (await holds(await readFile(path), texts)) found.push(path);
  }
  return found;
}

/** Whether bytes hold one of these texts, plain, in base64 or in UTF-16, or inside a zip archive. */
export async function holds(bytes: Buffer, texts: readonly string[]): Promise<boolean> {
  const plain = bytes.toString('latin1').toLowerCase();
  const forms = texts.flatMap((text) => [
    text.toLowerCase(),
    Buffer.from(text, 'utf16le').toString('latin1').toLowerCase(),
    Buffer.from(text)
      .toString('base64')
      .replace(/.{0,3}=*$/, '')
      .toLowerCase(),
  ]);
  if (forms.some((form) => plain.includes(form))) return true;
  if (!plain.startsWith('pk\u0003\u0004')) return false;
  const zip = await JSZip.loadAsync(bytes);
  for (const file of Object.values(zip.files))
    if (!file.dir && (await holds(await file.async('nodebuffer'), texts))) return true;
  return false;
}

/** Every row of every table as text, binary columns decoded as far as they are text. */
export async function dumped(database: Database): Promise<string> {
  const columns = await database.sql<{ table_name: string; column_name: string; type: string }>(
    `select table_name, column_name, data_type as type from information_schema.columns
     where table_schema = 'public' order by 1, 2`,
  );
  const parts: string[] = [];
  for (const { table_name, column_name, type } of columns) {
    const text = type === 'bytea' ? `encode("${column_name}", 'escape')` : `"${column_name}"::text`;
    const rows = await database.sql<{ text: string | null }>(
      `select ${text} as text from "${table_name}"`,
    );
    parts.push(...rows.map((row) => row.text ?? ''));
  }
  return parts.join('\n');
}
