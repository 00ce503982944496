/**
 * One learner's own report: where they stand, how sure that is, and where to read on. It names no
 * question, because the questions will be asked again, and compares with nobody.
 */
import type { LearnerResult } from '../content.ts';
import { moment, percent } from './figures.ts';
import { abilityOf, objectivesOf, standingOf } from './learner-parts.ts';
import { html, type Markup, type Piece, table } from './markup.ts';
import type { Material } from './material.ts';
import { documentOf } from './page.ts';
import { completionTime } from './result.ts';
import type { Section } from './section.ts';

/** The page of one learner, UTF-8 text; it holds the learner's id and no name. */
export function learnerPage(material: Material, learner: LearnerResult): string {
  const sections = learner.answered
    ? [
        result(material, learner),
        areas(material, learner),
        reading(material, learner),
        limits(material, learner),
      ]
    : [unanswered(learner)];
  return documentOf({
    title: material.input.settings.certification_name,
    kind: 'your report',
    lines: [
      html`Your results, learner <code>${learner.learner}</code>`,
      html`${moment(completionTime(material))}`,
    ],
    sections,
    foot: html`Made by PresGen from your answers. Whoever taught this course has the same findings.`,
  });
}

function unanswered(learner: LearnerResult): Section {
  return {
    id: 'outcome',
    heading: 'No result',
    body: html`<p class="lead">${learner.statement}</p><p>If you still want to take part, ask your trainer.</p>`,
  };
}

function result({ gaps }: Material, learner: LearnerResult): Section {
  const place = abilityOf(gaps, learner.learner);
  const named = (areas: string[], otherwise: string) => areas.join(', ') || otherwise;
  const fact = (name: string, value: Piece, words = false) =>
    html`<div><dt>${name}</dt><dd class="${words ? 'words' : ''}">${value}</dd></div>`;
  return {
    id: 'outcome',
    heading: 'Your result',
    body: [
      html`<p class="lead">${learner.statement}</p>`,
      html`<dl class="facts">${[
        fact('Answered right', percent(learner.score)),
        fact('Pass mark', percent(gaps.pass_mark)),
        fact('Worth another look', named(learner.weak_areas, 'nothing for sure'), true),
        fact('Mastered', named(learner.mastered, 'nothing for sure yet'), true),
        fact('Still open', named(learner.undetermined, 'nothing'), true),
        ...(place === null
          ? []
          : [
              fact(
                'On the course’s scale',
                `${place.ability.toFixed(1)} ± ${place.standard_error.toFixed(1)}`,
              ),
            ]),
      ]}</dl>`,
    ],
  };
}

function areas({ gaps }: Material, learner: LearnerResult): Section {
  return {
    id: 'areas',
    heading: 'Area by area',
    body: [
      html`<p>A few questions are a small sample. The band shows where your real share of right answers most likely lies (8 times in 10); a verdict is given only where that is clear of the pass mark.</p>`,
      html`${standingOf(learner, gaps.pass_mark)}`,
      html`${objectivesOf(learner)}`,
    ],
  };
}

function reading(material: Material, learner: LearnerResult): Section {
  const wanted = [...learner.weak_areas, ...learner.undetermined];
  const rows = wanted.flatMap((domain) => placesOn(material, domain));
  const deck = material.decks.some((each) => each.learner === learner.learner);
  const films = material.videos.filter(
    ({ topic, video }) => video !== null && learner.weak_areas.includes(topic),
  );
  const made: Markup[] = [
    ...(deck ? [html`<li>Your slides go through each gap with its sources.</li>`] : []),
    ...films.map(({ topic }) => html`<li>A video explains ${topic}.</li>`),
  ];
  return {
    id: 'reading',
    heading: 'What to do next',
    body: [
      made.length === 0
        ? html`<p>Nothing was made for you besides this report.</p>`
        : html`<p>On the page behind your link:</p><ul>${made}</ul>`,
      rows.length === 0
        ? html`<p>There is no area that you need to read up on.</p>`
        : table('Where to read', ['Area', 'Document', 'Part'], rows),
    ],
  };
}

/** Documents and headings behind the questions of an area, each place once. */
function placesOn({ questions }: Material, domain: string): Piece[][] {
  const places = new Map<string, Piece[]>();
  for (const { source, status, domain: of } of questions.items) {
    if (of !== domain || status === 'retired') continue;
    const heading = source.heading.join(' › ') || 'the document as a whole';
    const part = source.page === null ? heading : `${heading}, page ${source.page}`;
    places.set(`${source.document_title}\n${part}`, [domain, source.document_title, part]);
  }
  return [...places.values()];
}

function limits({ gaps }: Material, learner: LearnerResult): Section {
  const place = abilityOf(gaps, learner.learner);
  return {
    id: 'limits',
    heading: 'How to read this',
    body: html`<ul>
<li>“Gap” means that your share of right answers lies below ${percent(gaps.pass_mark)} with a probability of at least 80 %; “mastered” that this is at most 20 % likely. Everything between is undetermined: practise, no verdict.</li>
<li>Objectives with fewer than five questions get no verdict.</li>
<li>A question left out counts as wrong.</li>
${place === null ? null : html`<li>On the scale, 0 is the average of this course and 1 one standard deviation above it.</li>`}
</ul>`,
  };
}
