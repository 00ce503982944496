/** Proves that an item comes from where it says: the proof reads the stored text again. */
import type { Item } from '../content.ts';
import type { KnowledgeDocument } from '../knowledge/ports.ts';
import { oneLine } from './wording.ts';

/** What must hold for `knowledge_source_verified`, one by one. */
export interface SourceCheck {
  document_found: boolean;
  hash_equal: boolean;
  quote_at_span: boolean;
  key_in_quote: boolean;
}

/** Reads the source again. `document` is the stored one with the item's document id, if any. */
export function checkSource(item: Item, document: KnowledgeDocument | undefined): SourceCheck {
  const { start, end, quote, sha256 } = item.source;
  return {
    document_found: document !== undefined && document.id === item.source.document_id,
    hash_equal: document !== undefined && document.sha256 === sha256,
    quote_at_span:
      document !== undefined && quote !== '' && document.text.slice(start, end) === quote,
    key_in_quote: keyInQuote(item),
  };
}

/** All of `checkSource`. It proves origin, not truth. */
export function isVerified(item: Item, document: KnowledgeDocument | undefined): boolean {
  return Object.values(checkSource(item, document)).every(Boolean);
}

/** Whether the key stands in the quote; letter case, white space and a final stop do not count. */
export function keyInQuote(item: Pick<Item, 'options' | 'key' | 'source'>): boolean {
  const key = comparable(item.options[item.key] ?? '');
  if (key === '') return false;
  const quote = comparable(item.source.quote);
  if (!/^[\d.,]+$/.test(key)) return quote.includes(key);
  // "1" does not stand in "10": a number must stand alone.
  const numbers: string[] = quote.match(/\d+(?:[.,]\d+)*/g) ?? [];
  return numbers.includes(key);
}

function comparable(text: string): string {
  return oneLine(text).toLowerCase().replace(/`/g, '').replace(/[.]$/, '');
}
