/** What a person has read and changed at a checkpoint, kept in this browser so that leaving loses nothing. */
import type { Edit } from './checkpoint.ts';

export interface Remembered {
  /** Question → sign of the wording that was read. */
  read: Record<string, string>;
  /** Changes not saved yet, with the sign of the wording they were made of. */
  edits: { edit: Edit; of: string }[];
}

const KEY = 'presgen.reviews';
const REVIEWS_MAX = 30;
const NOTHING: Remembered = { read: {}, edits: [] };

/** What one person left at one checkpoint. */
export function recall(checkpoint: string, person: string): Remembered {
  return { ...NOTHING, ...all()[nameOf(checkpoint, person)] };
}

/** The last reviews only: older ones have long been decided. */
export function remember(checkpoint: string, person: string, what: Remembered): void {
  const name = nameOf(checkpoint, person);
  const others = Object.entries(all()).filter(([each]) => each !== name);
  const next = Object.fromEntries([...others.slice(1 - REVIEWS_MAX), [name, what]]);
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Without storage it holds until the page is left.
  }
}

function nameOf(checkpoint: string, person: string): string {
  return `${person} ${checkpoint}`;
}

function all(): Record<string, Remembered> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, Remembered>;
  } catch {
    return {};
  }
}
