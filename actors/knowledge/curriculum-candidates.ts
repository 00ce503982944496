/** Every line and table row of a document that could name a domain with its share. */
import type { Candidate } from './curriculum-candidate.ts';
import { tableCandidates } from './curriculum-table.ts';
import {
  atShares,
  cleanName,
  isName,
  isNumberedDomain,
  shareAlone,
  weightedName,
} from './curriculum-weight.ts';
import type { Block } from './ports.ts';

/** In the order of the document. */
export function candidatesOf(blocks: readonly Block[]): Candidate[] {
  const weighted = blocks.flatMap((block, at) => {
    if (block.kind === 'code') return [];
    if (block.kind === 'table') return tableCandidates(block, at);
    if (block.kind === 'list') return itemCandidates(block, at);
    return lineCandidates(blocks, block, at);
  });
  return weighted.length > 0 ? weighted : unweighted(blocks);
}

function itemCandidates(block: Block, at: number): Candidate[] {
  return (block.items ?? []).flatMap((text, item) => {
    const group = `item ${block.levels?.[item] ?? 0}`;
    return candidateOf(text, { page: block.page, group, at, item });
  });
}

function lineCandidates(blocks: readonly Block[], block: Block, at: number): Candidate[] {
  const group = block.kind === 'heading' ? `heading ${block.heading.length}` : 'line';
  const place = { page: block.page, group, at, item: null };
  const alone = shareAlone(block.text);
  const before = blocks[at - 1];
  if (alone !== null && before !== undefined && isTitle(before)) {
    const own = before.kind === 'heading' ? `titled ${before.heading.length}` : 'titled';
    const name = cleanName(before.text);
    const quote = `${before.text} ${block.text}`;
    return [{ ...place, group: own, name, ...alone, quote, objectives: null }];
  }
  return atShares(block.text).flatMap((line) => candidateOf(line, place));
}

function isTitle(block: Block): boolean {
  const isLine = block.kind === 'heading' || block.kind === 'paragraph';
  return isLine && weightedName(block.text) === null && isName(cleanName(block.text));
}

type Place = Pick<Candidate, 'page' | 'group' | 'at' | 'item'>;

/** Objectives may follow on the line, behind a colon. */
function candidateOf(line: string, place: Place): Candidate[] {
  const whole = weightedName(line);
  if (whole !== null) return [{ ...whole, ...place, quote: line, objectives: null }];
  const colon = /^(.*?%\s*[)\]]?)\s*[:–—-]\s+(.+)$/u.exec(line);
  const head = weightedName(colon?.[1] ?? '');
  if (head === null) return [];
  const objectives = (colon?.[2] ?? '')
    .split(/[,;|]/)
    .map((each) => each.trim().replace(/\.$/, ''))
    .filter((each) => each !== '');
  return [{ ...head, ...place, quote: line, objectives }];
}

/** Domains that are named as such, without any share. */
function unweighted(blocks: readonly Block[]): Candidate[] {
  return blocks.flatMap((block, at) => {
    if (block.kind !== 'heading' || !isNumberedDomain(block.text)) return [];
    const group = `heading ${block.heading.length}`;
    const open = { weight: null, range: null, item: null, objectives: null };
    const name = cleanName(block.text);
    return [{ ...open, name, page: block.page, quote: block.text, group, at }];
  });
}
