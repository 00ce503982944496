/** From a question's content to what identifies it, and to what can be wrong with it. */
import { createHash } from 'node:crypto';
import { terminal } from '../../../runtime/errors.ts';
import type { Item } from '../../content.ts';
import {
  difficultyOf,
  type ExchangeItem,
  faultOf,
  tidyItem,
  tidyName,
  tidyText,
} from '../exchange/item.ts';
import { flawsOf } from '../flaws.ts';
import { keyInQuote } from '../verify.ts';
import type { ItemContent } from './ports.ts';

/** Of what a learner sees: two items with the same hash are the same question. */
export function hashOf({ stem, options, key }: ItemContent): string {
  return createHash('sha256')
    .update(JSON.stringify([stem, options, key]))
    .digest('hex');
}

/** Follows from the first wording, so that taking the same question twice makes one item. */
export function idOf(hash: string): string {
  return `itm_${hash.slice(0, 20)}`;
}

/** An item of a question set as the bank holds it. */
export function contentOf(item: Item): ItemContent {
  return {
    domain: tidyName(item.domain),
    objective: item.objective === null ? null : tidyName(item.objective),
    difficulty: item.difficulty_estimate,
    type: item.family,
    stem: tidyText(item.stem),
    options: item.options.map(tidyText),
    key: item.key,
    rationale: tidyText(item.rationale),
    source: item.source,
  };
}

/** What an educator may change about a wording. */
export interface WordingEdit {
  domain?: string;
  objective?: string | null;
  difficulty?: string | null;
  stem?: string;
  options?: string[];
  key?: number;
  rationale?: string;
}

/** The content after an edit. Rejects with terminal BANK_EDIT_INVALID what is no question any more. */
export function edited(content: ItemContent, edit: WordingEdit): ItemContent {
  const next = { ...content, ...edit };
  const tidy = tidyItem(exchanged('item', next));
  const { domain, objective, difficulty, stem, options, key, rationale } = tidy;
  const fault = faultOf(tidy);
  if (fault !== null) throw terminal('BANK_EDIT_INVALID', `This cannot be saved: ${fault}.`);
  const moved = edit.options !== undefined && edit.key === undefined;
  // A key that silently moves to another text would make a right answer wrong.
  if (moved && options[key] !== content.options[content.key])
    throw terminal('BANK_EDIT_INVALID', 'The options changed: say again which one is right.');
  return { ...content, domain, objective, difficulty, stem, options, key, rationale };
}

/** A bank item as it goes out. */
export function exchanged(id: string, content: ItemContent): ExchangeItem {
  const { source, difficulty, ...rest } = content;
  return {
    ...rest,
    id,
    difficulty: difficultyOf(difficulty),
    source: source && {
      document: source.document_title,
      chunk: source.chunk_id,
      quote: source.quote,
      sha256: source.sha256,
    },
  };
}

/** A question that arrived in a file. Its source is kept as told; nobody has verified it here. */
export function arrived(item: ExchangeItem): ItemContent {
  const { id: _, source, ...rest } = item;
  return {
    ...rest,
    source: source && {
      document_id: '',
      document_title: source.document,
      chunk_id: source.chunk,
      start: 0,
      end: source.quote.length,
      quote: source.quote,
      sha256: source.sha256,
      page: null,
      heading: [],
    },
  };
}

/** Why it is no proper question; null when it is one. */
export function faultIn(content: ItemContent): string | null {
  return faultOf(exchanged('item', content));
}

/** Codes of the item-writing rules it breaks. */
export function flawsIn({ stem, options, key, type }: ItemContent): string[] {
  return flawsOf({ stem, options, key, family: type });
}

/** Whether an edited wording is still carried by a source that was verified before. */
export function stillVerified(before: boolean, { options, key, source }: ItemContent): boolean {
  return before && source !== null && keyInQuote({ options, key, source });
}
