/**
 * How questions get into the bank by themselves: when an approved set is published they enter it,
 * and when its answers are analysed their statistics follow. Both ride on calls that the workflow
 * makes durably anyway and that are repeated after a crash, so both may happen more than once.
 */

import { PresGenError } from '../../../runtime/errors.ts';
import type { ActivityRun } from '../../../runtime/ports.ts';
import type { Item, QuestionSet, ResponseSet } from '../../content.ts';
import type { Activity, ActorPorts, CallName, CallOutput } from '../../ports.ts';
import type { BankStore, BankTransaction, ItemContent, ItemEvent, ItemRow } from './ports.ts';
import { figuresOf } from './statistics.ts';
import { contentOf, hashOf, idOf } from './wording.ts';

/** Who decided about the set of a workflow. */
export interface SetReview {
  /** Who approved it. */
  reviewers: { person: string; at: number; comment: string }[];
  /** Who edited it before. */
  editors: string[];
}

export type IntakePorts = Pick<ActorPorts, 'artifacts' | 'now' | 'log'> & {
  bank: BankStore;
  review(workflow: string): Promise<SetReview>;
};

/** What acts when no person does. */
const GENERATOR = 'generator';
const WORKFLOW = 'presgen';

/** Publishes, with the approved questions in the bank before and in use after. */
export function withIntake(
  ports: IntakePorts,
  publish: Activity<'assessment.publish'>,
): Activity<'assessment.publish'> {
  return async (input, run) => {
    const certification = input.settings.certification_name;
    const entering = await beside(ports, run, () => enter(ports, run.root, certification));
    const output = await publish(input, run);
    const using = await beside(ports, run, () => putIntoUse(ports, run.root));
    return withWarnings<'assessment.publish'>(output, entering ?? using);
  };
}

/** Analyses, then keeps how each question did. */
export function withMeasuring(
  ports: IntakePorts,
  analyse: Activity<'gaps.analyse'>,
): Activity<'gaps.analyse'> {
  return async (input, run) => {
    const output = await analyse(input, run);
    const trouble = await beside(ports, run, () =>
      measure(ports, run.root, input.settings.learners),
    );
    return withWarnings<'gaps.analyse'>(output, trouble);
  };
}

type Trouble = { code: string; message: string } | null;

/** A bank that is away is waited for; a fault of the bank must not stop anybody's course. */
async function beside(
  ports: IntakePorts,
  run: ActivityRun,
  work: () => Promise<void>,
): Promise<Trouble> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof PresGenError && error.kind === 'transient') throw error;
    ports.log.error({ workflow: run.root, error: String(error) }, 'the item bank was not filled');
    const message = 'The item bank could not take these questions; the course goes on without it.';
    return { code: 'BANK_NOT_FILLED', message };
  }
}

function withWarnings<N extends CallName>(output: CallOutput<N>, trouble: Trouble): CallOutput<N> {
  return trouble === null ? output : { ...output, warnings: [...(output.warnings ?? []), trouble] };
}

/** Every approved question, new or known, with who made, edited and approved it. */
async function enter(ports: IntakePorts, workflow: string, certification: string): Promise<void> {
  const set = await stored<QuestionSet>(ports, workflow, 'questions');
  if (!set) return;
  const review = await ports.review(workflow);
  const entry = { workflow, certification, review, made: set.created_at, at: ports.now() };
  await ports.bank.transaction(async (bank) => {
    for (const item of set.content.items)
      if (item.status !== 'retired') await enterOne(bank, item, entry);
  });
}

interface Entry {
  workflow: string;
  certification: string;
  review: SetReview;
  /** When the set as approved was written. */
  made: number;
  at: number;
}

async function enterOne(bank: BankTransaction, item: Item, entry: Entry): Promise<void> {
  const content = contentOf(item);
  const hash = hashOf(content);
  const { workflow } = entry;
  if ((await bank.use(workflow, item.id))?.hash === hash) return;
  const known = await bank.byHash(hash);
  const other = known ? null : await bank.byOrigin(entry.certification, item.id);
  const row = known ?? other;
  const version = known ? known.version : (other?.version ?? 0) + 1;
  if (known) await bank.change(recognised(known, entry));
  else await bank.change(introduced(item, content, hash, version, other, entry), item.id);
  const id = row?.id ?? idOf(hash);
  await bank.noteUse({ workflow, set_item: item.id, at: entry.at }, id, version);
}

