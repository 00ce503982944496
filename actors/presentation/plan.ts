/**
 * What a learner's deck says, slide by slide: pure, so that the same results always give the same
 * deck. Every text is fitted into its box here; the renderer only draws.
 */
import { terminal } from '../../runtime/errors.ts';
import type { Item } from '../content.ts';
import { type Area, areaOf } from './areas.ts';
import { BOXES } from './boxes.ts';
import { answersSlide, chartSlide, sourcesSlide, standingTable } from './frame.ts';
import type { Candidate, DeckMaterial, DeckPlan, Slide } from './slides.ts';
import { COVER_BOX, TITLE_BOX } from './theme.ts';
import { clip, plain } from './typeface.ts';

const FRAME_SLIDES = 4;
/** Fewest slides a deck makes sense with: title, chart, table, one statement, sources. */
export const FEWEST_SLIDES = FRAME_SLIDES + 1;

/**
 * Plans a deck of at most `maxSlides` slides. Gaps come first, worst first; areas without a
 * verdict get practice questions only.
 */
export function planDeck(material: DeckMaterial): DeckPlan {
  if (material.maxSlides < FEWEST_SLIDES) {
    throw terminal(
      'DECK_TOO_SHORT',
      `a deck needs room for at least ${FEWEST_SLIDES} slides, presentation.max_slides is ${material.maxSlides}`,
    );
  }
  const areas = areasOf(material);
  const { chosen, practice, leftOut } = choose(areas, material.maxSlides - FRAME_SLIDES);
  const taken = areas.flatMap((area) => area.candidates.filter((each) => chosen.has(each)));
  // Practice comes after all teaching, so that no question follows its own answer.
  const body = [
    ...taken.filter((each) => each.practice === null),
    ...taken.filter((each) => each.practice !== null),
  ];
  const gapAreas = areas
    .filter((area) => area.gap && area.candidates.some((each) => chosen.has(each)))
    .map((area) => area.name);
  const opening = [cover(material, gapAreas), chartSlide(material), standingTable(material)];
  const uses = body.flatMap(({ sources }, index) =>
    sources.map((source) => ({ source, slide: opening.length + index + 1 })),
  );
  const slides: Slide[] = [
    ...opening,
    ...body.map((each) => each.slide),
    ...(practice.length > 0 ? [answersSlide(practice)] : []),
    sourcesSlide(uses),
  ];
  return {
    title: `Your remediation plan: ${plain(material.questions.certification_name)}`,
    slides: withUniqueTitles(slides),
    gapAreas,
    withoutStatements: areas
      .filter(
        (area) => area.gap && !area.candidates.some((each) => each.slide.kind === 'statements'),
      )
      .map((area) => area.name),
    leftOut,
  };
}

function areasOf(material: DeckMaterial): Area[] {
  const ordered = [...material.result.domains].sort(
    (a, b) => b.p_below_cut - a.p_below_cut || a.domain.localeCompare(b.domain, 'en'),
  );
  return [
    ...ordered
      .filter((each) => each.verdict === 'gap')
      .map((each) => areaOf(each.domain, true, material)),
    ...ordered
      .filter((each) => each.verdict === 'undetermined')
      .map((each) => areaOf(each.domain, false, material)),
  ];
}

/** Gives out the slides: the best of every area first, then the second best of every area. */
function choose(areas: Area[], room: number) {
  const chosen = new Set<Candidate>();
  const practice: { title: string; item: Item }[] = [];
  const leftOut = areas.flatMap((area) => area.missing);
  const ranked = areas
    .flatMap((area, order) => area.candidates.map((candidate) => ({ area, candidate, order })))
    .sort((a, b) => a.candidate.rank - b.candidate.rank || a.order - b.order);
  const dropped = new Map<string, number>();
  for (const { area, candidate } of ranked) {
    const item = candidate.practice;
    // The first practice question also takes the slide that answers it.
    const cost = item !== null && practice.length === 0 ? 2 : 1;
    if (room < cost || (item !== null && practice.length >= 5)) {
      dropped.set(area.name, (dropped.get(area.name) ?? 0) + 1);
      continue;
    }
    room -= cost;
    chosen.add(candidate);
    if (item !== null) practice.push({ title: candidate.slide.title, item });
  }
  for (const [name, count] of dropped) {
    leftOut.push(
      `${name}: ${count} more ${count === 1 ? 'slide' : 'slides'} beyond the slide limit`,
    );
  }
  const order = areas.flatMap((area) => area.candidates);
  practice.sort((a, b) => position(order, a.item) - position(order, b.item));
  return { chosen, practice, leftOut };
}

function position(order: Candidate[], item: Item): number {
  return order.findIndex((each) => each.practice === item);
}

function cover(material: DeckMaterial, gapAreas: string[]): Slide {
  const areas = gapAreas.length > 0 ? `Works on ${listed(gapAreas)}` : 'Practice for open areas';
  const notes = [
    material.result.statement,
    'Every statement in this deck is quoted from the course documents; the last slide lists them.',
    'Order: where you stand, then for each area what to know and the questions that were missed, then practice with its answers.',
  ];
  return {
    kind: 'title',
    title: 'Your remediation plan',
    certification: clip(plain(material.questions.certification_name), {
      sizePt: 26,
      widthIn: BOXES.cover.certification.w,
      heightIn: BOXES.cover.certification.h,
    }),
    areas: clip(plain(areas), {
      sizePt: 20,
      widthIn: BOXES.cover.areas.w,
      heightIn: BOXES.cover.areas.h,
    }),
    notes: notes.map(plain).join('\n'),
  };
}

function listed(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Clips titles to one line and numbers those that would read alike. */
function withUniqueTitles(slides: Slide[]): Slide[] {
  const seen = new Set<string>();
  return slides.map((slide) => {
    const box = slide.kind === 'title' ? COVER_BOX : TITLE_BOX;
    const room = { sizePt: box.sizePt, heightIn: box.h, widthIn: box.w, bold: true };
    let title = clip(plain(slide.title), room);
    for (let number = 2; seen.has(title); number += 1) {
      const narrower = { ...room, widthIn: room.widthIn - 1.2 };
      title = `${clip(plain(slide.title), narrower)} (${number})`;
    }
    seen.add(title);
    return { ...slide, title };
  });
}
