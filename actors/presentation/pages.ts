/** Drawing of the text slides. Each returns descriptions by object name; decoration has none. */

import { heightOfStatement } from './areas.ts';
import { BOXES, STATEMENT_GAPS } from './boxes.ts';
import { block, cardBlock, type Sheet, write } from './ink.ts';
import type { PracticeSlide, RevisitSlide, StatementsSlide, TitleSlide } from './slides.ts';
import { PAGE, SIZES } from './theme.ts';
import { clip, heightOf, plain } from './typeface.ts';

/** Alternative texts of one slide's objects, by object name. */
export type Described = Map<string, string>;

/** First slide: what this is, for which certification, for whom. */
export function drawCover(sheet: Sheet, slide: TitleSlide, person: string | null): Described {
  const boxes = BOXES.cover;
  write(sheet, 'Certification', slide.certification, boxes.certification, {
    sizePt: 26,
    color: sheet.colours.onHead,
  });
  write(sheet, 'Areas', slide.areas, boxes.areas, { sizePt: 20, color: sheet.colours.onHeadSoft });
  if (person !== null) {
    const name = clip(plain(person), {
      sizePt: 20,
      widthIn: boxes.person.w,
      heightIn: boxes.person.h,
      bold: true,
    });
    write(sheet, 'Prepared for', name, boxes.person, {
      sizePt: 20,
      color: sheet.colours.onHead,
      bold: true,
      valign: 'middle',
    });
  }
  return new Map();
}

/** Key statements: a numeral, the documents' own words, and where they stand. */
export function drawStatements(sheet: Sheet, slide: StatementsSlide): Described {
  const box = BOXES.statements;
  let y = box.y;
  for (const [index, cited] of slide.statements.entries()) {
    const number = index + 1;
    const height = heightOf(cited.text, { sizePt: cited.sizePt, widthIn: box.w });
    const row = heightOfStatement(cited, box.w);
    block(
      sheet,
      `Rule ${number}`,
      { x: PAGE.left + 0.56, y: y + 0.03, w: 0.045, h: row - 0.06 },
      sheet.colours.stripe,
    );
    write(
      sheet,
      `Number ${number}`,
      String(number),
      { x: PAGE.left, y, w: 0.5, h: 0.48 },
      {
        sizePt: 28,
        bold: true,
        color: sheet.colours.numeral,
      },
    );
    write(
      sheet,
      `Statement ${number}`,
      cited.text,
      { x: box.x, y, w: box.w, h: height },
      { sizePt: cited.sizePt },
    );
    const under = { x: box.x, y: y + height + STATEMENT_GAPS.citation, w: box.w, h: 0.3 };
    write(sheet, `Source ${number}`, cited.citation, under, {
      sizePt: SIZES.source,
      color: sheet.colours.muted,
    });
    y += row + STATEMENT_GAPS.between;
  }
  return new Map();
}

/** A question the learner missed: their answer, the right one, and the quote that settles it. */
export function drawRevisit(sheet: Sheet, slide: RevisitSlide): Described {
  const boxes = BOXES.revisit;
  write(sheet, 'Question', slide.stem.text, boxes.stem, { sizePt: slide.stem.sizePt, bold: true });
  const answerBox = slide.yours === null ? boxes.wide : boxes.right;
  if (slide.yours !== null) {
    card(sheet, 'Your answer', slide.yours, boxes.left, sheet.colours.gap, sheet.colours.gapSoft);
  }
  card(
    sheet,
    'The answer',
    slide.answer,
    answerBox,
    sheet.colours.mastered,
    sheet.colours.masteredSoft,
  );
  const { sizePt, text, citation } = slide.quote;
  write(sheet, 'Quote label', 'What the document says', boxes.quoteLabel, {
    sizePt: SIZES.label,
    bold: true,
    color: sheet.colours.muted,
  });
  const height = heightOf(text, { sizePt, widthIn: boxes.quote.w });
  const below = boxes.quote.y + height + STATEMENT_GAPS.citation;
  block(
    sheet,
    'Quote rule',
    { x: PAGE.left, y: boxes.quoteLabel.y, w: 0.07, h: height + 0.72 },
    sheet.colours.accent,
  );
  write(sheet, 'Quote 1', text, { ...boxes.quote, h: height }, { sizePt });
  write(
    sheet,
    'Source 1',
    citation,
    { ...boxes.source, y: below },
    { sizePt: SIZES.source, color: sheet.colours.muted },
  );
  return new Map();
}

function card(
  sheet: Sheet,
  label: string,
  content: { text: string; sizePt: number },
  box: { x: number; y: number; w: number; h: number },
  color: string,
  fill: string,
): void {
  const frame = { x: box.x - 0.2, y: box.y - 0.46, w: box.w + 0.4, h: box.h + 0.62 };
  cardBlock(sheet, `${label} card`, frame, fill);
  write(
    sheet,
    `${label} label`,
    label,
    { x: box.x, y: box.y - 0.36, w: box.w, h: 0.28 },
    {
      sizePt: SIZES.label,
      bold: true,
      color,
    },
  );
  write(sheet, label, content.text, box, { sizePt: content.sizePt, bold: true, valign: 'middle' });
}

const LETTERS = ['A', 'B', 'C', 'D'];

/** A practice question with its options; the answer is in the notes and near the end. */
export function drawPractice(sheet: Sheet, slide: PracticeSlide): Described {
  const boxes = BOXES.practice;
  write(sheet, 'Question', slide.stem.text, boxes.stem, { sizePt: slide.stem.sizePt, bold: true });
  for (const [index, option] of slide.options.entries()) {
    const letter = LETTERS[index] ?? '';
    const y = boxes.optionsFrom + index * boxes.optionStep;
    const row = { x: PAGE.left, y, w: PAGE.inner, h: boxes.option.h };
    cardBlock(sheet, `Option ${letter} card`, row, sheet.colours.stripe);
    write(
      sheet,
      `Letter ${letter}`,
      letter,
      { x: PAGE.left + 0.1, y, w: 0.6, h: boxes.option.h },
      {
        sizePt: 22,
        bold: true,
        color: sheet.colours.numeral,
        align: 'center',
        valign: 'middle',
      },
    );
    write(
      sheet,
      `Option ${letter}`,
      option,
      { ...boxes.option, y },
      { sizePt: slide.optionSizePt, valign: 'middle' },
    );
  }
  write(sheet, 'Source 1', slide.citation, boxes.source, {
    sizePt: SIZES.source,
    color: sheet.colours.muted,
  });
  return new Map();
}
