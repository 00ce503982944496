/** One question anew, for a reviewer who does not want the one there is: by the model, else offline. */
import { PresGenError } from '../../runtime/errors.ts';
import type { Item, QuestionSet } from '../content.ts';
import type { KnowledgeStore } from '../knowledge/ports.ts';
import type { WorkflowSettings } from '../ports.ts';
import { generateQuestions } from './generate-activity.ts';
import { withSpend } from './llm/account.ts';
import { openClerk } from './llm/clerk.ts';
import { isNearDuplicate } from './llm/near-duplicate.ts';
import { placesOf } from './llm/places.ts';
import type { QuestionWriter } from './llm/ports.ts';
import { type Desk, writeDomain } from './llm/write-domain.ts';

export interface Wanted {
  knowledge: KnowledgeStore;
  writer?: QuestionWriter | undefined;
  workflow: string;
  /** Of the knowledge base. */
  kb: string;
  settings: WorkflowSettings;
  set: QuestionSet;
  /** Id of the question to replace; it has to be in the set. */
  item: string;
  /** What the reviewer says of it. */
  comment: string;
  /** Ids of questions that were there before: replaced ones do not come back. */
  avoid: readonly string[];
  signal: AbortSignal;
}

export interface Another {
  item: Item;
  /** What the reviewer should know of how it was made; null when nothing. */
  note: string | null;
}

/** Generations count from 1; calls for single questions are kept under round 0. */
const ROUND = 0;
/** Offline candidates looked at, most of which ask what is asked already. */
const CANDIDATES = 12;

/** Another question of the same domain that the set does not ask; null where none can be defended. */
export async function anotherQuestion(wanted: Wanted): Promise<Another | null> {
  const old = wanted.set.items.find(({ id }) => id === wanted.item);
  if (!old) return null;
  const { item, note } = await byModel(wanted, old);
  const found = item ?? (await offline(wanted, old));
  return found && { item: { ...found, status: old.status }, note };
}

async function byModel(
  wanted: Wanted,
  old: Item,
): Promise<{ item: Item | null; note: string | null }> {
  const { writer, workflow, signal } = wanted;
  if (!writer) return { item: null, note: null };
  const clerk = await openClerk({ writer, workflow, signal, round: ROUND });
  const desk = deskFor(wanted, old, clerk, writer.model.nameFor('propose'));
  try {
    await writeDomain(desk, old.domain, 1, await freshPlaces(wanted, old));
  } catch (error) {
    signal.throwIfAborted();
    // Somebody is waiting at the page: an outage is not slept over, the offline generator goes on.
    if (!(error instanceof PresGenError) || error.kind === 'bug') throw error;
    return { item: null, note: `Made offline: ${error.message}` };
  }
  const item = desk.items[wanted.set.items.length];
  if (item) return { item: withSpend(item, clerk.records()), note: null };
  return {
    item: null,
    note: 'Made offline: nothing the language model proposed passed the checks.',
  };
}

function deskFor(
  { settings, set, comment, avoid }: Wanted,
  old: Item,
  clerk: Desk['clerk'],
  model: string,
) {
  const desk: Desk = {
    ...{ clerk, model, certification: settings.certification_name },
    levels: settings.assessment.difficulty_levels,
    remarks: [`Not again: “${old.stem}”`, ...(comment ? [comment] : []), ...avoid],
    items: [...set.items],
    ...{ drops: [], proposed: 0, repaired: 0, uselessInARow: 0 },
  };
  return desk;
}

/** Passages of the domain, those first of which fewest questions of the set are made. */
async function freshPlaces({ knowledge, kb, settings, set }: Wanted, old: Item) {
  const places = (await placesOf(knowledge, kb, settings.domains)).get(old.domain) ?? [];
  const asked = (chunk: string): number =>
    set.items.filter(({ source }) => source.chunk_id === chunk).length;
  return [...places].sort((left, right) => asked(left.chunk.id) - asked(right.chunk.id));
}

async function offline(
  { knowledge, kb, settings, set, comment, avoid, signal }: Wanted,
  old: Item,
) {
  const made = await generateQuestions(
    knowledge,
    {
      knowledge: kb,
      round: 1,
      // A question named in a comment is not made again.
      comments: [...set.items.map(({ id }) => id), ...avoid, comment],
      step: 'assessment_generation',
      settings: {
        ...settings,
        // The others keep their passages; they only get no questions.
        domains: settings.domains.map((each) =>
          each.name === old.domain ? each : { ...each, weight: 0 },
        ),
        assessment: { ...settings.assessment, question_count: CANDIDATES },
      },
    },
    { signal, progress: () => {} },
  );
  return (
    made.items.find((item) => !set.items.some((other) => isNearDuplicate(item, other))) ?? null
  );
}
