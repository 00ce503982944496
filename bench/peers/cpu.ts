/** CPU time of processes and of everything they started, as the kernel counted it. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  pid: number;
  parent: number;
  ticks: number;
}

const ticksPerSecond = (): number =>
  Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** The process's line in /proc, or undefined when it has ended meanwhile. */
function read(pid: number): Process | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    // utime, stime, and cutime, cstime: what its ended children had used
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { pid, parent: Number(fields[1]), ticks };
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

/**
 * CPU seconds used so far by the processes `roots` and all their descendants. A child that ends
 * between two calls stays counted, in its parent's time, so differences are right.
 */
export function cpuSeconds(roots: number[]): number {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => read(Number(name)))
    .filter((found) => found !== undefined);
  const wanted = new Set(roots);
  for (let before = -1; before !== wanted.size; ) {
    before = wanted.size;
    for (const { pid, parent } of all) if (wanted.has(parent)) wanted.add(pid);
  }
  const ticks = all
    .filter(({ pid }) => wanted.has(pid))
    .reduce((sum, found) => sum + found.ticks, 0);
  return ticks / ticksPerSecond();
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
