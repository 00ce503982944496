/** Drawing of the mastery chart and of tables: native objects, so that they can be edited and read aloud. */

import type { Mastery } from '../content.ts';
import { BOXES } from './boxes.ts';
import { VERDICT_WORDS } from './frame.ts';
import { block, type Sheet, write } from './ink.ts';
import type { Described } from './pages.ts';
import type { ChartSlide, TableSlide } from './slides.ts';
import { CAPTION_GAP, CELL_PADDING, captionHeight, rowHeight, tableHeight } from './table-fit.ts';
import { FONT, type Palette, SIZES } from './theme.ts';

const BAR: Record<Mastery, keyof Palette & `${Mastery}Bar`> = {
  gap: 'gapBar',
  undetermined: 'undeterminedBar',
  mastered: 'masteredBar',
};

// Plot area as shares of the chart's frame, fixed so that the pass mark can stand where it belongs.
const PLOT = { x: 0.35, y: 0.09, w: 0.63, h: 0.9 };

/** Name of the chart object; the OOXML pass adds the intervals to it. */
export const CHART_NAME = 'Mastery chart';

/** A horizontal bar per area, coloured by verdict, with the pass mark across. */
export function drawChart(sheet: Sheet, slide: ChartSlide): Described {
  const box = BOXES.chart.plot;
  sheet.page.addChart(
    'bar',
    [
      {
        name: 'Share right',
        labels: slide.standings.map((each) => each.domain),
        values: slide.standings.map((each) => (each.items === 0 ? 0 : each.correct / each.items)),
      },
    ],
    {
      ...box,
      objectName: CHART_NAME,
      barDir: 'bar',
      barGapWidthPct: slide.standings.length < 4 ? 110 : 70,
      chartColors: slide.standings.map((each) => barColour(sheet, each.verdict)),
      layout: PLOT,
      // The declarations know only one of the two values the format has.
      catAxisOrientation: 'maxMin' as 'minMax',
      catAxisLabelFontFace: FONT,
      catAxisLabelFontSize: slide.axisPt,
      catAxisLabelColor: sheet.colours.ink,
      catAxisLineShow: false,
      valAxisMinVal: 0,
      valAxisMaxVal: 1,
      valAxisMajorUnit: 0.25,
      valAxisLabelFormatCode: '0%',
      valAxisLabelFontFace: FONT,
      valAxisLabelFontSize: 14,
      valAxisLabelColor: sheet.colours.muted,
      valAxisLineShow: false,
      valGridLine: { color: sheet.colours.line, size: 0.75 },
      catGridLine: { style: 'none' },
      showLegend: false,
      showTitle: false,
    },
  );
  const x = box.x + box.w * (PLOT.x + PLOT.w * slide.passMark);
  sheet.page.addShape('line', {
    x,
    y: box.y + box.h * PLOT.y,
    w: 0,
    h: box.h * PLOT.h,
    objectName: 'Pass mark',
    line: { color: sheet.colours.ink, width: 1.75, dashType: 'dash' },
  });
  drawKey(sheet, slide);
  return new Map([
    [CHART_NAME, slide.alt],
    ['Pass mark', `Pass mark at ${Math.round(slide.passMark * 100)} %`],
  ]);
}

function drawKey(sheet: Sheet, slide: ChartSlide): void {
  const present = (['gap', 'undetermined', 'mastered'] as const).filter((verdict) =>
    slide.standings.some((each) => each.verdict === verdict),
  );
  const { x: left, y, w } = BOXES.chart.caption;
  let x: number = left;
  for (const verdict of present) {
    block(sheet, `Key ${verdict}`, { x, y: y + 0.06, w: 0.18, h: 0.18 }, barColour(sheet, verdict));
    write(
      sheet,
      `Key ${verdict} label`,
      VERDICT_WORDS[verdict],
      { x: x + 0.26, y, w: 2.6, h: 0.3 },
      {
        sizePt: SIZES.label,
        bold: true,
        valign: 'middle',
      },
    );
    x += verdict === 'undetermined' ? 3.0 : 1.8;
  }
  const caption = { x: left, y: y + 0.36, w, h: 0.3 };
  write(sheet, 'Caption', slide.caption, caption, {
    sizePt: SIZES.label,
    color: sheet.colours.muted,
    valign: 'middle',
  });
}

/** A table with a real header row. */
export function drawTable(sheet: Sheet, slide: TableSlide): Described {
  const edge = { type: 'solid' as const, pt: 0.75, color: sheet.colours.line };
  const none = { type: 'none' as const };
  const base = { fontFace: FONT, fontSize: slide.sizePt, valign: 'middle' as const };
  const header = slide.header.map((text) => ({
    text,
    options: {
      ...base,
      bold: true,
      color: sheet.colours.onHead,
      fill: { color: sheet.colours.head },
    },
  }));
  const rows = slide.rows.map((row, line) =>
    row.map((text, column) => ({
      text,
      options: {
        ...base,
        bold: column === 0,
        color: cellColour(sheet, text),
        fill: { color: line % 2 === 0 ? sheet.colours.card : sheet.colours.stripe },
        border: [none, none, edge, none] as [typeof none, typeof none, typeof edge, typeof none],
      },
    })),
  );
  const { x, y, w } = BOXES.table;
  sheet.page.addTable([header, ...rows], {
    x,
    y,
    w,
    objectName: 'Table',
    colW: slide.columns,
    rowH: [
      rowHeight(slide.header, slide.columns, slide.sizePt),
      ...slide.rows.map((row) => rowHeight(row, slide.columns, slide.sizePt)),
    ],
    margin: [
      CELL_PADDING.down / 2,
      CELL_PADDING.across / 2,
      CELL_PADDING.down / 2,
      CELL_PADDING.across / 2,
    ],
  });
  if (slide.caption !== null) drawCaption(sheet, slide, slide.caption);
  return new Map([['Table', slide.alt]]);
}

function drawCaption(sheet: Sheet, slide: TableSlide, caption: string): void {
  const rows = [slide.header, ...slide.rows];
  const y = BOXES.table.y + tableHeight(rows, slide.columns, slide.sizePt) + CAPTION_GAP;
  const box = { ...BOXES.tableCaption, y, h: captionHeight(caption) };
  write(sheet, 'Caption', caption, box, { sizePt: SIZES.label, color: sheet.colours.muted });
}

function barColour(sheet: Sheet, verdict: Mastery): string {
  return sheet.colours[BAR[verdict]];
}

function cellColour(sheet: Sheet, text: string): string {
  const verdict = (Object.keys(VERDICT_WORDS) as Mastery[]).find(
    (key) => VERDICT_WORDS[key] === text,
  );
  return sheet.colours[verdict ?? 'ink'];
}
