/** Tables of domains: which column holds the name, which the share, which the objectives. */
import type { Candidate } from './curriculum-candidate.ts';
import { cleanName, isName, shareAlone } from './curriculum-weight.ts';
import type { Block } from './ports.ts';

const WEIGHT_HEAD = /%|weight|percent|share|proportion|gewicht|anteil|pond[ée]ration/i;
const NAME_HEAD = /domain|topic|section|area|module|subject|unit|competenc|bereich|thema|domaine/i;
const OBJECTIVE_HEAD = /objective|skill|content|task|covers?|includ|subtopic|learning|lernziel/i;
const ROWS_MIN = 2;

/** Rows with a name and a share; a table of anything else yields none. */
export function tableCandidates(block: Block, at: number): Candidate[] {
  const [head = [], ...body] = block.rows ?? [];
  const isHeaded = head.every((cell) => shareAlone(cell) === null);
  const rows = isHeaded ? body : [head, ...body];
  const heads = isHeaded ? head : [];
  const weightAt = weightColumn(heads, rows);
  if (weightAt < 0) return [];
  const scale = scaleOf(rows.map((row) => row[weightAt] ?? ''));
  const nameAt = nameColumn(heads, rows, weightAt);
  const objectivesAt = heads.findIndex(
    (cell, index) => index !== nameAt && index !== weightAt && OBJECTIVE_HEAD.test(cell),
  );
  const found = rows.flatMap((row) => {
    const name = cleanName(row[nameAt] ?? '');
    const share = shareAlone(row[weightAt] ?? '', true);
    if (share === null || !isName(name)) return [];
    const weight = share.weight === null ? null : Math.round(share.weight * scale * 100) / 100;
    const objectives = objectivesAt < 0 ? null : listed(row[objectivesAt] ?? '');
    const place = {
      page: block.page,
      quote: row.join(' | '),
      group: `table ${at}`,
      at,
      item: null,
    };
    return [{ name, range: share.range, weight, objectives, ...place }];
  });
  return found.length < ROWS_MIN ? [] : found;
}

function weightColumn(heads: string[], rows: string[][]): number {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, index) => index);
  const share = (index: number, bare: boolean) =>
    rows.filter((row) => shareAlone(row[index] ?? '', bare) !== null).length;
  const signed = columns.find(
    (index) => share(index, false) >= Math.max(ROWS_MIN, rows.length / 2),
  );
  if (signed !== undefined) return signed;
  const named = heads.findIndex((cell) => WEIGHT_HEAD.test(cell));
  return named >= 0 && share(named, true) >= ROWS_MIN ? named : -1;
}

/** Shares may be written as parts of one: .28 for 28 %. */
function scaleOf(cells: string[]): number {
  const bare = cells.map((cell) => Number(cell.replace(',', '.').trim() || Number.NaN));
  const given = bare.filter((value) => Number.isFinite(value));
  return given.length > 1 && given.every((value) => value > 0 && value <= 1) ? 100 : 1;
}

function nameColumn(heads: string[], rows: string[][], weightAt: number): number {
  const letters = (index: number) =>
    rows.filter((row) => isName(cleanName(row[index] ?? ''))).length >= rows.length / 2;
  const named = heads.findIndex(
    (cell, index) => index !== weightAt && NAME_HEAD.test(cell) && letters(index),
  );
  if (named >= 0) return named;
  const width = Math.max(0, ...rows.map((row) => row.length));
  for (let index = 0; index < width; index += 1)
    if (index !== weightAt && letters(index)) return index;
  return 0;
}

function listed(cell: string): string[] {
  return cell
    .split(/;|•|\n/)
    .map((each) => each.trim().replace(/^[-*·–]\s*/, ''))
    .filter((each) => each !== '');
}
