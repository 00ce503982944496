/** The slides every deck has: where the learner stands, answers to practice, sources. */
import type { Item, LearnerResult, Mastery, Source } from '../content.ts';
import {
  citationOf,
  type DeckMaterial,
  type Slide,
  type Standing,
  type TableSlide,
} from './slides.ts';
import { fitTable } from './table-fit.ts';
import { SIZES } from './theme.ts';
import { clip, plain, widthOf } from './typeface.ts';

/** The verdict in the learner's words. */
export const VERDICT_WORDS: Record<Mastery, string> = {
  gap: 'To work on',
  undetermined: 'Too few answers to tell',
  mastered: 'Mastered',
};

const CHART_ROWS = 8;
const AXIS_ROOM_IN = 3.75;

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
  const { axisPt, names } = axisNames(standings);
  return {
    kind: 'chart',
    title: `Where you stand: ${areas}`,
    standings: standings.map((each, index) => ({ ...each, domain: names[index] ?? '' })),
    passMark: material.passMark,
    axisPt,
    caption: `Share of right answers. Thin lines: 80 % interval. Dashed line: pass mark, ${cut}.`,
    alt: plain(
      `Bar chart of the share of right answers by area. ${sentence.join('; ')}. Pass mark ${cut}.`,
    ),
    notes: `${plain(material.result.statement)}\nThe next slide holds the same figures as a table.`,
  };
}

/** Names with their counts at the largest size at which all stand beside the bars on one line. */
function axisNames(standings: Standing[]): { axisPt: number; names: string[] } {
  const counts = standings.map((each) => ` (${each.correct} of ${each.items})`);
  const roomFor = (index: number, sizePt: number) =>
    AXIS_ROOM_IN - widthOf(counts[index] ?? '', sizePt);
  const axisPt =
    SIZES.axis.find((sizePt) =>
      standings.every(({ domain }, index) => widthOf(domain, sizePt) <= roomFor(index, sizePt)),
    ) ?? 14;
  const names = standings.map(({ domain }, index) => {
    const room = { sizePt: axisPt, widthIn: roomFor(index, axisPt), heightIn: 0.3 };
    return `${clip(domain, room)}${counts[index]}`;
  });
  return { axisPt, names };
}

/** The chart's figures as a table. */
export function standingTable({ result, passMark }: DeckMaterial): TableSlide {
  const standings = standingsOf(result);
  const rows = standings.map((each) => [
    each.domain,
    `${each.correct} of ${each.items}`,
    each.items === 0
      ? 'no questions'
      : `${percent(each.interval[0])} to ${percent(each.interval[1])}`,
    VERDICT_WORDS[each.verdict],
  ]);
  const table = fitTable({
    title: 'Where you stand, in figures',
    header: ['Area', 'Right', '80 % interval', 'What it means'],
    rows,
    columns: [4.433, 1.5, 2.3, 3.5],
    caption: `The interval holds your true share in four cases of five. An area is to work on when it most likely lies below the pass mark of ${percent(passMark)}.`,
  });
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
  const table = fitTable({
    title: 'Answers to the practice questions',
    header: ['Question', 'Answer', 'Where it stands'],
    rows,
    columns: [3.3, 4.733, 3.7],
    caption: null,
  });
  const notes = practice.map(
    ({ title, item }) =>
      `${title}: ${item.options[item.key] ?? ''}. “${item.source.quote}” Source: ${citationOf(item.source)}`,
  );
  return { ...table, notes: notes.map(plain).join('\n') };
}

/** All documents the deck quotes: what to read in each, and on which slides it is quoted. */
export function sourcesSlide(uses: { source: Source; slide: number }[]): TableSlide {
  const documents = new Map<string, { places: Set<string>; slides: Set<number> }>();
  for (const { source, slide } of uses) {
    const title = plain(source.document_title);
    const entry = documents.get(title) ?? { places: new Set(), slides: new Set() };
    const section = plain(source.heading.at(-1) ?? '');
    if (section !== '' && section !== title) entry.places.add(section);
    if (source.page !== null) entry.places.add(`page ${source.page}`);
    entry.slides.add(slide);
    documents.set(title, entry);
  }
  const table = fitTable({
    title: 'Sources, and where to read on',
    header: ['Document', 'Sections', 'On slides'],
    rows: [...documents].map(([title, { places, slides }]) => [
      title,
      [...places].join('; ') || 'throughout',
      [...slides].sort((a, b) => a - b).join(', '),
    ]),
    columns: [4.2, 5.733, 1.8],
    caption: null,
  });
  const notes = uses.map(({ source }) => `${citationOf(source)}, sha256 ${source.sha256}`);
  return { ...table, kind: 'sources', notes: [...new Set(notes.map(plain))].join('\n') };
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
