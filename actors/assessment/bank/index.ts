/** The item bank as its pages use it: look, edit, move, take in, give out. */

import type { QuestionSet, ResponseSet } from '../../content.ts';
import { allot } from '../blueprint.ts';
import { exportSet, FORMATS, type Format, lossesOf } from '../exchange/formats.ts';
import type { ExchangeSet } from '../exchange/item.ts';
import { saveEdit, saveMove, unknown } from './changes.ts';
import { type ItemView, type MatrixLine, matrixOf, type Told, told, viewOf } from './item-view.ts';
import type { ItemState, Mover } from './lifecycle.ts';
import type { BankStore, ItemFilter, ItemQuery } from './ports.ts';
import { figuresOf } from './statistics.ts';
import { formatBy, type ImportReport, takeFile } from './take.ts';
import { contentOf, exchanged, type WordingEdit } from './wording.ts';

export { type IntakePorts, type SetReview, withIntake, withMeasuring } from './intake.ts';
export type { BankStore } from './ports.ts';

export interface Preview {
  format: string;
  name: string;
  questions: number;
  cannot_carry: string[];
}

export interface ItemBank {
  list(query: ItemQuery): ReturnType<BankStore['list']>;
  certifications(): ReturnType<BankStore['certifications']>;
  matrix(certification: string | null): Promise<MatrixLine[]>;
  find(id: string, mover: Mover): Promise<ItemView | null>;
  edit(
    id: string,
    base: number,
    edit: WordingEdit,
    reason: string,
    mover: Mover,
  ): Promise<ItemView>;
  move(
    id: string,
    to: ItemState,
    version: number,
    comment: string,
    mover: Mover,
  ): Promise<ItemView>;
  formats(): (Pick<Format, 'id' | 'name' | 'for' | 'extension'> & { reads: boolean })[];
  preview(format: string, set: ExchangeSet): Preview;
  write(format: string, set: ExchangeSet): ReturnType<typeof exportSet>;
  /** Present wordings of what the filter finds, at most `EXPORT_MAX`. */
  selection(filter: ItemFilter, title: string): Promise<ExchangeSet>;
  /** The questions of one workflow's set, without those that were rejected. */
  ofWorkflow(questions: unknown, passMark: number): ExchangeSet;
  /** How each question did with one cohort, in figures and words. */
  howTheyDid(questions: unknown, responses: unknown, learners: readonly string[]): Asked[];
  /** Takes nothing while `dryRun`. */
  take(
    file: { format: string; bytes: Uint8Array; certification: string; dryRun: boolean },
    mover: Mover,
  ): Promise<ImportReport>;
}

/** A question of a cohort's assessment with how it did. */
export interface Asked {
  item: string;
  domain: string;
  stem: string;
  options: string[];
  key: number;
  statistics: Told;
}

export const EXPORT_MAX = 5000;

export function createItemBank(store: BankStore, now: () => number): ItemBank {
  const view = async (id: string, mover: Mover): Promise<ItemView> => {
    const whole = await store.whole(id);
    if (whole === null) throw unknown(id);
    return viewOf(whole, mover);
  };
  return {
    list: (query) => store.list(query),
    certifications: () => store.certifications(),
    matrix: async (certification) => {
      const cells = await store.cells(certification);
      const plan = certification === null ? null : await store.newestBlueprint(certification);
      return matrixOf(cells, plan === null ? [] : allot(plan.domains, plan.question_count));
    },
    find: async (id, mover) => {
      const whole = await store.whole(id);
      return whole && viewOf(whole, mover);
    },
    edit: async (id, base, edit, reason, mover) => {
      await saveEdit(store, { id, base, edit, reason, mover, at: now() });
      return view(id, mover);
    },
    move: async (id, to, version, comment, mover) => {
      await saveMove(store, { id, to, version, comment, mover, at: now() });
      return view(id, mover);
    },
    formats: () =>
      FORMATS.map(({ id, name, for: use, extension, read }) => ({
        ...{ id, name, for: use, extension, reads: read !== null },
      })),
    preview: (format, { items }) => {
      const known = formatBy(format);
      const cannot_carry = lossesOf(known, items);
      return { format, name: known.name, questions: items.length, cannot_carry };
    },
    write: (format, set) => exportSet(formatBy(format), set),
    selection: async (filter, title) => {
      const found = await store.contents(filter, EXPORT_MAX);
      const items = found.map(({ id, content }) => exchanged(id, content));
      return { title, pass_mark: null, items };
    },
    ofWorkflow: (questions, pass_mark) => {
      const { certification_name: title, items } = questions as QuestionSet;
      const asked = items.filter(({ status }) => status !== 'retired');
      return { title, pass_mark, items: asked.map((item) => exchanged(item.id, contentOf(item))) };
    },
    howTheyDid: (questions, responses, learners) =>
      askedOf(questions as QuestionSet, responses as ResponseSet | null, learners),
    take: (file, mover) => takeFile(store, file, mover, now()),
  };
}

function askedOf(
  questions: QuestionSet,
  responses: ResponseSet | null,
  learners: readonly string[],
): Asked[] {
  const figures = figuresOf(questions, responses, learners);
  return questions.items.flatMap(({ id, domain, stem, options, key }) => {
    const own = figures.get(id);
    if (!own) return [];
    return [{ item: id, domain, stem, options, key, statistics: told([own], key, options.length) }];
  });
}
