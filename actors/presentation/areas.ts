/** The slides one domain could fill, ranked, so that a plan can take as many as there is room for. */
import type { Evidence, Item, Source } from '../content.ts';
import { BOXES, STATEMENT_GAPS } from './boxes.ts';
import {
  type Cited,
  citationOf,
  type DeckMaterial,
  type RevisitSlide,
  type Slide,
} from './slides.ts';
import { SIZES, TITLE_BOX } from './theme.ts';
import { clip, fits, heightOf, plain, sizeFor } from './typeface.ts';

/** One slide that may be taken, with what it rests on. */
export interface Candidate {
  /** Lower is taken earlier. */
  rank: number;
  slide: Slide;
  sources: Source[];
  /** The item this slide asks, when it is a practice slide. */
  practice: Item | null;
}

/** Everything a deck could say about one domain, in reading order. */
export interface Area {
  name: string;
  gap: boolean;
  candidates: Candidate[];
  missing: string[];
}

// Leaves room in the title for what follows the area's name.
const TITLE_ROOM = { sizePt: TITLE_BOX.sizePt, widthIn: 7.6, heightIn: TITLE_BOX.h };
const STATEMENT_RANKS = [1, 5];
const REVISIT_RANKS = [2, 4, 6, 8];
const PRACTICE_RANKS = [3, 7, 9];

/** Builds the candidates of one domain: statements and wrong items for a gap, practice for both. */
export function areaOf(name: string, gap: boolean, material: DeckMaterial): Area {
  const items = material.questions.items.filter(
    (item) => item.domain === name && item.status !== 'retired' && item.knowledge_source_verified,
  );
  const wrongIds = new Set(material.result.wrong_items);
  const wrong = items.filter((item) => wrongIds.has(item.id));
  const short = clip(plain(name), { ...TITLE_ROOM, bold: true });
  const statements = gap ? statementSlides(short, material.evidence.get(name) ?? []) : [];
  const revisits = gap
    ? wrong
        .slice(0, REVISIT_RANKS.length)
        .map((item, index) => revisit(short, item, index, material))
    : [];
  const practice = practiceSlides(short, items, wrong, material).map((each) => ({
    ...each,
    rank: gap ? each.rank : each.rank + 1,
  }));
  const missing: string[] = [];
  if (gap && statements.length === 0)
    missing.push(`${name}: no key statement found in the documents`);
  if (practice.length === 0) missing.push(`${name}: no practice question left in the bank`);
  return { name, gap, candidates: [...statements, ...revisits, ...practice], missing };
}

function statementSlides(name: string, evidence: readonly Evidence[]): Candidate[] {
  const box = BOXES.statements;
  const ready = evidence
    .map((each) => ({ ...each, text: plain(each.text) }))
    .filter((each) => each.text !== '');
  const candidates: Candidate[] = [];
  let rest = ready;
  for (const [index, rank] of STATEMENT_RANKS.entries()) {
    const page = statementPage(rest, box.w, box.h);
    if (page === null) break;
    const used = rest.slice(0, page.length);
    rest = rest.slice(page.length);
    candidates.push({
      rank,
      practice: null,
      sources: used.map((each) => each.source),
      slide: {
        kind: 'statements',
        title: index === 0 ? `${name}: what to know` : `${name}: more to know`,
        statements: page,
        notes: notesOf('Key statements', used),
      },
    });
  }
  return candidates;
}

/** Up to three statements at the largest size at which they stand on one slide together. */
function statementPage(
  evidence: readonly Evidence[],
  widthIn: number,
  heightIn: number,
): Cited[] | null {
  for (const count of [3, 2, 1]) {
    if (evidence.length < count) continue;
    const group = evidence.slice(0, count);
    for (const sizePt of SIZES.statement) {
      const page = group.map((each) => citedAt(each, sizePt, widthIn));
      if (
        page.every((each) => !each.text.endsWith(' …')) &&
        heightOfPage(page, widthIn) <= heightIn
      ) {
        return page;
      }
    }
  }
  const single = evidence[0];
  return single === undefined
    ? null
    : [citedAt(single, SIZES.statement.at(-1) ?? 18, widthIn, 3.6)];
}

