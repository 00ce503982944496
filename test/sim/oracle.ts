/** What must hold of any workflow that has ended, however it went, and of the store it leaves. */
import type { CertificationContext } from '../../machines/certification-context.ts';
import { breakers } from '../../machines/registry.ts';
import type { ActorRecord, JournalEntry, LoadedActor, Store } from '../../runtime/ports.ts';

import type { MachineLookup } from '../../runtime/versions.ts';
import { brokenBreaker } from './breaker-model.ts';
import type { Ledger } from './ledger.ts';
import { differences, revived } from './replayed.ts';

export interface Remains {
  root: string;
  store: Store;
  machines: MachineLookup;
  ledger: Ledger;
  now: number;
  /** Journals known to replay, because they equal others that were replayed. */
  isReplayed?: boolean;
}

/** Every broken promise, as a sentence. */
export async function brokenPromises(remains: Remains): Promise<string[]> {
  const { root, store, ledger, machines } = remains;
  const broken: string[] = [];
  const family = await store.family(root);
  const shared = breakers().map(({ address }) => address);
  for (const address of [...family.map((actor) => actor.address), ...shared]) {
    const loaded = await store.load(address);
    const journal = await store.journal(address, -1, 100_000);
    if (loaded === null) {
      broken.push(`${address} cannot be loaded`);
      continue;
    }
    broken.push(...unlike(ledger, address, journal), ...unkept(ledger, loaded));
    if (!remains.isReplayed) broken.push(...differences(machines, loaded, journal));
    if (shared.includes(address)) broken.push(...brokenBreaker(journal, loaded));
  }
  for (const actor of family)
    if (actor.status === 'active') broken.push(`${actor.address} outlives its workflow`);
  broken.push(...(await orphans(remains, shared)), ...lostEffects(ledger));
  const loaded = await store.load(root);
  const workflow = loaded ? revived(machines, loaded) : null;
  if (workflow instanceof Error) return [...broken, `it does not revive: ${workflow.message}`];
  if (workflow?.status !== 'done') broken.push(`never ended: ${JSON.stringify(workflow?.value)}`);
  else broken.push(...brokenEnding(workflow, ledger));
  return broken;
}

/** An ended child is read without its journal. */
function unkept(ledger: Ledger, { record, tail }: LoadedActor): string[] {
  const isEnded = ledger.actors.get(record.address)?.after.status !== 'active';
  const isWhole = record.parent === null || !isEnded || tail.length === 0;
  return isWhole ? [] : [`${record.address} has ended and is not stored whole`];
}

/** The stored journal against what the witness saw accepted. */
function unlike(ledger: Ledger, address: string, journal: JournalEntry[]): string[] {
  const written = ledger.actors.get(address)?.journal ?? [];
  const same = JSON.stringify(written.map(({ entry }) => entry)) === JSON.stringify(journal);
  return same ? [] : [`the journal of ${address} is not what was accepted`];
}

async function orphans({ store, now }: Remains, shared: string[]): Promise<string[]> {
  const forever = 100 * 365 * 86_400_000;
  const rows = await store.due(now + forever, 1000);
  const left = rows.filter(({ address, timer }) => timer === null || !shared.includes(address));
  const running = await store.takeOverActivities();
  return [
    ...left.map(({ address, eventId }) => `inbox row ${eventId} of ${address} is left over`),
    ...running.map(({ key }) => `activity ${key} is left over`),
  ];
}

/** Every effect that was asked for reached the world or was stopped. */
function lostEffects(ledger: Ledger): string[] {
  const asked = [...ledger.actors.values()].flatMap(({ journal }) => journal).length;
  const left = [...ledger.activities.keys()].map((key) => `activity ${key} was never finished`);
  return asked === 0 ? ['nothing was ever done'] : left;
}

function brokenEnding(workflow: ActorRecord, ledger: Ledger): string[] {
  const { context } = workflow.snapshot as unknown as { context: CertificationContext };
  const { begun, undone, left_behind: left } = context;
  const broken: string[] = [];
  if (workflow.view.status === 'completed') {
    if (begun.length !== 11) broken.push(`completed after ${begun.length} steps`);
    if (Object.keys(context.calls).length > 0)
      broken.push(`${Object.keys(context.calls).join(', ')} still counted as in progress`);
  } else {
    const settled = new Set([...undone, ...left.map(({ step }) => step)]);
    const open = begun.filter((step) => !settled.has(step));
    if (open.length > 0)
      broken.push(`ended with ${open.join(', ')} neither undone nor left behind`);
    const reversed = begun.toReversed().filter((step) => undone.includes(step));
    if (reversed.join() !== undone.join()) broken.push(`undone in the order ${undone.join(', ')}`);
  }
  const reached = [...ledger.effects.values()].filter(({ times }) => times > 0);
  if (begun.length > 0 && workflow.view.status === 'completed' && reached.length < 11)
    broken.push(`completed after ${reached.length} effects`);
  return broken;
}
