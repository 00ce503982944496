/** An actor at rest in a state with `after` has the inbox row that will wake it. */
import { revive } from '../../runtime/replay.ts';
import type { Process, Surroundings } from './process.ts';

/** Sentences about timers that a state promises and no row will fire. */
export async function lostTimers(
  root: string,
  { store, machines, clock, ledger }: Surroundings,
): Promise<string[]> {
  const rows = await store.due(clock.now() + 100 * 365 * 86_400_000, 10_000);
  const armed = new Set(
    rows
      .filter(({ timer }) => timer !== null)
      .map(({ address, eventId }) => `${address} ${eventId}`),
  );
  const actors = (await store.family(root)).filter(({ status }) => status === 'active');
  const lost: string[] = [];
  for (const { address } of actors) {
    const loaded = await store.load(address);
    if (loaded === null) continue;
    const { record, snapshot } = revive(machines, loaded);
    const wanted = (snapshot?._nodes ?? [])
      .flatMap((node) => node.after.map(({ eventType }) => eventType))
      .filter((timer) => record.timers[timer] !== undefined || !hasFired(ledger, address, timer))
      .filter((timer) => !armed.has(`${address} ${record.timers[timer]}`));
    lost.push(...wanted.map((timer) => `${address} waits for ${timer} and no row will wake it`));
  }
  return lost;
}

/** A state that stays after its timer has fired does not arm it again. */
function hasFired(ledger: Surroundings['ledger'], address: string, timer: string): boolean {
  const journal = ledger.actors.get(address)?.journal ?? [];
  return journal.some(({ entry }) => entry.event.type === timer);
}

/** Sentences about what should have happened by now, with one healthy process and a store that answers. */
export function leftWaiting({ ledger, clock }: Surroundings, host: Process): string[] {
  const running = new Set(host.runs());
  const unrun = [...ledger.activities.keys()].filter((key) => !running.has(key));
  const late = [...ledger.inbox.values()].filter(({ dueMs }) => dueMs <= clock.now());
  const found = [
    ...late.map(({ address, eventId }) => `${address} is not given ${eventId}`),
    ...unrun.map((key) => `nobody runs ${key}`),
  ];
  for (const { after } of ledger.actors.values()) {
    if (after.parent === null || after.status !== 'active') continue;
    const parent = ledger.actors.get(after.parent)?.after;
    if (parent?.status !== 'active' || parent.childInc[String(after.idInParent)] !== after.inc)
      found.push(`${after.address} goes on although nobody waits for it`);
  }
  return found;
}
