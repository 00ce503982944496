/** What all documents are about, and which terms they treat as names. */
import type { KnowledgeDocument } from '../knowledge/ports.ts';
import type { Context } from './draft.ts';

const TITLES = new Set(
  `certified certification certificate associate professional practitioner specialist expert engineer
  administrator admin developer architect operator analyst exam examination course training fundamentals
  foundation foundations essentials advanced basic level introduction to of the in and for a an`.split(
    /\s+/,
  ),
);
const COMMON_SHARE = 0.1;
const SEEN_MAX = 200;

/** Context for wording: the topic, document titles, and a memory of which terms are names. */
export function contextOf(documents: readonly KnowledgeDocument[], certification: string): Context {
  const titles = new Map(documents.map((document) => [document.id, document.title]));
  const written = documents.map((document) => document.text).join('\n');
  // Lower-casing changes the length of a few letters, and offsets must stay the same in both.
  const corpus = written.replace(/İ/g, 'I');
  const lower = corpus.toLowerCase();
  const known = new Map<string, boolean>();
  return {
    uses: (term) => timesIn(lower, term, 100),
    topic: topicOf(documents, certification),
    title: (id) => titles.get(id) ?? '',
    isName(term) {
      const answer = known.get(term) ?? writtenAsName(term, corpus, lower);
      known.set(term, answer);
      return answer;
    },
  };
}

/** The words of the certification's name that the documents themselves use as a name. */
function topicOf(documents: readonly KnowledgeDocument[], certification: string): string | null {
  const names = certification
    .split(/\s+/)
    .filter((word) => /^[A-Z]/.test(word) && !TITLES.has(word.toLowerCase()));
  const topic = names.join(' ');
  if (topic === '') return null;
  // "JavaScript" does not speak of "Script".
  const whole = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(topic)}(?![\\p{L}\\p{N}])`, 'u');
  const holding = documents.filter((document) => whole.test(document.text)).length;
  return holding >= 2 && holding >= documents.length * COMMON_SHARE ? topic : null;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A name keeps its capital inside sentences. Terms never seen inside a sentence are no names. */
function writtenAsName(term: string, corpus: string, lower: string): boolean {
  if (!/^\p{Lu}/u.test(term)) return false;
  const wanted = ` ${term.toLowerCase()}`;
  let capital = 0;
  let all = 0;
  for (
    let at = lower.indexOf(wanted);
    at >= 0 && all < SEEN_MAX;
    at = lower.indexOf(wanted, at + 1)
  ) {
    // Only after a word or a comma does a capital mean something.
    if (!/[\p{L},]/u.test(corpus[at - 1] ?? '')) continue;
    if (/\p{L}/u.test(corpus[at + wanted.length] ?? '') && corpus[at + wanted.length] !== 's')
      continue;
    all++;
    if (corpus[at + 1] === term[0]) capital++;
  }
  if (all === 0) return /^[A-Z0-9]{2,}$/.test(term);
  return capital / all > 0.6;
}

/** Counts a term in a text, letter case aside, up to a bound. */
export function timesIn(corpusLower: string, term: string, bound: number): number {
  const wanted = term.toLowerCase();
  let count = 0;
  for (let at = corpusLower.indexOf(wanted); at >= 0; at = corpusLower.indexOf(wanted, at + 1)) {
    count++;
    if (count >= bound) break;
  }
  return count;
}
