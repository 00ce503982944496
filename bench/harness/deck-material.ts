/** Results, questions and statements for decks that nobody will read: of the length that real ones have. */
import type { DomainResult, Item, Source } from '../../actors/content.ts';
import type { DeckMaterial } from '../../actors/presentation/slides.ts';

const AREAS = ['Locks and gates', 'Tides', 'Signals and lights', 'Mooring lines'];
const ITEMS = ['a sluice', 'a gauge', 'a paddle', 'a weir'];

/** What a deck of so many slides is planned from; `seed` changes its words, not its size. */
export function deckMaterial(maxSlides: number, seed: number): DeckMaterial {
  const items = AREAS.flatMap((area) => ITEMS.map((thing) => itemOf(area, thing, seed)));
  const asked = items.filter(({ id }) => !id.endsWith('a weir'));
  const domains = AREAS.map(standingOf);
  return {
    result: {
      learner: `learner-${seed}`,
      answered: true,
      score: 0.4,
      passed: false,
      domains,
      weak_areas: AREAS,
      undetermined: [],
      mastered: [],
      wrong_items: asked.map(({ id }) => id),
      statement: 'All questions were answered.',
    },
    passMark: 0.7,
    questions: {
      certification_name: 'Keeper of the harbour',
      generator_version: '1',
      items,
      blueprint: [],
    },
    evidence: new Map(
      AREAS.map((area) => [
        area,
        ITEMS.map((thing, at) => {
          const text = `In ${area.toLowerCase()} ${thing} is a part that keepers check ${seed + at + 2} times a day before they open the gate.`;
          return { text, source: sourceOf(text, area) };
        }),
      ]),
    ),
    answers: new Map(asked.map(({ id, key }) => [id, (key + 1) % 4])),
    maxSlides,
  };
}

function standingOf(domain: string): DomainResult {
  return {
    ...{ domain, items: 5, correct: 1, p_below_cut: 0.95 },
    ...{ interval: [0.07, 0.48], verdict: 'gap' },
  };
}

function itemOf(domain: string, thing: string, seed: number): Item {
  return {
    id: `${domain} ${thing}`,
    family: 'definition',
    domain,
    objective: null,
    stem: `In the context of “${domain}”, what is ${thing} of kind ${seed}?`,
    options: ['raises', 'lowers', 'turns', 'closes'].map(
      (verb) => `A part that ${verb} the water between two levels of a canal`,
    ),
    key: seed % 4,
    rationale: '',
    source: sourceOf(`${thing} of kind ${seed} is a part that holds the water back.`, domain),
    generator: { kind: 'offline', version: '1' },
    difficulty_estimate: 'intermediate',
    flaws: [],
    knowledge_source_verified: true,
    status: 'live',
  };
}

function sourceOf(quote: string, heading: string): Source {
  return {
    ...{ document_id: 'handbook', document_title: 'Handbook of the harbour', chunk_id: 'c' },
    ...{ start: 0, end: quote.length, quote, sha256: '0'.repeat(64) },
    ...{ page: 7, heading: [heading] },
  };
}
