/** The log the steps write, read as it grows, and what it must say in the end. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { STEPS } from '../job.ts';

/** One step that ran: of which workflow, which step, when in ms since 1970. */
export interface Line {
  id: string;
  step: string;
  at: number;
}

/** Reads what was appended to the file since the last call, whole lines only. */
export function follow(path: string): { read: () => Line[]; close: () => void } {
  const file = openSync(path, 'r');
  let offset = 0;
  let rest = '';
  return {
    read: () => {
      const chunk = Buffer.alloc(fstatSync(file).size - offset);
      offset += readSync(file, chunk, 0, chunk.length, offset);
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      return lines.map((line) => {
        const [id = '', step = '', at = ''] = line.split(' ');
        return { id, step, at: Number(at) };
      });
    },
    close: () => closeSync(file),
  };
}

/** The job's lines, in order, for one workflow; anything else is a wrong run. */
const EXPECTED = [...Array.from({ length: STEPS }, (_, index) => String(index + 1)), 'end'].join();

/** Throws unless every workflow ran every step once, in order. */
export function checkOrder(lines: Line[], ids: string[]): void {
  const steps = new Map(ids.map((id) => [id, [] as string[]]));
  for (const { id, step } of lines) steps.get(id)?.push(step);
  const wrong = [...steps].filter(([, seen]) => seen.join() !== EXPECTED);
  const [first] = wrong;
  if (first)
    throw new Error(`${wrong.length} workflows ran other steps, such as ${first[0]}: ${first[1]}`);
}