function citedAt(evidence: Evidence, sizePt: number, widthIn: number, heightIn = 1.7): Cited {
  return {
    text: clip(evidence.text, { sizePt, widthIn, heightIn }),
    citation: clip(plain(citationOf(evidence.source)), {
      sizePt: SIZES.source,
      widthIn,
      heightIn: 0.3,
    }),
    sizePt,
  };
}

/** Height in inches a page of statements takes. */
export function heightOfPage(page: readonly Cited[], widthIn: number): number {
  const rows = page.map((each) => heightOfStatement(each, widthIn));
  return rows.reduce((sum, row) => sum + row, 0) + STATEMENT_GAPS.between * (page.length - 1);
}

/** Height in inches of one statement with its citation. */
export function heightOfStatement(cited: Cited, widthIn: number): number {
  return heightOf(cited.text, { sizePt: cited.sizePt, widthIn }) + STATEMENT_GAPS.citation + 0.3;
}

function revisit(name: string, item: Item, index: number, material: DeckMaterial): Candidate {
  const boxes = BOXES.revisit;
  const choice = material.answers.get(item.id) ?? null;
  const chosen = choice === null ? undefined : item.options[choice];
  const answerBox = chosen === undefined ? boxes.wide : boxes.right;
  const slide: RevisitSlide = {
    kind: 'revisit',
    title: `${name}: question ${index + 1} again`,
    stem: sized(item.stem, SIZES.stem, boxes.stem, true),
    yours: chosen === undefined ? null : sized(chosen, SIZES.option, boxes.left, true),
    answer: sized(item.options[item.key] ?? '', SIZES.option, answerBox, true),
    quote: {
      ...sized(`“${plain(item.source.quote)}”`, SIZES.quote, boxes.quote),
      citation: oneLine(citationOf(item.source), boxes.source.w),
    },
    notes: notesOf(`Question: ${plain(item.stem)}`, [
      { text: item.source.quote, source: item.source },
    ]),
  };
  return { rank: REVISIT_RANKS[index] ?? 9, slide, sources: [item.source], practice: null };
}

/** Questions never put to the learner; where the bank has none left, the wrong ones once more. */
function practiceSlides(
  name: string,
  items: Item[],
  wrong: Item[],
  material: DeckMaterial,
): Candidate[] {
  const unused = items.filter((item) => !material.answers.has(item.id) && !wrong.includes(item));
  const pool = unused.length > 0 ? unused : wrong;
  const word = unused.length > 0 ? 'practice' : 'try again';
  return pool.slice(0, PRACTICE_RANKS.length).map((item, index) => ({
    rank: PRACTICE_RANKS[index] ?? 9,
    practice: item,
    sources: [item.source],
    slide: practice(`${name}: ${word} ${index + 1}`, item),
  }));
}

function practice(title: string, item: Item): Slide {
  const boxes = BOXES.practice;
  const options = shownOptions(item).map(plain);
  const box = { widthIn: boxes.option.w, heightIn: boxes.option.h };
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
    citation: oneLine(`Look it up: ${citationOf(item.source)}`, boxes.source.w),
    notes: `Question: ${plain(item.stem)}\nAnswer: ${plain(item.options[item.key] ?? '')}\n${notesOf('Rests on', [{ text: item.source.quote, source: item.source }])}`,
  };
}

/** Four options at most, the right one always among them. */
function shownOptions(item: Item): string[] {
  const key = item.options[item.key];
  const first = item.options.slice(0, 4);
  return item.key < 4 || key === undefined ? first : [...first.slice(0, 3), key];
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

function notesOf(heading: string, evidence: readonly Evidence[]): string {
  const lines = evidence.map(
    (each) => `“${plain(each.text)}” Source: ${plain(citationOf(each.source))}`,
  );
  return [heading, ...lines].join('\n');
}
