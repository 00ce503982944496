/**
 * Judges a finished .pptx by what is in the file, not by what the plan meant: titles, alternative
 * texts, header rows, ids, contrast, room for every text, a source for every statement.
 */
import JSZip from 'jszip';
import { terminal } from '../../runtime/errors.ts';
import { contrastFaults, overflowFaults, type SlidePart } from './page-check.ts';
import { all, first, type Node, parseXml, textOf } from './xml.ts';

/** One check of a deck; `evidence` names what failed, or says how much was looked at. */
export interface DeckCheck {
  id: string;
  severity: 'hard';
  passed: boolean;
  evidence: string;
}

type Rule = (slides: SlidePart[], core: Node) => string[];

const RULES: Record<string, Rule> = {
  deck_title_per_slide: missingTitles,
  deck_titles_unique: repeatedTitles,
  deck_alternative_text: missingDescriptions,
  deck_table_header: headlessTables,
  deck_ids_unique: repeatedIds,
  deck_no_empty_placeholder: emptyPlaceholders,
  deck_language: missingLanguage,
  deck_document_title: (_, core) =>
    textOf(first(core, 'dc:title') ?? core).trim() === '' || first(core, 'dc:title') === undefined
      ? ['no title in the document properties']
      : [],
  deck_contrast: (slides) => slides.flatMap(contrastFaults),
  deck_text_fits: (slides) => slides.flatMap(overflowFaults),
  deck_statements_sourced: unsourcedStatements,
};

/** Runs every check; never throws for a faulty deck, only for bytes that are no deck at all. */
export async function checkDeck(pptx: Uint8Array): Promise<DeckCheck[]> {
  const { slides, core } = await openDeck(pptx);
  if (slides.length === 0) throw terminal('DECK_REFUSED', 'the file has no slides');
  return Object.entries(RULES).map(([id, rule]) => {
    const faults = rule(slides, core);
    const evidence =
      faults.length === 0 ? `${slides.length} slides` : faults.slice(0, 5).join('; ');
    return { id, severity: 'hard' as const, passed: faults.length === 0, evidence };
  });
}

/** The checks of a deck that passed them all; throws `DECK_REFUSED` otherwise. */
export async function acceptDeck(pptx: Uint8Array): Promise<DeckCheck[]> {
  const checks = await checkDeck(pptx);
  const failed = checks.filter((check) => !check.passed);
  if (failed.length > 0) {
    const why = failed.map((check) => `${check.id} (${check.evidence})`).join(', ');
    throw terminal('DECK_REFUSED', `the deck does not pass its checks: ${why}`);
  }
  return checks;
}

/** The slides with their layouts, and the core properties. */
export async function openDeck(pptx: Uint8Array): Promise<{ slides: SlidePart[]; core: Node }> {
  const zip = await JSZip.loadAsync(pptx);
  const part = async (name: string) => {
    const text = await zip.file(name)?.async('string');
    return text === undefined ? null : parseXml(text);
  };
  const layouts = new Map<string, Node | null>();
  const layoutAt = async (target: string) => {
    const known = layouts.get(target);
    if (known !== undefined) return known;
    const tree = await part(`ppt/slideLayouts/${target}`);
    layouts.set(target, tree);
    return tree;
  };
  const slides: SlidePart[] = [];
  for (let number = 1; ; number += 1) {
    const tree = await part(`ppt/slides/slide${number}.xml`);
    if (tree === null) break;
    const rels = await part(`ppt/slides/_rels/slide${number}.xml.rels`);
    const target = rels === null ? undefined : layoutTarget(rels);
    const layout = target === undefined ? null : await layoutAt(target);
    slides.push({ label: `slide ${number}`, tree, layout });
  }
  const core = await part('docProps/core.xml');
  return { slides, core: core ?? { name: 'none', attributes: {}, children: [], text: '' } };
}

