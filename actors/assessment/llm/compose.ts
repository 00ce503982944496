/**
 * A whole question set with a model's help: domain by domain, and what the model does not give, or
 * what the checks do not let through, is made offline. Never padded; each shortfall has its reason.
 */
import type { Generation, Item, QuestionSet } from '../../content.ts';
import type { KnowledgeStore } from '../../knowledge/ports.ts';
import type { CallInput } from '../../ports.ts';
import { type Allotment, allot } from '../blueprint.ts';
import { reasonFor } from '../select.ts';
import { generationOf, withSpend } from './account.ts';
import { endsTheModel, openClerk } from './clerk.ts';
import { isNearDuplicate } from './near-duplicate.ts';
import { placesOf } from './places.ts';
import type { QuestionWriter } from './ports.ts';
import { PROMPT_VERSION } from './prompts.ts';
import { type Desk, USELESS_MAX, writeDomain } from './write-domain.ts';

export interface Composing {
  writer: QuestionWriter;
  knowledge: KnowledgeStore;
  input: CallInput<'assessment.generate'>;
  workflow: string;
  signal: AbortSignal;
  progress: (fraction: number, note?: string) => void;
  /** The offline generator, asked for so many questions. */
  offline: (count: number) => Promise<QuestionSet>;
}

export async function composeWithModel(composing: Composing): Promise<QuestionSet> {
  const { writer, input, workflow, signal } = composing;
  const { settings, round, comments } = input;
  const lines = allot(settings.domains, settings.assessment.question_count);
  const clerk = await openClerk({ writer, workflow, round, signal });
  const desk: Desk = {
    clerk,
    model: writer.model.nameFor('propose'),
    certification: settings.certification_name,
    levels: settings.assessment.difficulty_levels,
    remarks: comments,
    items: [],
    drops: [],
    proposed: 0,
    repaired: 0,
    uselessInARow: 0,
  };
  const stopped = await writeAll(composing, desk, lines);
  const records = clerk.records();
  const written = desk.items.map((item) => withSpend(item, records));
  const items = await filledOffline(composing, lines, written);
  return {
    certification_name: settings.certification_name,
    generator_version: PROMPT_VERSION,
    items,
    blueprint: lines.map((line) => filledLine(line, items, desk, composing)),
    generation: generationOf(desk, written.length, items.length - written.length, stopped),
  };
}

/** Null when every domain had its turn; else why the model was left. */
async function writeAll(
  { knowledge, input, progress }: Composing,
  desk: Desk,
  lines: readonly Allotment[],
): Promise<Generation['stopped']> {
  const places = await placesOf(knowledge, input.knowledge, input.settings.domains);
  try {
    for (const [at, line] of lines.entries()) {
      progress((0.8 * at) / lines.length, line.domain);
      await writeDomain(desk, line.domain, line.wanted, places.get(line.domain) ?? []);
    }
  } catch (error) {
    if (!endsTheModel(error)) throw error;
    return { code: error.code, message: error.message };
  }
  if (desk.uselessInARow < USELESS_MAX) return null;
  const message = `${USELESS_MAX} answers in a row were refusals or not of the shape asked for.`;
  return { code: 'LLM_USELESS', message };
}

/** The written items with offline ones where some are missing, in the order of the blueprint. */
async function filledOffline(
  { input, offline }: Composing,
  lines: readonly Allotment[],
  written: readonly Item[],
): Promise<Item[]> {
  const total = input.settings.assessment.question_count;
  if (written.length >= total) return [...written];
  // Some of what comes offline will ask what is asked already, so more is made than is missing.
  const made = (await offline(written.length === 0 ? total : total * 2)).items;
  const taken = [...written];
  return lines.flatMap((line) => {
    const own = written.filter((item) => item.domain === line.domain);
    for (const item of made) {
      if (own.length >= line.wanted) break;
      if (item.domain !== line.domain || taken.some((other) => isNearDuplicate(item, other)))
        continue;
      own.push(item);
      taken.push(item);
    }
    return own;
  });
}

function filledLine(
  line: Allotment,
  items: readonly Item[],
  desk: Desk,
  { input }: Composing,
): QuestionSet['blueprint'][number] {
  const own = items.filter((item) => item.domain === line.domain);
  const asked = new Set(own.map(({ objective }) => objective));
  const objectives = input.settings.domains.find(({ name }) => name === line.domain)?.objectives;
  const missing = (objectives ?? []).filter((objective) => !asked.has(objective));
  const reason = reasonFor(line, own.length, missing);
  const drops = desk.drops.filter(({ domain }) => domain === line.domain);
  const counts = [...Map.groupBy(drops, ({ reason }) => reason)].map(
    ([code, list]) => `${code.replaceAll('_', ' ')} ${list.length}`,
  );
  const said = counts.length > 0 ? ` Dropped proposals of the model: ${counts.join(', ')}.` : '';
  return { ...line, got: own.length, reason: reason === null ? null : reason + said };
}
