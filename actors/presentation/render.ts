/** Draws a plan as a PowerPoint file; the OOXML pass then mends what the writer leaves wrong. */

import type { DeckLook } from '../../machines/vocabulary.ts';
import { drawChart, drawTable } from './figures.ts';
import type { Sheet } from './ink.ts';
import { directionOf } from './languages.ts';
import { defineMasters, type MasterName } from './masters.ts';
import { type Descriptions, mendOoxml } from './ooxml.ts';
import { drawCover, drawPractice, drawRevisit, drawStatements } from './pages.ts';
import { newDeck } from './pptx.ts';
import type { DeckPlan, Slide } from './slides.ts';
import { paletteOf } from './theme.ts';

const MASTER_OF: Record<Slide['kind'], MasterName> = {
  title: 'TITLE',
  chart: 'CHART',
  table: 'TABLE',
  statements: 'BODY',
  revisit: 'BODY',
  practice: 'BODY',
  sources: 'SOURCES',
};

/** What a drawing of a deck needs besides its plan. */
export interface Cover {
  /** Name on the first slide; null where none is known. */
  person: string | null;
  /** Line at the bottom of every slide. */
  foot: string;
  /** Theme and colours; light where nothing is said. */
  look?: DeckLook;
  /** Written into the file as its date, ms since 1970, so that the same plan gives the same bytes. */
  at: number;
}

/** Bytes of the finished .pptx. */
export async function renderDeck(plan: DeckPlan, cover: Cover): Promise<Buffer> {
  const colours = paletteOf(cover.look ?? {});
  const deck = newDeck();
  deck.layout = 'LAYOUT_WIDE';
  defineMasters(deck, cover.foot, colours);
  const descriptions: Descriptions = [];
  for (const slide of plan.slides) {
    const page = deck.addSlide({ masterName: MASTER_OF[slide.kind] });
    page.addText(slide.title, {
      placeholder: 'title',
      ...(directionOf(slide.title) === 'rtl' ? { rtlMode: true, align: 'right' } : {}),
    });
    descriptions.push(draw({ page, colours }, slide, cover.person));
    page.addNotes(slide.notes === '' ? plan.title : slide.notes);
  }
  const raw = await deck.write({ outputType: 'nodebuffer', compression: false });
  return mendOoxml(raw as Buffer, {
    title: plan.title,
    at: cover.at,
    colours,
    descriptions,
    intervals: intervalsOf(plan),
  });
}

function draw(sheet: Sheet, slide: Slide, person: string | null): Map<string, string> {
  switch (slide.kind) {
    case 'title':
      return drawCover(sheet, slide, person);
    case 'chart':
      return drawChart(sheet, slide);
    case 'table':
    case 'sources':
      return drawTable(sheet, slide);
    case 'statements':
      return drawStatements(sheet, slide);
    case 'revisit':
      return drawRevisit(sheet, slide);
    case 'practice':
      return drawPractice(sheet, slide);
  }
}

function intervalsOf(plan: DeckPlan): { share: number; low: number; high: number }[] {
  const chart = plan.slides.find((slide) => slide.kind === 'chart');
  return (chart?.standings ?? []).map((each) => ({
    share: each.items === 0 ? 0 : each.correct / each.items,
    low: each.interval[0],
    high: each.interval[1],
  }));
}
