/** Which of the statements found for a gap are worth a slide: on its subject, and complete without their neighbours. */
import type { Evidence, Item } from '../content.ts';
import { defines } from '../knowledge/sentences.ts';
import { contentWords } from '../knowledge/words.ts';
import { plain } from './typeface.ts';

/** Statements one search brought, best first; `missed` when the learner got a question on it wrong. */
export interface Found {
  evidence: Evidence[];
  missed: boolean;
}

interface Weighed {
  evidence: Evidence;
  worth: number;
}

/** Headings under which documents talk about other products, their own past or themselves. */
const ASIDE =
  /\b(?:compar(?:ison|ed|ing)|alternatives?|vs|versus|histor(?:y|ical)|conclusions?|talks?|roadmap|changelog|migrat\w+|contribut\w+|experimental|acknowledge?ments?|media|community|faq|license|todo)\b/i;
/** What a "the …" stands for only in the text before: these never name a thing of their own. */
const NEIGHBOURS =
  /\bthe (?:requirements?|subset|results?|default configuration|configuration above|example|former|latter|same (?:way|reason|applies)|exceptions?|first|second|third|rest|remainder|procedure|rule|steps?|list|table|command|snippet|diagram|query|option|setting|approach|method|problem|solution|issue|case|situation)(?=[.,;:]|$| (?:is|are|was|were|has|have|can|will|must|should|may|does)\b)/i;
const POINTING =
  /\bby contrast\b|^In the default configuration\b|^(?:This|That|These|Those|It|Its|They|Their|Such|Here|There|He|She)\b/;
/** Speaks of a text instead of the subject, or promises what only the neighbours say. */
const EMPTY =
  /\b(?:docs?|documents?|documentation|guides?|pages?|sections?|articles?|tutorials?|chapters?|specs?|specifications?) (?:\w+ )?(?:describes?|explains?|shows?|covers?|contains?|lists?|provides?|discusses?)\b|\b(?:special|certain|various|some|several) (?:requirements|things|aspects|considerations|ways|rules)\b|\bthings\b|implementation details?|part of the spec/i;
/** What was, and is no more, is seldom what an exam asks. */
const PAST = /^[^,]{0,60}\b(?:was|were|used to be)\b/;
const LONG = 170;
/** Below this a statement rather leaves its place empty. */
const LEAST = 0.2;

/**
 * At most `most` statements for a domain. Searches take turns, those about missed questions first,
 * so that one rich objective does not crowd out the rest.
 */
export function worthTeaching(found: Found[], missed: Item[], most: number): Evidence[] {
  const spread = spreadOf(found);
  const pools = found.map((each) =>
    each.evidence
      .map((evidence, rank) => ({ evidence, worth: worthOf(evidence, rank, each, missed, spread) }))
      .filter(({ worth }) => worth >= LEAST)
      .sort((a, b) => b.worth - a.worth),
  );
  pools.sort((a, b) => (b[0]?.worth ?? 0) - (a[0]?.worth ?? 0));
  return inTurn(pools).slice(0, most);
}

/** Whether a sentence means something only beside its neighbours, or speaks of a text instead of its subject. */
export function leans(text: string): boolean {
  return POINTING.test(text) || NEIGHBOURS.test(text) || EMPTY.test(text);
}

/** How many of the searches each document answers: what the whole domain rests on answers several. */
function spreadOf(found: Found[]): Map<string, number> {
  const spread = new Map<string, number>();
  for (const { evidence } of found) {
    for (const id of new Set(evidence.map(({ source }) => source.document_id)))
      spread.set(id, (spread.get(id) ?? 0) + 1);
  }
  return spread;
}

function worthOf(
  { text, source }: Evidence,
  rank: number,
  { missed }: Found,
  wrong: Item[],
  spread: Map<string, number>,
): number {
  const document = wrong.some((item) => item.source.document_id === source.document_id);
  const section = wrong.some(
    (item) =>
      item.source.document_id === source.document_id &&
      item.source.heading.at(-1) === source.heading.at(-1),
  );
  const shown = wrong.some((item) => plain(item.source.quote).includes(plain(text)));
  return (
    1 -
    rank * 0.08 +
    (missed ? 0.4 : 0) +
    (section ? 0.4 : document ? 0.2 : 0) +
    Math.min(0.5, ((spread.get(source.document_id) ?? 1) - 1) * 0.15) +
    (defines(text) ? 0.3 : 0) -
    (text.length > LONG ? 0.2 : 0) -
    (ASIDE.test(`${source.document_title} ${source.heading.join(' ')}`) ? 1 : 0) -
    (POINTING.test(text) || NEIGHBOURS.test(text) ? 2 : 0) -
    (EMPTY.test(text) ? 1.5 : 0) -
    (PAST.test(text) ? 0.6 : 0) -
    unnamed(text, source.heading) * 0.15 -
    // The slide on the missed question quotes it already.
    (shown ? 2 : 0)
  );
}

/** How many things are spoken of as known that neither the sentence nor its headings name. */
function unnamed(text: string, heading: string[]): number {
  const named = new Set(contentWords(heading.join(' ')));
  const definites = [
    ...text.matchAll(
      /\bthe ([a-z-]+)(?: ([a-z-]+))?(?=( of| that| which| for| in| to| between| from)?)/gi,
    ),
  ];
  return definites.filter(
    ([, one = '', other = '', after]) =>
      after === undefined && !contentWords(`${one} ${other}`).some((word) => named.has(word)),
  ).length;
}

function inTurn(pools: Weighed[][]): Evidence[] {
  const seen = new Set<string>();
  const merged: Evidence[] = [];
  const longest = Math.max(0, ...pools.map((pool) => pool.length));
  for (let rank = 0; rank < longest; rank += 1) {
    for (const pool of pools) {
      const each = pool[rank]?.evidence;
      const words = each === undefined ? '' : contentWords(each.text).slice(0, 8).join(' ');
      if (each === undefined || seen.has(each.text) || seen.has(words)) continue;
      seen.add(each.text).add(words);
      merged.push(each);
    }
  }
  return merged;
}
