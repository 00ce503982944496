/** The slides made from questions: a missed one beside its answer, and practice. */
import type { Item, Source } from '../content.ts';
import { BOXES } from './boxes.ts';
import {
  type Candidate,
  citationOf,
  type DeckMaterial,
  type RevisitSlide,
  type Slide,
} from './slides.ts';
import { SIZES } from './theme.ts';
import { clip, fits, plain, sizeFor } from './typeface.ts';

export const REVISIT_RANKS = [2, 4, 6, 8];
const PRACTICE_RANKS = [3, 7, 9];
/** Asking the same once more comes after the missed questions, and once is enough. */
const REPEAT_RANK = 4.5;
/** Space above and below an option in its row, inches. */
const OPTION_AIR = 0.08;

/** A question the learner missed: their answer, the right one, the quote that settles it. */
export function revisit(
  name: string,
  item: Item,
  index: number,
  material: DeckMaterial,
): Candidate {
  const boxes = BOXES.revisit;
  const choice = material.answers.get(item.id) ?? null;
  const chosen = choice === null ? undefined : item.options[choice];
  const answerBox = chosen === undefined ? boxes.wide : boxes.right;
  const answer = item.options[item.key] ?? '';
  const slide: RevisitSlide = {
    kind: 'revisit',
    title: `${name}: question ${index + 1} again`,
    stem: sized(item.stem, SIZES.stem, boxes.stem, true),
    yours: chosen === undefined ? null : sized(chosen, SIZES.option, boxes.left, true),
    answer: sized(answer, SIZES.option, answerBox, true),
    quote: {
      ...sized(shownQuote(item.source), SIZES.quote, boxes.quote),
      citation: oneLine(citationOf(item.source), boxes.source.w),
    },
    notes: [
      `Question: ${plain(item.stem)}`,
      chosen === undefined ? 'Left open.' : `Chosen: ${plain(chosen)}`,
      `Right: ${plain(answer)}`,
      `“${plain(item.source.quote)}” Source: ${plain(citationOf(item.source))}`,
    ].join('\n'),
  };
  return { rank: REVISIT_RANKS[index] ?? 9, slide, sources: [item.source], practice: null };
}

/** Questions never put to the learner; where the bank has none left, one of the missed once more. */
export function practiceSlides(
  name: string,
  items: Item[],
  wrong: Item[],
  material: DeckMaterial,
): Candidate[] {
  const unused = items.filter((item) => !material.answers.has(item.id) && !wrong.includes(item));
  const repeats = unused.length === 0;
  const pool = repeats ? wrong.slice(0, 1) : unused.slice(0, PRACTICE_RANKS.length);
  return pool.map((item, index) => ({
    rank: repeats ? REPEAT_RANK : (PRACTICE_RANKS[index] ?? 9),
    practice: item,
    sources: [item.source],
    slide: practice(`${name}: ${repeats ? 'try again' : `practice ${index + 1}`}`, item, repeats),
  }));
}

function practice(title: string, item: Item, repeats: boolean): Slide {
  const boxes = BOXES.practice;
  const options = shownOptions(item, repeats).map(plain);
  const box = { widthIn: boxes.option.w, heightIn: boxes.option.h - OPTION_AIR };
  const optionSizePt =
    SIZES.option.find((sizePt) => options.every((text) => fits(text, { ...box, sizePt }))) ??
    SIZES.option.at(-1) ??
    16;
  return {
    kind: 'practice',
    title,
    stem: sized(item.stem, SIZES.stem, boxes.stem, true),
    options: options.map((text) => clip(text, { ...box, sizePt: optionSizePt })),
    optionSizePt,
    citation: oneLine(`Look it up: ${placeWithoutAnswer(item)}`, boxes.source.w),
    notes: [
      `Question: ${plain(item.stem)}`,
      `Answer: ${plain(item.options[item.key] ?? '')}`,
      `Rests on “${plain(item.source.quote)}” Source: ${plain(citationOf(item.source))}`,
    ].join('\n'),
  };
}

/** Four options at most, the right one always among them; turned round where they were seen before. */
function shownOptions(item: Item, repeats: boolean): string[] {
  const key = item.options[item.key];
  const first = item.options.slice(0, 4);
  const shown = item.key < 4 || key === undefined ? first : [...first.slice(0, 3), key];
  return repeats ? [...shown.slice(1), ...shown.slice(0, 1)] : shown;
}

/** A section called like the answer would give it away. */
function placeWithoutAnswer({ source, options, key }: Item): string {
  const answer = plain(options[key] ?? '').toLowerCase();
  const says = (text: string) => answer !== '' && plain(text).toLowerCase().includes(answer);
  if (says(source.document_title)) return 'the last slide names the document';
  return citationOf(says(source.heading.at(-1) ?? '') ? { ...source, heading: [] } : source);
}

/** A quote as people read it: rows of a table by their cells, without the heading run into it. */
export function shownQuote(source: Source): string {
  const cells = source.quote.split(' | ').map(plain).filter(Boolean);
  if (cells.length === 2) return `The table puts “${cells[0]}” beside “${cells[1]}”`;
  if (cells.length > 2)
    return `The table says in one row: ${cells.map((each) => `“${each}”`).join(', ')}`;
  const quote = plain(source.quote);
  const heading = plain(source.heading.at(-1) ?? '');
  const rest = quote.slice(heading.length).trimStart();
  const runIn = heading !== '' && quote.startsWith(`${heading} `) && /^(?:An?|The) /.test(rest);
  return `“${runIn ? rest : quote}”`;
}

function sized(text: string, sizes: number[], box: { w: number; h: number }, bold = false) {
  const clean = plain(text);
  const room = { widthIn: box.w, heightIn: box.h, bold };
  const sizePt = sizeFor(clean, sizes, room) ?? sizes.at(-1) ?? 16;
  return { text: clip(clean, { ...room, sizePt }), sizePt };
}

function oneLine(text: string, widthIn: number): string {
  return clip(plain(text), { sizePt: SIZES.source, widthIn, heightIn: 0.3 });
}
