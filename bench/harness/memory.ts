/** Memory of a process as the kernel accounts for it. */
import { readFileSync } from 'node:fs';

/**
 * Proportional set size in MB (10^6 bytes): its own pages, and its share of those it has in common
 * with others.
 */
export function pssMb(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1];
  if (kilobytes === undefined) throw new Error(`no Pss in /proc/${pid}/smaps_rollup`);
  return (Number(kilobytes) * 1024) / 1e6;
}
