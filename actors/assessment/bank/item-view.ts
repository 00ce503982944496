/** A question of the bank as its page shows it, and the matrix of all of them. */

import { unknown } from './changes.ts';
import { editRefusalOf, type Mover, type Offer, offersFor } from './lifecycle.ts';
import { plainWords } from './plain-words.ts';
import type { ItemContent, ItemVersion, MatrixCell, UseFigures, WholeItem } from './ports.ts';
import { type ItemStatistics, pooled } from './statistics.ts';
import { faultIn } from './wording.ts';

/** Statistics with what they say. */
export interface Told extends ItemStatistics {
  says: string[];
}

export interface ItemView extends Omit<WholeItem, 'versions'> {
  content: ItemContent;
  flaws: string[];
  statistics: Told;
  versions: (ItemVersion & { statistics: Told })[];
  offers: Offer[];
  /** Why it cannot be edited; null when it can. */
  edit_refused: string | null;
}

/** Counts of one domain, and how many its newest blueprint asks for. */
export interface MatrixLine {
  domain: string;
  needed: number | null;
  by_state: Record<string, number>;
  by_difficulty: Record<string, number>;
  /** Reviewed or active: what an assessment could ask. */
  usable: number;
}

/** The present wording with its figures, and what this person may do with it. */
export function viewOf(whole: WholeItem, mover: Mover): ItemView {
  const { versions, uses, ...row } = whole;
  const present = versions.find(({ version }) => version === row.version) ?? versions[0];
  if (!present) throw unknown(row.id);
  const toldOf = ({ hash, content }: ItemVersion): Told => {
    const figures = uses.flatMap((use) => (use.hash === hash && use.figures ? [use.figures] : []));
    return told(figures, content.key, content.options.length);
  };
  const standing = { ...row, fault: faultIn(present.content) };
  return {
    ...row,
    uses,
    content: present.content,
    flaws: present.flaws,
    statistics: toldOf(present),
    versions: versions.map((each) => ({ ...each, statistics: toldOf(each) })),
    offers: offersFor(standing, mover),
    edit_refused: editRefusalOf(row.state, mover)?.why ?? null,
  };
}

/** Adds cohorts up and says what that means. */
export function told(figures: readonly UseFigures[], key: number, options: number): Told {
  const statistics = pooled(figures, key, options);
  return { ...statistics, says: plainWords(statistics, key) };
}

/** Lines in the blueprint's order, then what the bank has besides. */
export function matrixOf(
  cells: MatrixCell[],
  wanted: { domain: string; wanted: number }[],
): MatrixLine[] {
  const domains = new Set([
    ...wanted.map(({ domain }) => domain),
    ...cells.map(({ domain }) => domain),
  ]);
  return [...domains].map((domain) => {
    const own = cells.filter((cell) => cell.domain === domain);
    const count = (fits: (cell: MatrixCell) => boolean) =>
      own.filter(fits).reduce((sum, cell) => sum + cell.count, 0);
    const by = (name: 'state' | 'difficulty') => {
      const words = [...new Set(own.map((cell) => cell[name] ?? 'unknown'))];
      return Object.fromEntries(
        words.map((word) => [word, count((cell) => (cell[name] ?? 'unknown') === word)]),
      );
    };
    return {
      domain,
      needed: wanted.find((line) => line.domain === domain)?.wanted ?? null,
      by_state: by('state'),
      by_difficulty: by('difficulty'),
      usable: count(({ state }) => state === 'reviewed' || state === 'active'),
    };
  });
}
