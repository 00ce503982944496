/** Journal positions as the page keeps them, read from the API page by page. */
import { getJson } from '../wire/api.ts';
import type { Position, Told } from './model.ts';

interface Entry {
  seq: number;
  at: number;
  kind: string;
  event: { type: string; [field: string]: unknown };
  value: unknown;
}

/** Every journal position after `after`. @param actor a part of the workflow, by its address */
export async function positionsAfter(
  path: string,
  after: number,
  actor?: string,
): Promise<Position[]> {
  const found: Position[] = [];
  const part = actor === undefined ? '' : `&actor=${encodeURIComponent(actor)}`;
  for (let next: number | null = after; next !== null; ) {
    const page: { items: Entry[]; next: number | null } = await getJson(
      `${path}/events?after=${next}${part}`,
    );
    found.push(...page.items.map(positionOf));
    next = page.next;
  }
  return found;
}

function positionOf({ seq, at, kind, event, value }: Entry): Position {
  return { seq, at, kind, event: event.type, value, told: toldBy(event) };
}

function toldBy(event: Entry['event']): Told {
  const { by, step, verdict, patch } = event;
  const output = event.output as { verdict?: unknown; failure?: unknown } | null | undefined;
  const failure = (output?.failure ?? event.error) as Told['failure'] | undefined;
  const decided = verdict ?? output?.verdict;
  return {
    ...(typeof by === 'string' && { by }),
    ...(typeof step === 'string' && { step }),
    ...(typeof decided === 'string' && { verdict: decided }),
    ...(typeof failure?.code === 'string' && {
      failure: { code: failure.code, message: String(failure.message ?? '') },
    }),
    ...(patch !== undefined && { patch }),
  };
}
