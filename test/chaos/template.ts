/**
 * A folder in which nothing has happened yet but the workflow's id is decided: questions and answers
 * are drawn from the id, so two runs can be compared only under the same one.
 */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../persistence/database.ts';
import { createRequests } from '../../persistence/requests.ts';

/** Id of every workflow started from the template. */
export const WORKFLOW = 'wf-chaos';
const KEY = 'chaos';
/** `organization_id` of the fixture; keys are kept per organisation. */
const ORGANISATION = 'mill-street-bakery';

export interface Template {
  /** A folder without any program in it. */
  bare: string;
  /** A fresh copy to run in with `--resume`. */
  copy(name: string): Promise<string>;
  remove(): Promise<void>;
}

export async function createTemplate(): Promise<Template> {
  const root = await mkdtemp(join(tmpdir(), 'presgen-chaos-'));
  const blank = join(root, 'blank');
  const bare = join(root, 'no-programs');
  await mkdir(bare);
  await mkdir(blank);
  await writeFile(join(blank, '.presgen-run'), JSON.stringify({ key: KEY, port: 0 }));
  const database = await openDatabase({ dataDir: join(blank, 'data') });
  await createRequests(database, { seal: () => [] }).remember(`${ORGANISATION}:${KEY}`, WORKFLOW);
  await database.close();
  return {
    bare,
    copy: async (name) => {
      const out = join(root, name);
      await cp(blank, out, { recursive: true });
      return out;
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
