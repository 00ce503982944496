/** The offline generator: documents in, defensible questions out, nothing invented. */
import type { Domain } from '../../machines/vocabulary.ts';
import type { Item, QuestionSet } from '../content.ts';
import type { Chunk } from '../knowledge/ports.ts';
import { type Allotment, allot } from './blueprint.ts';
import { worthAsking } from './collect.ts';
import type { Draft } from './draft.ts';
import { draftsOf } from './drafts.ts';
import { type Draw, digest, drawFrom } from './draw.ts';
import type { Fact, Reading } from './facts.ts';
import { flawsOf } from './flaws.ts';
import { aroundKey } from './numeric-options.ts';
import type { Placement } from './placement.ts';
import { type Candidate, type Filled, reasonFor, select } from './select.ts';
import { contextOf } from './topic.ts';
import { isVerified } from './verify.ts';
import { oneLine } from './wording.ts';

/** Part of every seed: a change of the rules is a change of the questions. */
export const GENERATOR_VERSION = 'offline-4';

/** Everything the questions depend on. */
export interface Brief {
  knowledge: string;
  certification: string;
  domains: Domain[];
  total: number;
  difficulty: string[];
  round: number;
  comments: string[];
}

/** The seed of one generation; a repeat of the same brief yields the same questions. */
export function seedOf(brief: Brief): string {
  return digest(
    brief.knowledge,
    JSON.stringify([brief.certification, brief.domains, brief.total, brief.difficulty]),
    GENERATOR_VERSION,
    String(brief.round),
    JSON.stringify(brief.comments),
  );
}

/** How often the composer offers to pause: every so many facts. */
const FACTS_PER_PAUSE = 10;

/**
 * Composes the set from facts already read. Every item is verified against the stored text.
 * `pause` is awaited now and then, so that a large knowledge base does not hold up everything else.
 */
export async function composeQuestions(
  brief: Brief,
  readings: readonly Reading[],
  facts: Fact[],
  chunks: readonly Chunk[],
  placements: ReadonlyMap<string, Placement[]>,
  pause: () => Promise<void>,
): Promise<QuestionSet> {
  const seed = seedOf(brief);
  const draw = drawFrom(seed);
  const documents = readings.map((reading) => reading.document);
  const kept = worthAsking(
    facts,
    documents.map((document) => document.text),
  );
  await pause();
  const drafts: Draft[] = [];
  let done = 0;
  for (const draft of draftsOf(kept, contextOf(documents, brief.certification), draw)) {
    if (draft) drafts.push(draft);
    if (++done % FACTS_PER_PAUSE === 0) await pause();
  }
  const candidates = candidatesOf(brief, drafts, chunks, placements);
  const blueprint: Allotment[] = allot(brief.domains, brief.total);
  const { chosen, filled } = select(candidates, blueprint, draw);
  const byId = new Map(documents.map((document) => [document.id, document]));
  const places = keyPlaces(chosen.length, draw);
  const items = chosen.flatMap((candidate, at) => {
    const item = itemOf(candidate, places[at] ?? 0, byId, seed, draw);
    return item.knowledge_source_verified && item.flaws.length === 0 ? [item] : [];
  });
  return {
    certification_name: brief.certification,
    generator_version: GENERATOR_VERSION,
    items,
    blueprint: filled.map((line) => recount(line, items, unasked(brief, line.domain, candidates))),
  };
}

function candidatesOf(
  brief: Brief,
  drafts: Draft[],
  chunks: readonly Chunk[],
  placements: ReadonlyMap<string, Placement[]>,
): Candidate[] {
  const byDocument = Map.groupBy(chunks, (chunk) => chunk.document_id);
  const remarks = brief.comments.join('\n');
  const seen = new Set<string>();
  return drafts.flatMap((draft) => {
    const { document_id, start, end } = draft.place;
    const chunk = byDocument
      .get(document_id)
      ?.find((one) => one.start < end && start < one.end && one.end >= end);
    const found = chunk ? (placements.get(chunk.id) ?? []) : [];
    const id = `q-${digest(brief.knowledge, draft.family, draft.stem, draft.key).slice(0, 12)}`;
    // A reviewer who names a question in a comment does not want to see it again.
    if (!chunk || seen.has(id) || remarks.includes(id)) return [];
    seen.add(id);
    const preferred = brief.difficulty.includes(difficultyOf(draft));
    return found.map((placement) => ({ id, draft, chunk: chunk.id, placement, preferred }));
  });
}

/** A rough estimate by kind of question; it says nothing about learners. */
function difficultyOf(draft: Draft): Item['difficulty_estimate'] {
  if (draft.family === 'numeric') return 'advanced';
  return draft.family === 'definition' || draft.family === 'term' ? 'beginner' : 'intermediate';
}

/** Positions 0 to 3, each as often as the others, in a seeded order. */
function keyPlaces(count: number, draw: Draw): number[] {
  return draw.shuffled(Array.from({ length: count }, (_, at) => at % 4));
}

function itemOf(
  candidate: Candidate,
  place: number,
  documents: ReadonlyMap<string, Reading['document']>,
  seed: string,
  draw: Draw,
): Item {
  const { draft, placement } = candidate;
  const document = documents.get(draft.place.document_id);
  const options = arrange(draft, place, draw);
  const quote = document?.text.slice(draft.place.start, draft.place.end) ?? '';
  const item: Item = {
    id: candidate.id,
    family: draft.family,
    domain: placement.domain,
    objective: placement.objective,
    stem: draft.stem,
    options,
    key: options.indexOf(draft.key),
    rationale: oneLine(quote),
    source: {
      document_id: draft.place.document_id,
      document_title: document?.title ?? '',
      chunk_id: candidate.chunk,
      start: draft.place.start,
      end: draft.place.end,
      quote,
      sha256: document?.sha256 ?? '',
      page: draft.place.page,
      heading: draft.place.heading,
    },
    generator: { kind: 'offline', version: GENERATOR_VERSION, seed },
    difficulty_estimate: difficultyOf(draft),
    flaws: [],
    knowledge_source_verified: false,
    status: 'draft',
  };
  const flaws = flawsOf(item).filter(
    (flaw) => flaw !== 'length_spread' || draft.family !== 'numeric',
  );
  return { ...item, flaws, knowledge_source_verified: isVerified(item, document) };
}

function arrange(draft: Draft, place: number, draw: Draw): string[] {
  if (draft.family === 'numeric') return aroundKey(draft.key, draft.distractors, place);
  const options = draw.shuffled(draft.distractors);
  options.splice(place, 0, draft.key);
  return options;
}

/** Objectives of a domain for which no question was found. */
function unasked(brief: Brief, name: string, candidates: readonly Candidate[]): string[] {
  const found = new Set(
    candidates
      .filter((candidate) => candidate.placement.domain === name)
      .map((candidate) => candidate.placement.objective),
  );
  const objectives = brief.domains.find((domain) => domain.name === name)?.objectives ?? [];
  return objectives.filter((objective) => !found.has(objective));
}

function recount(
  line: Filled,
  items: readonly Item[],
  missing: readonly string[],
): QuestionSet['blueprint'][number] {
  const got = items.filter((item) => item.domain === line.domain).length;
  return { ...line, got, reason: reasonFor(line, got, missing) };
}
