/** Draws a plan as a PowerPoint file; the OOXML pass then mends what the writer leaves wrong. */

import { drawChart, drawTable } from './figures.ts';
import { defineMasters, type MasterName } from './masters.ts';
import { type Descriptions, mendOoxml } from './ooxml.ts';
import { drawCover, drawPractice, drawRevisit, drawSources, drawStatements } from './pages.ts';
import { newDeck, type Page } from './pptx.ts';
import type { DeckPlan, Slide } from './slides.ts';

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
  /** Written into the file as its date, ms since 1970, so that the same plan gives the same bytes. */
  at: number;
}

/** Bytes of the finished .pptx. */
export async function renderDeck(plan: DeckPlan, cover: Cover): Promise<Buffer> {
  const deck = newDeck();
  deck.layout = 'LAYOUT_WIDE';
  defineMasters(deck, cover.foot);
  const descriptions: Descriptions = [];
  for (const slide of plan.slides) {
    const page = deck.addSlide({ masterName: MASTER_OF[slide.kind] });
    page.addText(slide.title, { placeholder: 'title' });
    descriptions.push(draw(page, slide, cover.person));
    page.addNotes(slide.notes === '' ? plan.title : slide.notes);
  }
  const raw = await deck.write({ outputType: 'nodebuffer', compression: false });
  return mendOoxml(raw as Buffer, {
    title: plan.title,
    at: cover.at,
    descriptions,
    intervals: intervalsOf(plan),
  });
}

function draw(page: Page, slide: Slide, person: string | null): Map<string, string> {
  switch (slide.kind) {
    case 'title':
      return drawCover(page, slide, person);
    case 'chart':
      return drawChart(page, slide);
    case 'table':
      return drawTable(page, slide);
    case 'statements':
      return drawStatements(page, slide);
    case 'revisit':
      return drawRevisit(page, slide);
    case 'practice':
      return drawPractice(page, slide);
    case 'sources':
      return drawSources(page, slide);
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
