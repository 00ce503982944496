/** Which quoted statements can be spoken, and how one becomes a bullet. */
import type { Evidence } from '../content.ts';
import { contentWords, overlap } from '../knowledge/words.ts';
import { leans } from '../presentation/worth.ts';

const LENGTH = { least: 30, most: 240 };
const WORD_MOST = 32;
const BULLET_MOST = 132;

/** A statement ready for the voice: markup gone, every word kept. */
export interface Statement {
  text: string;
  evidence: Evidence;
}

/**
 * Statements about a point that a voice can say and a listener can follow, best first. `familiar`
 * is text a learner of the course has seen: its title, its topics, what its documents say.
 */
export function speakable(point: string, evidence: Evidence[], familiar: string): Statement[] {
  const wanted = new Set(contentWords(point));
  return evidence
    .map((one, rank) => ({ text: tidy(one.text), evidence: one, rank }))
    .filter(({ text }) => isSpeakable(text))
    .map((one) => ({
      ...one,
      score: worth(one.text, one.evidence, wanted) - one.rank * 0.08 - oddity(one.text, familiar),
    }))
    .filter(({ score }) => score > -1)
    .sort((a, b) => b.score - a.score)
    .map(({ text, evidence }) => ({ text, evidence }));
}

/** How much a statement is about the point, and how well it is heard; -2 when it is about something else. */
function worth(text: string, evidence: Evidence, wanted: Set<string>): number {
  const here = overlap(wanted, new Set(contentWords(text)));
  const above = overlap(wanted, new Set(contentWords(evidence.source.heading.join(' '))));
  if (wanted.size > 0 && here === 0 && above === 0) return -2;
  const defines =
    /^(?:(?:An?|The) )?[\p{L} -]{2,40} (?:is|are|means|refers to|lets?|allows?|provides?) /u;
  const context = /^The (?:subset|result|value|label|user|same|default)\b|\b[b-hj-z]\b/;
  return (
    here +
    above * 0.4 +
    (defines.test(text) ? 0.35 : 0) -
    (context.test(text) ? 0.3 : 0) -
    (text.length > 180 ? 0.4 : 0)
  );
}

/** A sentence about some product nobody asked about: it opens with a name that is never a plain word. */
function oddity(text: string, familiar: string): number {
  const first = /^["“(]?(?:The |An? )?(\p{L}+)/u.exec(text)?.[1] ?? '';
  const known = familiar.includes(first.toLowerCase());
  return known ? 0 : 0.6;
}

function tidy(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`+|\*\*|__(?=\S)|(?<=\S)__/g, '')
    .replace(/(?<![\p{L}\d])_([^_]+)_(?![\p{L}\d])/gu, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

function isSpeakable(text: string): boolean {
  if (text.length < LENGTH.least || text.length > LENGTH.most) return false;
  if (!/^["“(]?[\p{Lu}\d]/u.test(text) || !/[.!]["”)]?$/.test(text)) return false;
  if (leans(text)) return false;
  if (/https?:|www\.|[|{}<>=\\~^]|::|\$/.test(text)) return false;
  // A verb without its subject, or the key words of a standard, are for readers of the page.
  if (/^[A-Z][a-z]+s (?:the|an?|each|all|every) |\b[A-Z]{5,}ED?\b/.test(text)) return false;
  const words = text.split(' ');
  if (words.some((word) => word.length > WORD_MOST)) return false;
  const letters = text.replace(/[^\p{L} ]/gu, '').length;
  return letters / text.length > 0.88 && pairs(text);
}

function pairs(text: string): boolean {
  return (text.match(/\(/g)?.length ?? 0) === (text.match(/\)/g)?.length ?? 0);
}

/** One short line for the slide: the statement's own words, cut only where a clause ends. */
export function bulletOf(text: string): string {
  const plain = text.replace(/\s*\([^)]*\)/g, '').replace(/[.!]+$/, '');
  if (plain.length <= BULLET_MOST) return plain;
  const condition =
    /^(?:If|When|While|In|With|For|To|Although|Because|Since|By|As|After|Before)\b[^,]+, /;
  const rest = plain.replace(condition, '');
  if (rest !== plain && rest.length <= BULLET_MOST) return rest[0]?.toUpperCase() + rest.slice(1);
  const clause =
    /[;:] |—|, (?=(?:which|who|where|but|so|and (?:an?|the|it|they)|[a-z]+ing) )| (?=(?:because|whereas|although|unless) )/g;
  const cuts = condition.test(plain)
    ? []
    : [...plain.matchAll(clause)]
        .map(({ index }) => index)
        .filter((at) => at >= 36 && at <= BULLET_MOST);
  const at = cuts.at(-1);
  if (at !== undefined) return plain.slice(0, at).replace(/[,;:]$/, '');
  const short = plain.slice(0, plain.lastIndexOf(' ', BULLET_MOST - 1));
  return `${short.replace(/[,;:]?(?: (?:an?|the|of|to|in|on|and|or|with|for))*$/, '')} …`;
}
