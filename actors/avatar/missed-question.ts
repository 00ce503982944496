/** Why a topic matters to this cohort, and the question most of them missed: from their own results. */
import type { Domain } from '../../machines/vocabulary.ts';
import type { GapReport, Item, QuestionSet } from '../content.ts';
import { contentWords } from '../knowledge/words.ts';
import type { TopicScript } from './film.ts';

type Segment = TopicScript['segments'][number];

/** The question of a topic that the most learners got wrong. */
export interface Missed {
  item: Item;
  wrong: number;
  answered: number;
}

/** What a script may say about the cohort; every part may be unknown. */
export interface Results {
  /** One sentence or two; null where there is no figure to speak of. */
  why: string | null;
  missed: Missed | null;
}

const SPOKEN_MOST = { stem: 220, answer: 120, quote: 240 };

/** Reads a topic's part of the results; pure. */
export function resultsOn(
  topic: string,
  domains: readonly Domain[],
  gaps: GapReport | null,
  questions: QuestionSet | null,
): Results {
  return { why: whyOf(topic, domains, gaps), missed: mostMissed(topic, gaps, questions) };
}

function whyOf(topic: string, domains: readonly Domain[], gaps: GapReport | null): string | null {
  const total = domains.reduce((sum, { weight }) => sum + weight, 0);
  const weight = domains.find(({ name }) => name === topic)?.weight ?? 0;
  const share = Math.round((100 * weight) / total);
  const standing = gaps?.cohort.domains.find(({ domain }) => domain === topic);
  const answered = gaps?.cohort.answered ?? 0;
  const parts = [
    domains.length > 1 && share > 0 ? `It makes up ${share}% of the exam.` : '',
    standing !== undefined && standing.in_gap > 0 && answered > 0
      ? `In your test, ${standing.in_gap} of ${answered} still had a gap here.`
      : '',
  ].filter(Boolean);
  return parts.length === 0 ? null : parts.join(' ');
}

function mostMissed(
  topic: string,
  gaps: GapReport | null,
  questions: QuestionSet | null,
): Missed | null {
  if (gaps === null || questions === null) return null;
  const ranked = questions.items
    .filter((item) => item.domain === topic && item.knowledge_source_verified && canBeSaid(item))
    .map((item) => ({
      item,
      wrong: gaps.learners.filter(({ wrong_items }) => wrong_items.includes(item.id)).length,
      answered: gaps.cohort.answered,
    }))
    .sort((a, b) => b.wrong - a.wrong);
  const [first] = ranked;
  return first !== undefined && first.wrong > 0 ? first : null;
}

/** Code and long options are for reading, and a choice between options that nobody hears is no question. */
function canBeSaid({ stem, options, key }: Item): boolean {
  const answer = options[key] ?? '';
  const code = /[{}[\]|\\=]|\w\(|::/;
  const choice = /\bof (?:these|the following)\b|\bgiven under\b|\bfollowing\b/i;
  const fits = stem.length <= SPOKEN_MOST.stem && answer.length <= SPOKEN_MOST.answer;
  return fits && answer !== '' && !choice.test(stem) && !code.test(stem) && !code.test(answer);
}

/** The question, a moment to think, its answer, and the sentence that settles it. */
export function missedSegment({ item, wrong, answered }: Missed): Segment {
  const answer = (item.options[item.key] ?? '').replace(/[.\s]+$/, '');
  const who = wrong * 2 > answered ? 'that most of you missed' : 'that is easily missed';
  const quote = item.source.quote.replace(/\s+/g, ' ').trim();
  const text = [
    `Here is the question ${who}.`,
    asked(item.stem),
    'Think for a moment before I tell you.',
    `The answer is: ${answer}.`,
    addsTo(quote, item, answer) ? `The document says: ${quote}` : '',
  ];
  return {
    slide: { title: 'The question to get right', bullets: [asked(item.stem), `Answer: ${answer}`] },
    text: text.filter(Boolean).join(' '),
    source: item.source,
  };
}

/** A listener needs no file name before the question; the slide shows the source. */
function asked(stem: string): string {
  const bare = stem.replace(/^(?:In the context of|Under) “[^”]*”, /, '').trim();
  return bare === '' ? stem : `${bare[0]?.toUpperCase()}${bare.slice(1)}`;
}

/** Whether the quote is a sentence that says more than question and answer have said already. */
function addsTo(quote: string, { stem }: Item, answer: string): boolean {
  if (quote.length > SPOKEN_MOST.quote || quote.includes(' | ') || !/^\p{Lu}.*[.!]$/u.test(quote))
    return false;
  const said = new Set(contentWords(`${stem} ${answer}`));
  return contentWords(quote).filter((word) => !said.has(word)).length >= 2;
}
