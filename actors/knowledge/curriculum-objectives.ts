/** What stands below a domain: its sub-headings, else the items of its lists. */
import type { Candidate } from './curriculum-candidate.ts';
import { cleanName, plainName, weightedName } from './curriculum-weight.ts';
import type { Block } from './ports.ts';

/** Sentences that lead a list in are no objectives. */
const LEAD_IN = /:$/;
const LABEL = /^(?:task(?: statement)?|objective|lesson|skill|topic)\s+\d+(?:\.\d+)*\s*[.:–—-]\s*/i;
const NUMBER = /^\d{1,2}(?:\.\d{1,2})+\.?\s+/;

/** Objectives from its own place, or from the section of that name elsewhere in the document. */
export function objectivesOf(
  blocks: readonly Block[],
  candidate: Candidate,
  all: readonly Candidate[],
): string[] {
  const own = below(blocks, candidate, all);
  if (own.length > 0) return own;
  const wanted = plainName(candidate.name);
  for (const [at, block] of blocks.entries()) {
    if (at === candidate.at || block.kind !== 'heading') continue;
    if (plainName(block.text) !== wanted) continue;
    const there = below(blocks, { ...candidate, at, item: null }, all);
    if (there.length > 0) return there;
  }
  return [];
}

function below(
  blocks: readonly Block[],
  candidate: Candidate,
  all: readonly Candidate[],
): string[] {
  const start = blocks[candidate.at];
  if (start === undefined || start.kind === 'table') return [];
  if (candidate.item !== null) return itemsBelow(start, candidate.item, blocks[candidate.at + 1]);
  const section = sectionFrom(blocks, candidate, all);
  const headings = section.filter(({ kind }) => kind === 'heading');
  const top = Math.min(...headings.map(({ heading }) => heading.length));
  const titles = headings.filter(({ heading }) => heading.length === top);
  const named = titles.length > 0 ? titles.map(({ text }) => text) : section.flatMap(topItems);
  return named.map(objectiveName).filter((text) => text !== '' && !LEAD_IN.test(text));
}

/** Up to the next domain, or the next heading that is not below this one. */
function sectionFrom(
  blocks: readonly Block[],
  { at, group }: Candidate,
  all: readonly Candidate[],
): Block[] {
  const start = blocks[at];
  const names = new Set(all.map(({ name }) => plainName(name)));
  const section: Block[] = [];
  for (const [offset, block] of blocks.slice(at + 1).entries()) {
    const isOther = all.some((other) => other.group === group && other.at === at + 1 + offset);
    if (isOther || names.has(plainName(block.text))) break;
    if (block.kind === 'heading' && start?.kind !== 'heading') break;
    if (block.kind === 'heading' && block.heading.length <= (start?.heading.length ?? 0)) break;
    section.push(block);
  }
  return section;
}

function topItems(block: Block): string[] {
  if (block.kind !== 'list') return [];
  const top = Math.min(...(block.levels ?? [0]));
  return (block.items ?? []).filter((_, index) => (block.levels?.[index] ?? 0) === top);
}

function itemsBelow(list: Block, item: number, next: Block | undefined): string[] {
  const level = list.levels?.[item] ?? 0;
  const found: string[] = [];
  let at = item + 1;
  for (; at < (list.items?.length ?? 0) && (list.levels?.[at] ?? 0) > level; at += 1)
    if (list.levels?.[at] === level + 1) found.push(objectiveName(list.items?.[at] ?? ''));
  const isLast = at === list.items?.length;
  if (found.length > 0 || !isLast || next?.kind !== 'list') return found;
  // A numbered domain with bullets below it may arrive as two lists.
  return list.items?.length === 1 ? topItems(next).map(objectiveName) : found;
}

function objectiveName(text: string): string {
  const bare = text.trim().replace(LABEL, '').replace(NUMBER, '');
  return (weightedName(bare)?.name ?? cleanName(bare)).replace(/\.$/, '');
}
