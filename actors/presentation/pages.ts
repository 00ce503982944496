/** Drawing of the text slides. Each returns descriptions by object name; decoration has none. */

import { heightOfStatement } from './areas.ts';
import { BOXES, STATEMENT_GAPS } from './boxes.ts';
import { block, write } from './ink.ts';
import type { Page } from './pptx.ts';
import type {
  PracticeSlide,
  RevisitSlide,
  SourcesSlide,
  StatementsSlide,
  TitleSlide,
} from './slides.ts';
import { COLOURS, PAGE, SIZES } from './theme.ts';
import { clip, heightOf, plain } from './typeface.ts';

/** Alternative texts of one slide's objects, by object name. */
export type Described = Map<string, string>;

/** First slide: what this is, for which certification, for whom. */
export function drawCover(page: Page, slide: TitleSlide, person: string | null): Described {
  const boxes = BOXES.cover;
  write(page, 'Certification', slide.certification, boxes.certification, {
    sizePt: 26,
    color: COLOURS.white,
  });
  write(page, 'Areas', slide.areas, boxes.areas, { sizePt: 20, color: COLOURS.deepSoft });
  if (person !== null) {
    const name = clip(plain(person), {
      sizePt: 20,
      widthIn: boxes.person.w,
      heightIn: boxes.person.h,
      bold: true,
    });
    write(page, 'Prepared for', name, boxes.person, {
      sizePt: 20,
      color: COLOURS.white,
      bold: true,
      valign: 'middle',
    });
  }
  return new Map();
}

/** Key statements: a numeral, the documents' own words, and where they stand. */
export function drawStatements(page: Page, slide: StatementsSlide): Described {
  const box = BOXES.statements;
  let y = box.y;
  for (const [index, cited] of slide.statements.entries()) {
    const number = index + 1;
    const height = heightOf(cited.text, { sizePt: cited.sizePt, widthIn: box.w });
    const row = heightOfStatement(cited, box.w);
    block(
      page,
      `Rule ${number}`,
      { x: PAGE.left + 0.56, y: y + 0.03, w: 0.045, h: row - 0.06 },
      COLOURS.tealSoft,
    );
    write(
      page,
      `Number ${number}`,
      String(number),
      { x: PAGE.left, y, w: 0.5, h: 0.48 },
      {
        sizePt: 28,
        bold: true,
        color: COLOURS.teal,
      },
    );
    write(
      page,
      `Statement ${number}`,
      cited.text,
      { x: box.x, y, w: box.w, h: height },
      { sizePt: cited.sizePt },
    );
    const under = { x: box.x, y: y + height + STATEMENT_GAPS.citation, w: box.w, h: 0.3 };
    write(page, `Source ${number}`, cited.citation, under, {
      sizePt: SIZES.source,
      color: COLOURS.muted,
    });
    y += row + STATEMENT_GAPS.between;
  }
  return new Map();
}

/** A question the learner missed: their answer, the right one, and the quote that settles it. */
export function drawRevisit(page: Page, slide: RevisitSlide): Described {
  const boxes = BOXES.revisit;
  write(page, 'Question', slide.stem.text, boxes.stem, { sizePt: slide.stem.sizePt, bold: true });
  const answerBox = slide.yours === null ? boxes.wide : boxes.right;
  if (slide.yours !== null) {
    card(page, 'Your answer', slide.yours, boxes.left, COLOURS.gap, COLOURS.gapSoft);
  }
  card(page, 'The answer', slide.answer, answerBox, COLOURS.mastered, COLOURS.masteredSoft);
  const { sizePt, text, citation } = slide.quote;
  const height = heightOf(text, { sizePt, widthIn: boxes.quote.w });
  const below = boxes.quote.y + height + STATEMENT_GAPS.citation;
  block(
    page,
    'Quote rule',
    { x: PAGE.left, y: boxes.quote.y, w: 0.07, h: height + 0.36 },
    COLOURS.ochre,
  );
  write(page, 'Quote 1', text, { ...boxes.quote, h: height }, { sizePt });
  write(
    page,
    'Source 1',
    citation,
    { ...boxes.source, y: below },
    { sizePt: SIZES.source, color: COLOURS.muted },
  );
  return new Map();
}

function card(
  page: Page,
  label: string,
  content: { text: string; sizePt: number },
  box: { x: number; y: number; w: number; h: number },
  color: string,
  fill: string,
): void {
  const frame = { x: box.x - 0.2, y: box.y - 0.46, w: box.w + 0.4, h: box.h + 0.62 };
  block(page, `${label} card`, frame, fill, true);
  write(
    page,
    `${label} label`,
    label,
    { x: box.x, y: box.y - 0.36, w: box.w, h: 0.28 },
    {
      sizePt: SIZES.label,
      bold: true,
      color,
    },
  );
  write(page, label, content.text, box, { sizePt: content.sizePt, bold: true, valign: 'middle' });
}

const LETTERS = ['A', 'B', 'C', 'D'];

/** A practice question with its options; the answer is in the notes and near the end. */
export function drawPractice(page: Page, slide: PracticeSlide): Described {
  const boxes = BOXES.practice;
  write(page, 'Question', slide.stem.text, boxes.stem, { sizePt: slide.stem.sizePt, bold: true });
  for (const [index, option] of slide.options.entries()) {
    const letter = LETTERS[index] ?? '';
    const y = boxes.optionsFrom + index * boxes.optionStep;
    const row = { x: PAGE.left, y, w: PAGE.inner, h: boxes.option.h };
    block(page, `Option ${letter} card`, row, COLOURS.tealSoft, true);
    write(
      page,
      `Letter ${letter}`,
      letter,
      { x: PAGE.left + 0.1, y, w: 0.6, h: boxes.option.h },
      {
        sizePt: 22,
        bold: true,
        color: COLOURS.teal,
        align: 'center',
        valign: 'middle',
      },
    );
    write(
      page,
      `Option ${letter}`,
      option,
      { ...boxes.option, y },
      { sizePt: slide.optionSizePt, valign: 'middle' },
    );
  }
  write(page, 'Source 1', slide.citation, boxes.source, {
    sizePt: SIZES.source,
    color: COLOURS.muted,
  });
  return new Map();
}

/** The documents this deck quotes. */
export function drawSources(page: Page, slide: SourcesSlide): Described {
  const box = BOXES.sources;
  for (const [index, entry] of slide.entries.entries()) {
    const x = box.x + (index < 6 ? 0 : box.right);
    const y = box.y + (index % 6) * box.step;
    write(
      page,
      `Document ${index + 1}`,
      entry.document,
      { x, y, w: box.w, h: 0.32 },
      { sizePt: 18, bold: true },
    );
    if (entry.places !== '') {
      const under = { x, y: y + 0.32, w: box.w, h: 0.26 };
      write(page, `Sections ${index + 1}`, entry.places, under, {
        sizePt: SIZES.source,
        color: COLOURS.muted,
      });
    }
  }
  if (slide.more !== null) {
    write(
      page,
      'More',
      slide.more,
      { x: box.x, y: 6.35, w: box.w, h: 0.3 },
      { sizePt: 16, color: COLOURS.muted },
    );
  }
  return new Map();
}
