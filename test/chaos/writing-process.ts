/**
 * Some workflows' stories over one database, in a process of their own. Each stands still at its own
 * place, between a row of the effect ledger and its call or between the call and its settling, until
 * the process is killed; the last process lets them go on to their end and takes everything back.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FormItem, LocalForm } from '../../actors/workspace/local/store.ts';
import { createIds } from '../../ops/clock.ts';
import { createArtifacts } from '../../persistence/artifacts.ts';
import { createBlobs } from '../../persistence/blobs.ts';
import { openDatabase } from '../../persistence/database.ts';
import { createEffectLedger } from '../../persistence/effect-ledger.ts';
import { createSeal } from '../../persistence/sealing.ts';
import { createUploadSessions } from '../../persistence/upload-sessions.ts';
import { createWorkspaceStore } from '../../persistence/workspace-store.ts';
import { outside } from '../actors/workspace-outside.ts';
import { createRig, type Rig } from '../actors/workspace-rig.ts';
import { runWholeWorkflow, undoEverything } from '../actors/workspace-story.ts';

export interface Order {
  dataDir: string;
  workflows: number;
  /** Where each stands still: twice the writes before it, and one more for after its call. */
  places: number[];
}

export type Told =
  | { kind: 'standing'; at: string[] }
  | { kind: 'ended'; lines: string[]; open: string[]; left: string[]; notUndone: string[] };

const { dataDir, workflows, places } = JSON.parse(process.argv[2] ?? '{}') as Order;
const database = await openDatabase({ dataDir });
const ids = createIds(() => Date.now());
const at: string[] = [];

function rigOf(index: number): Rig {
  return createRig({
    workflow: `wf-${index}`,
    dir: dataDir,
    ids,
    store: createWorkspaceStore<FormItem, LocalForm['settings']>(database),
    records: (dir, now) => {
      const blobs = createBlobs(join(dir, 'blobs'));
      const artifacts = createArtifacts(database, blobs, now);
      const sessions = createUploadSessions(database, createSeal('x'.repeat(40), 'uploads'));
      return { blobs, artifacts, sessions, ledger: createEffectLedger(database, now) };
    },
  });
}

/** Lets the ledger come to this place and never back from it. */
async function standStillAt(rig: Rig, place: number): Promise<void> {
  const { ledger } = rig.ports;
  const { plan, settle } = ledger;
  const rows = await ledger.ofWorkflow(rig.workflow);
  let planned = rows.length;
  let settled = rows.filter(({ state }) => state === 'done').length;
  const stand = (where: string): Promise<never> => {
    at.push(where);
    if (at.length === places.length) tell({ kind: 'standing', at });
    return new Promise(() => {});
  };
  ledger.plan = async (effect) => {
    const row = await plan(effect);
    planned += 1;
    return 2 * (planned - 1) === place ? stand(`planned ${effect.key}`) : row;
  };
  ledger.settle = async (key, state, ref) => {
    if (state === 'done') settled += 1;
    const isHere = state === 'done' && 2 * (settled - 1) + 1 === place;
    return isHere ? stand(`called ${key}`) : settle(key, state, ref);
  };
}

/** Plays the story; a call that an earlier process ended has ended, as the journal would know. */
async function play(rig: Rig): Promise<void> {
  const path = join(dataDir, `${rig.workflow}.json`);
  const results = resultsIn(path);
  let nth = 0;
  await runWholeWorkflow(rig, async (perform) => {
    nth += 1;
    if (results.length < nth) {
      results.push(await perform());
      writeFileSync(path, JSON.stringify(results));
    }
    return results[nth - 1] as Awaited<ReturnType<typeof perform>>;
  });
}

function resultsIn(path: string): unknown[] {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown[];
  } catch {
    return [];
  }
}

function tell(told: Told): void {
  process.send?.(told);
}

async function stateOf(rigs: Rig[], wanted: string): Promise<string[]> {
  const rows = await Promise.all(rigs.map((rig) => rig.ports.ledger.ofWorkflow(rig.workflow)));
  return rows.flat().flatMap(({ key, state }) => (state === wanted ? [] : [`${key} ${state}`]));
}

const rigs = Array.from({ length: workflows }, (_, index) => rigOf(index));
await Promise.all(
  rigs.map(async (rig, index) => {
    const place = places[index];
    if (place !== undefined) await standStillAt(rig, place);
    await play(rig);
  }),
);
const one = rigs[0] as Rig;
const lines = await outside(one);
const open = await stateOf(rigs, 'done');
await Promise.all(rigs.map((rig) => undoEverything(rig)));
const notUndone = await stateOf(rigs, 'compensated');
tell({ kind: 'ended', lines, open, left: await outside(one), notUndone });
await database.close();