/** A question the bank has: a draft of somebody else's counts as reviewed now. */
function recognised(row: ItemRow, entry: Entry): Parameters<BankTransaction['change']>[0] {
  const { workflow, at, review } = entry;
  const outsiders = review.reviewers.filter(({ person }) => !row.authors.includes(person));
  const isReviewed = row.state === 'draft' && outsiders.length > 0;
  const base = { version: row.version, workflow, comment: '' };
  const used: ItemEvent = {
    ...base,
    ...{ at, actor: WORKFLOW, action: 'used', from_state: null, to_state: null },
  };
  const approvals = isReviewed ? reviewEvents(outsiders, 'draft', base) : [];
  return {
    expect: { version: row.version, state: row.state },
    row: { ...row, ...(isReviewed ? { state: 'reviewed', authors: [] } : {}), updated_at: at },
    version: null,
    events: [...approvals, used],
  };
}

/** A wording the bank has not seen: a new item, or a new version of one that was edited. */
function introduced(
  item: Item,
  content: ItemContent,
  hash: string,
  version: number,
  known: ItemRow | null,
  entry: Entry,
): Parameters<BankTransaction['change']>[0] {
  const { workflow, certification, review, made, at } = entry;
  const isEdited = item.flaws.includes('edited');
  const author = isEdited ? (review.editors.at(-1) ?? GENERATOR) : GENERATOR;
  const base = { version, workflow, comment: '' };
  const reason = isEdited ? 'Edited before the set was approved.' : 'Made from the documents.';
  const events: ItemEvent[] = [
    {
      ...base,
      ...{ at: made, actor: author, action: known ? 'edited' : 'created', comment: reason },
      ...{ from_state: known?.state ?? null, to_state: 'draft' },
    },
    ...reviewEvents(review.reviewers, 'draft', base),
    { ...base, at, actor: WORKFLOW, action: 'used', from_state: null, to_state: null },
  ];
  const { domain, objective, difficulty, type, stem } = content;
  const verified = item.knowledge_source_verified;
  return {
    expect: known && { version: known.version, state: known.state },
    row: {
      ...{ id: known?.id ?? idOf(hash), certification, domain, objective, difficulty, type, stem },
      ...{ state: review.reviewers.length > 0 ? 'reviewed' : 'draft', version, hash, verified },
      authors: review.reviewers.length > 0 ? [] : [author],
      created_at: known?.created_at ?? made,
      updated_at: at,
    },
    version: { version, hash, content, verified, flaws: item.flaws, author, at: made, reason },
    events,
  };
}

function reviewEvents(
  reviewers: SetReview['reviewers'],
  from: 'draft',
  base: Pick<ItemEvent, 'version' | 'workflow'>,
): ItemEvent[] {
  return reviewers.map(({ person, at, comment }, index) => ({
    ...base,
    ...{ at, actor: person, action: 'moved', comment },
    ...{ from_state: index === 0 ? from : 'reviewed', to_state: 'reviewed' },
  }));
}

/** Learners are being asked: what was reviewed is now active. */
async function putIntoUse(ports: IntakePorts, workflow: string): Promise<void> {
  const set = await stored<QuestionSet>(ports, workflow, 'questions');
  const at = ports.now();
  await ports.bank.transaction(async (bank) => {
    for (const item of set?.content.items ?? []) {
      const use = await bank.use(workflow, item.id);
      const row = use && (await bank.row(use.item));
      if (row?.state !== 'reviewed' || row.hash !== use?.hash) continue;
      const event: ItemEvent = {
        ...{ at, actor: WORKFLOW, action: 'moved', version: row.version, workflow },
        ...{ from_state: 'reviewed', to_state: 'active', comment: 'Learners are being asked it.' },
      };
      await bank.change({
        expect: { version: row.version, state: row.state },
        row: { ...row, state: 'active', updated_at: at },
        version: null,
        events: [event],
      });
    }
  });
}

async function measure(ports: IntakePorts, workflow: string, learners: string[]): Promise<void> {
  const set = await stored<QuestionSet>(ports, workflow, 'questions');
  if (!set) return;
  const responses = await stored<ResponseSet>(ports, workflow, 'responses');
  const figures = figuresOf(set.content, responses?.content ?? null, learners);
  const at = ports.now();
  await ports.bank.transaction(async (bank) => {
    for (const [set_item, of] of figures)
      await bank.noteFigures({ workflow, set_item, at }, of, at);
  });
}

async function stored<T>(
  { artifacts }: IntakePorts,
  workflow: string,
  type: string,
): Promise<{ content: T; created_at: number } | null> {
  const artifact = await artifacts.latest(workflow, type, `${type}.json`);
  if (!artifact) return null;
  const bytes = await artifacts.read(artifact);
  return { content: JSON.parse(bytes.toString('utf8')) as T, created_at: artifact.created_at };
}
