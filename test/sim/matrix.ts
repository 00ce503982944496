/**
 * The crash matrix: walk a path undisturbed and number every write and every moment after a commit;
 * then walk it again once for each of them, dying there, and compare what is left.
 */
import { isDeepStrictEqual } from 'node:util';
import { FAULTLESS, type Fate, type Faults, type Moment } from './faults.ts';
import { type Journey, travel } from './journey.ts';
import type { Path } from './paths.ts';

/** One place to die: the n-th write (before or after it), or the n-th such moment. */
export type CrashPoint = { at: Moment | 'write'; n: number; fate: Fate };

export interface Undisturbed {
  journey: Journey;
  points: CrashPoint[];
}

/** Walks the path without a crash and lists where it could have died. */
export async function explore(path: Path): Promise<Undisturbed> {
  const seen = new Map<CrashPoint['at'], number>();
  const note = (at: CrashPoint['at']): void => void seen.set(at, (seen.get(at) ?? 0) + 1);
  const journey = await travel(path, {
    ...FAULTLESS,
    store: (_name, isWrite) => {
      if (isWrite) note('write');
      return 'ok';
    },
    dies: (moment) => {
      note(moment);
      return false;
    },
  });
  return { journey, points: [...seen].flatMap(([at, count]) => pointsOf(at, count)) };
}

function pointsOf(at: CrashPoint['at'], count: number): CrashPoint[] {
  const fates: Fate[] = at === 'write' ? ['dies before', 'dies after'] : ['dies after'];
  return Array.from({ length: count }, (_, n) => fates.map((fate) => ({ at, n, fate }))).flat();
}

/**
 * Dies at each of these points, one after the other, each counted from the crash before it.
 * @param left the points ahead; the ones behind are taken away.
 */
export function dyingAt(left: CrashPoint[]): Faults {
  let passed = 0;
  const reaches = (at: CrashPoint['at']): CrashPoint | null => {
    const next = left[0];
    if (next?.at !== at) return null;
    passed += 1;
    if (passed <= next.n) return null;
    left.shift();
    passed = 0;
    return next;
  };
  return {
    ...FAULTLESS,
    store: (_name, isWrite) => (isWrite ? (reaches('write')?.fate ?? 'ok') : 'ok'),
    dies: (moment) => reaches(moment) !== null,
  };
}

export interface Comparison {
  /** Whether the journey lived long enough to die at the last point. */
  isReached: boolean;
  /** How the journey with these crashes differs from the undisturbed one. */
  found: string[];
}

/** Walks the path with these crashes and holds what is left against the undisturbed journey. */
export async function compare(
  path: Path,
  calm: Journey,
  points: CrashPoint[],
): Promise<Comparison> {
  const ahead = [...points];
  const journey = await travel(path, dyingAt(ahead), true);
  if (ahead.length > 0) return { isReached: false, found: [] };
  const found = [...journey.violations];
  for (const [address, record] of Object.entries(calm.records))
    if (!isDeepStrictEqual(journey.records[address], record))
      found.push(`${address} ends otherwise`);
  if (journey.effects.join() !== calm.effects.join())
    found.push(`other effects: ${difference(journey.effects, calm.effects)}`);
  found.push(...otherJournals(journey.journals, calm.journals));
  return { isReached: true, found };
}

function otherJournals(here: Journey['journals'], there: Journey['journals']): string[] {
  const addresses = new Set([...Object.keys(here), ...Object.keys(there)]);
  return [...addresses].flatMap((address) => {
    const [mine, calm] = [here[address] ?? [], there[address] ?? []];
    const length = Math.max(mine.length, calm.length);
    const index = Array.from({ length }, (_, at) => at).find(
      (at) => !isDeepStrictEqual(mine[at], calm[at]),
    );
    if (index === undefined) return [];
    const [is, was] = [mine[index], calm[index]].map((entry) =>
      JSON.stringify(entry)?.slice(0, 300),
    );
    return [`entry ${index + 1} of ${address} is ${is} instead of ${was}`];
  });
}

function difference(here: string[], there: string[]): string {
  const more = here.filter((key) => !there.includes(key)).map((key) => `+${key}`);
  const less = there.filter((key) => !here.includes(key)).map((key) => `-${key}`);
  return [...more, ...less].join(' ');
}

/** What walking one path's points came to. */
export interface PathReport {
  path: string;
  /** Journeys in which every crash asked for happened. */
  walked: number;
  /** What differed, with the points that show it. */
  found: { points: CrashPoint[]; what: string[] }[];
}

/** Every single crash of the path. */
export async function walk(
  path: Path,
  choose = (points: CrashPoint[]) => points,
): Promise<PathReport> {
  const calm = await explore(path);
  const report = begun(path, calm.journey);
  for (const point of choose(calm.points)) await tryOut(path, calm.journey, [point], report);
  return report;
}

/** Every two crashes at writes of the path, the second counted from the restart after the first. */
export async function walkPairs(path: Path): Promise<PathReport> {
  const calm = await explore(path);
  const report = begun(path, calm.journey);
  const writes = calm.points.filter(({ at }) => at === 'write');
  for (const first of writes)
    for (const second of writes)
      if (!(await tryOut(path, calm.journey, [first, second], report))) break;
  return report;
}

function begun(path: Path, { violations }: Journey): PathReport {
  const found = violations.length > 0 ? [{ points: [], what: violations }] : [];
  return { path: path.name, walked: 0, found };
}

async function tryOut(
  path: Path,
  calm: Journey,
  points: CrashPoint[],
  report: PathReport,
): Promise<boolean> {
  const { isReached, found } = await compare(path, calm, points);
  if (isReached) report.walked += 1;
  else if (points.length === 1) found.push('this point was never reached');
  if (found.length > 0) report.found.push({ points, what: found.slice(0, 5) });
  return isReached;
}
