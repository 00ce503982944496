/**
 * The chain every proposal goes through, in this order: its shape, its quote, answered with the
 * source, answered without it, each wrong option alone, likeness to what is taken, the writing rules.
 * The first that fails ends it.
 */

import type { z } from 'zod';
import type { Item } from '../../content.ts';
import type { Chunk, KnowledgeDocument } from '../../knowledge/ports.ts';
import { digest } from '../draw.ts';
import { flawsOf } from '../flaws.ts';
import { checkSource, keyInQuote } from '../verify.ts';
import { oneLine } from '../wording.ts';
import type { Clerk } from './clerk.ts';
import { locate } from './locate.ts';
import { isNearDuplicate } from './near-duplicate.ts';
import {
  askToJudge,
  askWithoutSource,
  askWithSource,
  type choice,
  indexOf,
  PROMPT_VERSION,
  type Proposal,
  type verdict,
} from './prompts.ts';

/** Why a proposal was dropped; a closed list. */
export const DROP_REASONS = [
  'refused',
  'schema',
  'quote_not_in_source',
  'key_not_in_quote',
  'answer_differs',
  'not_judged',
  'distractor_fits',
  'duplicate',
  'flaw',
  'unwanted',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

export interface Fault {
  reason: DropReason;
  /** In words, for the model that repairs and for the person who reads. */
  words: string;
}

export interface Place {
  chunk: Chunk;
  document: KnowledgeDocument;
  domain: string;
  objective: string | null;
}

export interface Examined {
  proposal: Proposal;
  place: Place;
  /** Where the key goes among the options, 0 to 3. */
  keyAt: number;
  model: string;
}

export type Judged = { item: Item } | { fault: Fault };

const fault = (reason: DropReason, words: string): { fault: Fault } => ({
  fault: { reason, words },
});

/** Runs the chain; an item comes out only with its source verified and no flaw. */
export async function examine(
  clerk: Clerk,
  examined: Examined,
  taken: readonly Item[],
): Promise<Judged> {
  const { proposal, place } = examined;
  const span = locate(place.document.text, place.chunk.start, place.chunk.end, proposal.quote);
  if (span === null)
    return fault('quote_not_in_source', 'the quote does not stand in the source word for word');
  const item = itemOf(examined, span);
  if (!keyInQuote(item))
    return fault('key_not_in_quote', 'the key is not copied word for word from the quote');
  return (
    (await answeredWith(clerk, item, place.chunk)) ??
    (await withoutSource(clerk, item, async (flagged) => {
      const misfit = await judgedAlone(clerk, item, place.chunk);
      return misfit ?? writtenWell(flagged, place.document, taken);
    }))
  );
}

function itemOf(
  { proposal, place, keyAt, model }: Examined,
  span: { start: number; end: number },
): Item {
  const { chunk, document } = place;
  const clean = oneLine;
  const options = proposal.distractors.map(clean);
  options.splice(keyAt, 0, clean(proposal.key));
  const stem = clean(proposal.stem);
  const quote = document.text.slice(span.start, span.end);
  return {
    id: `q-${digest(document.sha256, 'llm', stem, clean(proposal.key)).slice(0, 12)}`,
    family: 'llm',
    domain: place.domain,
    objective: place.objective,
    stem,
    options,
    key: keyAt,
    rationale: clean(quote),
    source: {
      document_id: document.id,
      document_title: document.title,
      chunk_id: chunk.id,
      ...span,
      quote,
      sha256: document.sha256,
      page: chunk.page,
      heading: chunk.heading,
    },
    generator: { kind: 'llm', version: PROMPT_VERSION, model },
    difficulty_estimate: proposal.difficulty,
    flaws: [],
    knowledge_source_verified: false,
    status: 'draft',
  };
}

async function answeredWith(clerk: Clerk, item: Item, chunk: Chunk): Promise<Judged | null> {
  const ask = askWithSource(chunk, item.stem, item.options);
  const answer = await clerk.ask<z.infer<typeof choice>>(ask, item.id);
  if (!answer.ok) return fault('not_judged', 'the answer of the check could not be read');
  const given = indexOf(answer.value);
  if (given === item.key) return null;
  const said = given < 0 ? 'that no single option is right' : `“${item.options[given]}”`;
  return fault('answer_differs', `answered from the source, it comes out as ${said}`);
}

/** A question answered without its source may be common knowledge: marked, not dropped. */
async function withoutSource(
  clerk: Clerk,
  item: Item,
  next: (item: Item) => Promise<Judged>,
): Promise<Judged> {
  const ask = askWithoutSource(item.stem, item.options);
  const answer = await clerk.ask<z.infer<typeof choice>>(ask, item.id);
  const guessed = answer.ok && indexOf(answer.value) === item.key;
  return next(guessed ? { ...item, flaws: ['guessable'] } : item);
}

async function judgedAlone(clerk: Clerk, item: Item, chunk: Chunk): Promise<Judged | null> {
  for (const [at, option] of item.options.entries()) {
    if (at === item.key) continue;
    const ask = askToJudge(chunk, item.stem, option);
    const answer = await clerk.ask<z.infer<typeof verdict>>(ask, item.id);
    if (!answer.ok) return fault('not_judged', 'the answer of the check could not be read');
    if (answer.value.verdict !== 'wrong')
      return fault('distractor_fits', `“${option}” can be defended as right, too`);
  }
  return null;
}

function writtenWell(item: Item, document: KnowledgeDocument, taken: readonly Item[]): Judged {
  const twin = taken.find((other) => isNearDuplicate(item, other));
  if (twin) return fault('duplicate', `it asks the same as “${twin.stem}”`);
  const flaws = flawsOf(item);
  if (flaws.length > 0)
    return fault('flaw', `it breaks the writing rules: ${flaws.join(', ').replaceAll('_', ' ')}`);
  const knowledge_source_verified = Object.values(checkSource(item, document)).every(Boolean);
  if (!knowledge_source_verified)
    return fault('quote_not_in_source', 'the source could not be verified');
  return { item: { ...item, knowledge_source_verified } };
}
