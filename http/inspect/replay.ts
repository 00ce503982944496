/**
 * A workflow's past as an inspector would have seen it: the journals of all its actors merged into
 * the order in which things happened, told again at the watcher's speed.
 */
import type { JournalEntry } from '../../runtime/ports.ts';
import type { ServerPorts } from '../server-ports.ts';
import { endedChild, parentOf } from './protocol.ts';

const PAGE = 100;
/** A workflow waits for days; nobody watching a replay should. */
const GAP_MAX_MS = 2000;

/** One actor's journal while it is read: what has come and not yet gone on. */
interface Reading {
  address: string;
  entries: JournalEntry[];
  /** Last position read. */
  seq: number;
  isWhole: boolean;
}

/**
 * Every entry of these actors' journals: oldest first, a birth after the parent's, the end of a
 * child before its parent hears of it, even where several processes' clocks disagreed.
 */
export async function* mergedJournals(
  { journal }: Pick<ServerPorts['engine'], 'journal'>,
  addresses: string[],
): AsyncGenerator<JournalEntry> {
  const readings = new Map<string, Reading>(
    addresses.map((address) => [address, { address, entries: [], seq: 0, isWhole: false }]),
  );
  const begun = new Set<string>();
  for (;;) {
    for (const reading of readings.values()) {
      if (reading.entries.length === 0 && !reading.isWhole) await readOn(journal, reading);
      if (reading.entries.length === 0) readings.delete(reading.address);
    }
    const heads = [...readings.values()].flatMap(({ entries }) => entries.slice(0, 1));
    if (heads.length === 0) return;
    const ready = heads.filter((entry) => isReady(entry, readings, begun));
    const next = earliest(ready.length > 0 ? ready : heads);
    readings.get(next.address)?.entries.shift();
    begun.add(next.address);
    yield next;
  }
}

async function readOn(journal: ServerPorts['engine']['journal'], reading: Reading): Promise<void> {
  const page = await journal(reading.address, reading.seq, PAGE);
  reading.entries.push(...page);
  reading.seq = page.at(-1)?.seq ?? reading.seq;
  reading.isWhole = page.length < PAGE;
}

function isReady(entry: JournalEntry, readings: Map<string, Reading>, begun: Set<string>): boolean {
  const parent = parentOf(entry.address);
  const isEarly = parent !== undefined && readings.has(parent) && !begun.has(parent);
  const child = endedChild(entry);
  return !isEarly && (child === null || !readings.has(child));
}

function earliest(entries: JournalEntry[]): JournalEntry {
  return entries.reduce((first, each) => {
    if (each.at !== first.at) return each.at < first.at ? each : first;
    return depthOf(each) < depthOf(first) ? each : first;
  });
}

function depthOf({ address }: JournalEntry): number {
  return address.split('/').length;
}

/** Times as fast as it was; null for as fast as the reader takes it. */
export type Speed = number | null;

/** The watcher's hand on a replay. */
export interface Pace {
  /** Resolves when the next entry is due, given when it happened; false when nobody watches any more. */
  due(at: number): Promise<boolean>;
  /** Sets the speed without starting what was paused. */
  speed(speed: Speed): void;
  pause(): void;
  resume(): void;
  /** Lets one entry go on while paused. */
  step(): void;
  stop(): void;
  state(): { speed: Speed; paused: boolean };
}

export function createPace(
  { now, wakeAt }: Pick<ServerPorts, 'now' | 'wakeAt'>,
  start: { speed: Speed; paused: boolean },
): Pace {
  let { speed, paused } = start;
  let isStopped = false;
  let steps = 0;
  let told: number | null = null;
  let look = (): void => undefined;

  /** Waits until its time has come, or until the watcher changes something. */
  const wait = (untilMs: number | null): Promise<void> =>
    new Promise((resolve) => {
      const cancel = untilMs === null ? () => undefined : wakeAt(untilMs, () => look());
      look = () => {
        cancel();
        resolve();
      };
    });

  /** ms to wait still; null until somebody says otherwise. */
  const leftOf = (gap: number, waited: number): number | null => {
    if (paused) return null;
    return speed === null ? 0 : Math.max(0, Math.ceil(gap / speed - waited));
  };

  return {
    due: async (at) => {
      const gap = told === null ? 0 : Math.min(GAP_MAX_MS, Math.max(0, at - told));
      told = at;
      const began = now();
      while (!isStopped && steps === 0) {
        const left = leftOf(gap, now() - began);
        if (left === 0) break;
        await wait(left === null ? null : now() + left);
      }
      steps = Math.max(0, steps - 1);
      return !isStopped;
    },
    speed: (to) => {
      speed = to;
      look();
    },
    pause: () => {
      paused = true;
      look();
    },
    resume: () => {
      paused = false;
      look();
    },
    step: () => {
      paused = true;
      steps += 1;
      look();
    },
    stop: () => {
      isStopped = true;
      look();
    },
    state: () => ({ speed, paused }),
  };
}