function layoutTarget(rels: Node): string | undefined {
  return all(rels, 'Relationship')
    .map((each) => /slideLayouts\/([^/]+\.xml)$/.exec(each.attributes.Target ?? '')?.[1])
    .find((each) => each !== undefined);
}

function titleOf(slide: SlidePart): string {
  const shape = all(slide.tree, 'p:sp').find((each) =>
    ['title', 'ctrTitle'].includes(first(each, 'p:ph')?.attributes.type ?? ''),
  );
  return shape === undefined ? '' : textOf(first(shape, 'p:txBody') ?? shape).trim();
}

function missingTitles(slides: SlidePart[]): string[] {
  return slides
    .filter((slide) => titleOf(slide) === '')
    .map((slide) => `${slide.label} has no title`);
}

function repeatedTitles(slides: SlidePart[]): string[] {
  const seen = new Set<string>();
  return slides.flatMap((slide) => {
    const title = titleOf(slide);
    const repeated = title !== '' && seen.has(title);
    seen.add(title);
    return repeated ? [`${slide.label} repeats “${title}”`] : [];
  });
}

function missingDescriptions(slides: SlidePart[]): string[] {
  return slides.flatMap((slide) =>
    [
      ...all(slide.tree, 'p:graphicFrame'),
      ...all(slide.tree, 'p:pic'),
      ...all(slide.tree, 'p:cxnSp'),
    ]
      .map((frame) => first(frame, 'p:cNvPr')?.attributes ?? {})
      .filter((attributes) => (attributes.descr ?? '').trim() === '')
      .map((attributes) => `${slide.label}: ${attributes.name ?? 'object'} has no description`),
  );
}

function headlessTables(slides: SlidePart[]): string[] {
  return slides.flatMap((slide) =>
    all(slide.tree, 'a:tbl')
      .filter((table) => first(table, 'a:tblPr')?.attributes.firstRow !== '1')
      .map(() => `${slide.label}: table without a header row`),
  );
}

function repeatedIds(slides: SlidePart[]): string[] {
  return slides.flatMap((slide) => {
    const ids = all(slide.tree, 'p:cNvPr').map((each) => each.attributes.id ?? '');
    const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
    return repeated.map((id) => `${slide.label}: id ${id} twice`);
  });
}

function emptyPlaceholders(slides: SlidePart[]): string[] {
  return slides.flatMap((slide) =>
    all(slide.tree, 'p:sp')
      .filter((shape) => first(shape, 'p:ph') !== undefined && first(shape, 'a:fld') === undefined)
      .filter((shape) => textOf(first(shape, 'p:txBody') ?? shape).trim() === '')
      .map(() => `${slide.label}: empty placeholder`),
  );
}

function missingLanguage(slides: SlidePart[]): string[] {
  return slides.flatMap((slide) =>
    all(slide.tree, 'a:r')
      .filter((run) => (first(run, 'a:rPr')?.attributes.lang ?? '') === '')
      .map((run) => `${slide.label}: no language on “${textOf(run).slice(0, 30)}”`),
  );
}

/** A statement or quote box needs a source box of the same number; free bullets are not allowed. */
function unsourcedStatements(slides: SlidePart[]): string[] {
  return slides.flatMap((slide) => {
    const named = new Map<string, string>();
    for (const shape of all(slide.tree, 'p:sp')) {
      const body = first(shape, 'p:txBody');
      const name = first(shape, 'p:cNvPr')?.attributes.name ?? '';
      named.set(name, body === undefined ? '' : textOf(body).trim());
    }
    const bare = [...named.keys()].filter((name) => {
      const number = /^(?:Statement|Quote) (\d+)$/.exec(name)?.[1];
      return number !== undefined && (named.get(`Source ${number}`) ?? '') === '';
    });
    const bullets = all(slide.tree, 'a:buChar').length + all(slide.tree, 'a:buAutoNum').length;
    return [
      ...bare.map((name) => `${slide.label}: ${name} has no source`),
      ...(bullets > 0 ? [`${slide.label}: bullets without a source box`] : []),
    ];
  });
}
