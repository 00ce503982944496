/** The slides one domain could fill, ranked, so that a plan can take as many as there is room for. */
import type { Evidence } from '../content.ts';
import { BOXES, STATEMENT_GAPS } from './boxes.ts';
import { practiceSlides, REVISIT_RANKS, revisit } from './questions.ts';
import { type Candidate, type Cited, citationOf, type DeckMaterial } from './slides.ts';
import { SIZES, TITLE_BOX } from './theme.ts';
import { clip, heightOf, plain } from './typeface.ts';

/** Everything a deck could say about one domain, in reading order. */
export interface Area {
  name: string;
  gap: boolean;
  candidates: Candidate[];
  missing: string[];
}

// Leaves room in the title for what follows the area's name.
const TITLE_ROOM = { sizePt: TITLE_BOX.sizePt, widthIn: 7.6, heightIn: TITLE_BOX.h };
const STATEMENT_RANKS = [1, 5];

/** Builds the candidates of one domain: statements and wrong items for a gap, practice for both. */
export function areaOf(name: string, gap: boolean, material: DeckMaterial): Area {
  const items = material.questions.items.filter(
    (item) => item.domain === name && item.status !== 'retired' && item.knowledge_source_verified,
  );
  const wrongIds = new Set(material.result.wrong_items);
  const wrong = items.filter((item) => wrongIds.has(item.id));
  const short = clip(plain(name), { ...TITLE_ROOM, bold: true });
  const statements = gap ? statementSlides(short, material.evidence.get(name) ?? []) : [];
  const revisits = gap
    ? wrong
        .slice(0, REVISIT_RANKS.length)
        .map((item, index) => revisit(short, item, index, material))
    : [];
  const practice = practiceSlides(short, items, wrong, material).map((each) => ({
    ...each,
    rank: gap ? each.rank : each.rank + 1,
  }));
  const missing: string[] = [];
  if (gap && statements.length === 0)
    missing.push(`${name}: no key statement found in the documents`);
  if (practice.length === 0) missing.push(`${name}: no practice question left in the bank`);
  return { name, gap, candidates: [...statements, ...revisits, ...practice], missing };
}

function statementSlides(name: string, evidence: readonly Evidence[]): Candidate[] {
  const box = BOXES.statements;
  const ready = evidence
    .map((each) => ({ ...each, text: plain(each.text) }))
    .filter((each) => each.text !== '');
  const candidates: Candidate[] = [];
  let rest = ready;
  for (const [index, rank] of STATEMENT_RANKS.entries()) {
    const page = statementPage(rest, box.w, box.h);
    if (page === null) break;
    const used = rest.slice(0, page.length);
    rest = rest.slice(page.length);
    candidates.push({
      rank,
      practice: null,
      sources: used.map((each) => each.source),
      slide: {
        kind: 'statements',
        title: index === 0 ? `${name}: what to know` : `${name}: more to know`,
        statements: page,
        notes: notesOf('Key statements', used),
      },
    });
  }
  return candidates;
}

/** Up to three statements at the largest size at which they stand on one slide together. */
function statementPage(
  evidence: readonly Evidence[],
  widthIn: number,
  heightIn: number,
): Cited[] | null {
  for (const count of [3, 2, 1]) {
    if (evidence.length < count) continue;
    const group = evidence.slice(0, count);
    for (const sizePt of SIZES.statement) {
      const page = group.map((each) => citedAt(each, sizePt, widthIn));
      if (
        page.every((each) => !each.text.endsWith(' …')) &&
        heightOfPage(page, widthIn) <= heightIn
      ) {
        return page;
      }
    }
  }
  const single = evidence[0];
  return single === undefined
    ? null
    : [citedAt(single, SIZES.statement.at(-1) ?? 18, widthIn, 3.6)];
}

function citedAt(evidence: Evidence, sizePt: number, widthIn: number, heightIn = 1.7): Cited {
  return {
    text: clip(evidence.text, { sizePt, widthIn, heightIn }),
    citation: clip(plain(citationOf(evidence.source)), {
      sizePt: SIZES.source,
      widthIn,
      heightIn: 0.3,
    }),
    sizePt,
  };
}

/** Height in inches a page of statements takes. */
export function heightOfPage(page: readonly Cited[], widthIn: number): number {
  const rows = page.map((each) => heightOfStatement(each, widthIn));
  return rows.reduce((sum, row) => sum + row, 0) + STATEMENT_GAPS.between * (page.length - 1);
}

/** Height in inches of one statement with its citation. */
export function heightOfStatement(cited: Cited, widthIn: number): number {
  return heightOf(cited.text, { sizePt: cited.sizePt, widthIn }) + STATEMENT_GAPS.citation + 0.3;
}

function notesOf(heading: string, evidence: readonly Evidence[]): string {
  const lines = evidence.map(
    (each) => `“${plain(each.text)}” Source: ${plain(citationOf(each.source))}`,
  );
  return [heading, ...lines].join('\n');
}
