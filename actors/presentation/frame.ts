/** The slides every deck has: where the learner stands, answers to practice, sources. */
import type { Item, LearnerResult, Mastery, Source } from '../content.ts';
import { BOXES } from './boxes.ts';
import {
  citationOf,
  type DeckMaterial,
  type Slide,
  type Standing,
  type TableSlide,
} from './slides.ts';
import { SIZES } from './theme.ts';
import { clip, plain, wrap } from './typeface.ts';

/** The verdict in the learner's words. */
export const VERDICT_WORDS: Record<Mastery, string> = {
  gap: 'To work on',
  undetermined: 'Too few answers to tell',
  mastered: 'Mastered',
};

/** Space inside a table cell, inches: left plus right, and top plus bottom. */
export const CELL_PADDING = { across: 0.3, down: 0.2 };

const CHART_ROWS = 8;
const SOURCES_SHOWN = 12;

/** The mastery chart: the worst areas at the top, its caption and its words. */
export function chartSlide(material: DeckMaterial): Slide {
  const standings = standingsOf(material.result).slice(0, CHART_ROWS);
  const gaps = standings.filter((each) => each.verdict === 'gap').length;
  const areas = gaps === 1 ? '1 area to work on' : `${gaps} areas to work on`;
  const cut = percent(material.passMark);
  const sentence = standings.map(
    (each) =>
      `${each.domain}: ${each.correct} of ${each.items} right, ${VERDICT_WORDS[each.verdict].toLowerCase()}`,
  );
  return {
    kind: 'chart',
    title: `Where you stand: ${areas}`,
    standings: standings.map((each) => ({
      ...each,
      domain: `${clip(each.domain, { sizePt: 16, widthIn: 3.1, heightIn: 0.3 })} (${each.correct} of ${each.items})`,
    })),
    passMark: material.passMark,
    caption: `Share of right answers. Thin lines: 80 % interval. Dashed line: pass mark, ${cut}.`,
    alt: plain(
      `Bar chart of the share of right answers by area. ${sentence.join('; ')}. Pass mark ${cut}.`,
    ),
    notes: `${plain(material.result.statement)}\nThe next slide holds the same figures as a table.`,
  };
}

/** The chart's figures as a table. */
export function standingTable(result: LearnerResult): TableSlide {
  const standings = standingsOf(result);
  const rows = standings.map((each) => [
    each.domain,
    `${each.correct} of ${each.items}`,
    each.items === 0
      ? 'no questions'
      : `${percent(each.interval[0])} to ${percent(each.interval[1])}`,
    VERDICT_WORDS[each.verdict],
  ]);
  const table = fitTable(
    'The same figures as a table',
    ['Area', 'Right', '80 % interval', 'What it means'],
    rows,
    [4.433, 1.5, 2.3, 3.5],
  );
  return {
    ...table,
    notes: [result.statement, ...rows.map((row) => row.join(' | '))].map(plain).join('\n'),
  };
}

/** Answers to the practice questions, each with the place that settles it. */
export function answersSlide(practice: { title: string; item: Item }[]): TableSlide {
  const rows = practice.map(({ title, item }) => [
    title,
    item.options[item.key] ?? '',
    citationOf(item.source),
  ]);
  const table = fitTable(
    'Answers to the practice questions',
    ['Question', 'Answer', 'Where it stands'],
    rows,
    [3.6, 4.433, 3.7],
  );
  const notes = practice.map(
    ({ title, item }) =>
      `${title}: ${item.options[item.key] ?? ''}. “${item.source.quote}” Source: ${citationOf(item.source)}`,
  );
  return { ...table, notes: notes.map(plain).join('\n') };
}

/** All documents the deck quotes, each with its sections. */
export function sourcesSlide(sources: Source[]): Slide {
  const places = new Map<string, Set<string>>();
  for (const source of sources) {
    const title = plain(source.document_title);
    const place = plain(
      [source.heading.at(-1) ?? '', source.page === null ? '' : `page ${source.page}`]
        .filter(Boolean)
        .join(', '),
    );
    const known = places.get(title) ?? new Set<string>();
    if (place !== '' && place !== title) known.add(place);
    places.set(title, known);
  }
  const entries = [...places].map(([document, found]) => ({
    document: clip(document, { sizePt: 18, widthIn: BOXES.sources.w, heightIn: 0.31, bold: true }),
    places: clip([...found].join('; '), {
      sizePt: SIZES.source,
      widthIn: BOXES.sources.w,
      heightIn: 0.25,
    }),
  }));
  const shown = entries.slice(0, SOURCES_SHOWN);
  const rest = entries.length - shown.length;
  const notes = sources.map((each) => `${citationOf(each)}, sha256 ${each.sha256}`);
  return {
    kind: 'sources',
    title: 'Sources',
    entries: shown,
    more: rest > 0 ? `and ${rest} more, listed in the speaker notes` : null,
    notes: [...new Set(notes.map(plain))].join('\n'),
  };
}

/** Height in inches of a table row. */
export function rowHeight(
  row: readonly string[],
  columns: readonly number[],
  sizePt: number,
  bold = false,
): number {
  const lines = row.map(
    (cell, index) => wrap(cell, cellBox(columns[index] ?? 1, sizePt, bold)).length,
  );
  return (Math.max(...lines) * sizePt * 1.2) / 72 + CELL_PADDING.down;
}

function fitTable(
  title: string,
  header: string[],
  rows: string[][],
  columns: number[],
): TableSlide {
  const texts = rows.map((row) => row.map((cell) => plain(cell) || 'none'));
  const fitting = SIZES.cell.find(
    (size) => tableHeight([header, ...texts], columns, size) <= BOXES.table.h,
  );
  const sizePt = fitting ?? 16;
  const share =
    (BOXES.table.h - rowHeight(header, columns, sizePt, true)) / Math.max(1, rows.length);
  const heightIn = Math.min(1.4, Math.max(0.28, share - CELL_PADDING.down));
  const clipped = (cell: string, index: number) =>
    clip(cell, { ...cellBox(columns[index] ?? 1, sizePt, true), heightIn });
  const cells = fitting === undefined ? texts.map((row) => row.map(clipped)) : texts;
  let room = BOXES.table.h - rowHeight(header, columns, sizePt, true);
  const shown = cells.filter((row) => {
    room -= rowHeight(row, columns, sizePt, true);
    return room >= 0;
  });
  const alt = plain(`Table: ${header.join(', ')}. ${shown.length} rows.`);
  return { kind: 'table', title, header, rows: shown, columns, sizePt, alt, notes: '' };
}

function tableHeight(rows: string[][], columns: number[], sizePt: number): number {
  return rows.reduce((sum, row) => sum + rowHeight(row, columns, sizePt, true), 0);
}

function cellBox(column: number, sizePt: number, bold: boolean) {
  return { sizePt, widthIn: column - CELL_PADDING.across, bold };
}

function standingsOf(result: LearnerResult): Standing[] {
  return result.domains
    .map((each) => ({
      domain: plain(each.domain),
      items: each.items,
      correct: each.correct,
      interval: each.interval,
      verdict: each.verdict,
      order: each.p_below_cut,
    }))
    .sort((a, b) => b.order - a.order || a.domain.localeCompare(b.domain, 'en'))
    .map(({ order: _, ...standing }) => standing);
}

/** A proportion as whole percent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
