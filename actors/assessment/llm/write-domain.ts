/** Has questions of one domain written: passage by passage, each proposal examined, once repaired. */
import type { z } from 'zod';
import type { Item } from '../../content.ts';
import { type DropReason, examine, type Fault, type Place } from './checks.ts';
import type { Clerk } from './clerk.ts';
import {
  askForProposals,
  askToRepair,
  type Proposal,
  type proposals,
  type repaired,
} from './prompts.ts';

/** Proposals asked of one passage: more from one place test who has read that place. */
const PER_PASSAGE = 2;
/** Passages looked at for each question wanted, before the rest is left to the offline generator. */
const PASSAGES_PER_QUESTION = 3;
/** Useless answers in a row after which nothing more is expected of this model. */
export const USELESS_MAX = 4;

const USELESS: Record<'refused' | 'broken', { reason: DropReason; words: string }> = {
  refused: { reason: 'refused', words: 'the model refused' },
  broken: { reason: 'schema', words: 'the answer was not of the shape asked for' },
};

export interface Dropped {
  domain: string;
  reason: DropReason;
  words: string;
}

/** What goes on in one generation; filled as it goes, so that a stop loses nothing of it. */
export interface Desk {
  clerk: Clerk;
  model: string;
  certification: string;
  levels: string[];
  remarks: string[];
  items: Item[];
  drops: Dropped[];
  proposed: number;
  repaired: number;
  uselessInARow: number;
}

/** Adds up to `wanted` items to the desk. @throws what the clerk throws */
export async function writeDomain(
  desk: Desk,
  domain: string,
  wanted: number,
  places: readonly Place[],
): Promise<void> {
  const had = desk.items.length;
  const missing = (): number => wanted - (desk.items.length - had);
  for (const place of places.slice(0, wanted * PASSAGES_PER_QUESTION)) {
    if (missing() <= 0 || desk.uselessInARow >= USELESS_MAX) return;
    for (const proposal of await proposed(desk, place, Math.min(PER_PASSAGE, missing()))) {
      if (missing() <= 0) break;
      await settle(desk, domain, place, proposal);
    }
  }
}

async function proposed(desk: Desk, place: Place, count: number): Promise<Proposal[]> {
  const { certification, levels, remarks } = desk;
  const wish = {
    certification,
    levels,
    remarks,
    count,
    domain: place.domain,
    objective: place.objective,
  };
  const answer = await desk.clerk.ask<z.infer<typeof proposals>>(
    askForProposals(place.chunk, wish),
    null,
  );
  if (answer.ok) {
    desk.uselessInARow = 0;
    const questions = answer.value.questions.slice(0, count);
    desk.proposed += questions.length;
    return questions;
  }
  desk.uselessInARow += 1;
  desk.proposed += count;
  const { reason, words } = USELESS[answer.why];
  for (let each = 0; each < count; each++) desk.drops.push({ domain: place.domain, reason, words });
  return [];
}

async function settle(desk: Desk, domain: string, place: Place, proposal: Proposal): Promise<void> {
  const first = await judge(desk, place, proposal);
  if (!first) return;
  const answer = await desk.clerk.ask<z.infer<typeof repaired>>(
    askToRepair(place.chunk, proposal, first.words),
    null,
  );
  const second = answer.ok ? await judge(desk, place, answer.value.question) : first;
  if (second) desk.drops.push({ domain, ...second });
  else desk.repaired += 1;
}

/** Takes the item, or says what is wrong with it. */
async function judge(desk: Desk, place: Place, proposal: Proposal): Promise<Fault | null> {
  const keyAt = desk.items.length % 4;
  const judged = await examine(
    desk.clerk,
    { proposal, place, keyAt, model: desk.model },
    desk.items,
  );
  if ('fault' in judged) return judged.fault;
  // A reviewer who names a question in a remark does not want to see it again.
  if (desk.remarks.some((remark) => remark.includes(judged.item.id)))
    return { reason: 'unwanted', words: 'a reviewer did not want it' };
  desk.items.push(judged.item);
  return null;
}
