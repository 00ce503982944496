/** The log the steps write, read as it grows, and what it must say in the end. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { now, pause } from './clock.ts';
import { STEPS } from './job.ts';

/** One step that ran: of which workflow, which step, when by the harness's clock. */
export interface Line {
  id: string;
  step: string;
  at: number;
  /** The idempotency key it ran under, where the host tells. */
  key?: string;
}

/** A log that is read as it grows, never twice. */
export interface Follower {
  /** What was appended since the last call, whole lines only. */
  read(): Line[];
  close(): void;
}

/** Opens the file for reading; it must exist. */
export function follow(path: string): Follower {
  const file = openSync(path, 'r');
  let offset = 0;
  let rest = '';
  return {
    read: () => {
      const chunk = Buffer.alloc(fstatSync(file).size - offset);
      offset += readSync(file, chunk, 0, chunk.length, offset);
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      return lines.map(parse);
    },
    close: () => closeSync(file),
  };
}

function parse(line: string): Line {
  const [id = '', step = '', at = '', key] = line.split(' ');
  return { id, step, at: Number(at), ...(key !== undefined && { key }) };
}

/** How often a log is looked at, and how long without a new line counts as stuck, in ms. */
export interface Patience {
  pollMs: number;
  stallMs: number;
}

/**
 * Hands every new line to `take` until that says the wait is over. Rejects when nothing is written
 * for too long; `waitingFor` then says what did not come.
 */
export async function readUntil(
  log: Follower,
  patience: Patience,
  waitingFor: string,
  take: (fresh: Line[]) => boolean | Promise<boolean>,
): Promise<void> {
  let progressAt = now();
  for (;;) {
    const fresh = log.read();
    if (await take(fresh)) return;
    if (fresh.length > 0) progressAt = now();
    else if (now() - progressAt > patience.stallMs) throw new Error(`stuck: ${waitingFor}`);
    await pause(patience.pollMs);
  }
}

/** The job's lines, in order, for one workflow; anything else is a wrong run. */
const EXPECTED = [...Array.from({ length: STEPS }, (_, index) => String(index + 1)), 'end'];

/** The steps of each workflow in the order in which they ran. */
function stepsOf(lines: Line[], ids: string[]): Map<string, string[]> {
  const steps = new Map(ids.map((id) => [id, [] as string[]]));
  for (const { id, step } of lines) steps.get(id)?.push(step);
  return steps;
}

/** Throws unless every workflow ran every step once, in order. */
export function checkOrder(lines: Line[], ids: string[]): void {
  const wanted = EXPECTED.join();
  refuse([...stepsOf(lines, ids)].filter(([, seen]) => seen.join() !== wanted));
}

/** What a crash did to the steps. */
export interface Aftermath {
  /** Steps that never ran. */
  lost: number;
  /** Lines beyond the first of a step: it ran again, as an effect that was cut off may. */
  repeated: number;
  /** Steps that ran again under another key, which no receiver could tell from a new order. */
  rekeyed: number;
}

/**
 * Counts what a crash cost. Throws when a step ran before the one it follows, or again after a
 * later one: a repeat is only right for the step that was under way.
 */
export function aftermath(lines: Line[], ids: string[]): Aftermath {
  const steps = stepsOf(
    lines.filter(({ step }) => step !== 'end'),
    ids,
  );
  refuse([...steps].filter(([, seen]) => seen.some((step, at) => isOutOfOrder(seen, step, at))));
  const distinct = [...steps.values()].map((seen) => new Set(seen).size);
  const total = [...steps.values()].reduce((sum, seen) => sum + seen.length, 0);
  const ran = distinct.reduce((sum, count) => sum + count, 0);
  return {
    lost: ids.length * STEPS - ran,
    repeated: total - ran,
    rekeyed: countRekeyed(lines),
  };
}

/** In order is: the first step, the step before once more, or the one after it. */
function isOutOfOrder(seen: string[], step: string, at: number): boolean {
  const before = at === 0 ? 0 : Number(seen[at - 1]);
  return Number(step) !== before + 1 && !(at > 0 && Number(step) === before);
}

function countRekeyed(lines: Line[]): number {
  const keys = new Map<string, Set<string>>();
  for (const { id, step, key } of lines) {
    if (key === undefined) continue;
    const name = `${id} ${step}`;
    keys.set(name, (keys.get(name) ?? new Set()).add(key));
  }
  return [...keys.values()].filter(({ size }) => size > 1).length;
}

function refuse(wrong: [string, string[]][]): void {
  const [first] = wrong;
  if (first)
    throw new Error(`${wrong.length} workflows ran other steps, such as ${first[0]}: ${first[1]}`);
}
