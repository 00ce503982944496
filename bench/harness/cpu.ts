/** CPU time of processes and of everything they started, as the kernel counted it. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  pid: number;
  parent: number;
  /** Its own time, and that of its children that have ended, in clock ticks. */
  own: number;
  ended: number;
}

let ticks = 0;
function ticksPerSecond(): number {
  ticks ||= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return ticks;
}

/** The process's line in /proc, or undefined when it has ended meanwhile. */
function read(pid: number): Process | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number);
    return { pid, parent: Number(fields[1]), own: user + system, ended: endedUser + endedSystem };
  } catch {
    return undefined;
  }
}

/** The parent of a process; throws when there is none here by that id. */
export function parentOf(pid: number): number {
  const found = read(pid);
  if (!found) throw new Error(`no process ${pid} on this machine`);
  return found.parent;
}

function allProcesses(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => read(Number(name)))
    .filter((found) => found !== undefined);
}

/**
 * CPU seconds used so far by the processes `roots` and all their descendants. A child that ends
 * between two calls stays counted, in its parent's time, so differences are right.
 */
export function cpuSeconds(roots: number[]): number {
  const all = allProcesses();
  const wanted = new Set(roots);
  for (let before = -1; before !== wanted.size; ) {
    before = wanted.size;
    for (const { pid, parent } of all) if (wanted.has(parent)) wanted.add(pid);
  }
  const used = all
    .filter(({ pid }) => wanted.has(pid))
    .reduce((sum, found) => sum + found.own + found.ended, 0);
  return used / ticksPerSecond();
}

/** CPU seconds the whole machine has been busy since it started, stolen time included. */
export function machineCpuSeconds(): number {
  const [first = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = first
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) / ticksPerSecond();
}

/** Whose time: a process with its descendants, or what works for one database of a Postgres server. */
export type CpuSource = { tree: number } | { postmaster: number; database: string };

/** Counts from now on; the returned function says how many CPU seconds were used since. */
export function countCpu(source: CpuSource): () => number {
  if ('postmaster' in source) return countBackends(source.postmaster, source.database);
  const before = cpuSeconds([source.tree]);
  return () => cpuSeconds([source.tree]) - before;
}

const SAMPLE_MS = 500;

/**
 * A server is shared: counted are the connections and workers of one database, and the checkpointer
 * and writers, which serve all. Looked at twice a second, because connections come and go.
 */
function countBackends(postmaster: number, database: string): () => number {
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  const sample = (isFirst: boolean): void => {
    for (const { pid, parent, own } of allProcesses()) {
      if (parent !== postmaster || !(last.has(pid) || serves(pid, database))) continue;
      if (!last.has(pid)) first.set(pid, isFirst ? own : 0);
      last.set(pid, own);
    }
  };
  sample(true);
  const timer = setInterval(() => sample(false), SAMPLE_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    sample(false);
    const used = [...last].reduce((sum, [pid, own]) => sum + own - (first.get(pid) ?? 0), 0);
    return used / ticksPerSecond();
  };
}

/** Whether a server process works for this database or for all, by the title it gives itself. */
function serves(pid: number, database: string): boolean {
  try {
    const title = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
    return (
      title.split(' ').includes(database) || /checkpointer|background writer|walwriter/.test(title)
    );
  } catch {
    return false;
  }
}
