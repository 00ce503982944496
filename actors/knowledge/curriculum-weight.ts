/** Shares in a line of a curriculum: `28% - PromQL`, `Networks (30 %)`, `Security 10–15% of the exam`. */

export interface WeightedName {
  name: string;
  /** Percent; null for a range. */
  weight: number | null;
  range: string | null;
}

const NUMBER = String.raw`\d{1,3}(?:[.,]\d{1,2})?`;
const SHARE = String.raw`(${NUMBER})\s*(?:%|percent|per cent)?(?:\s*(?:[-–—]|to)\s*(${NUMBER}))?\s*(?:%|percent|per cent)`;
const OF_WHAT = String.raw`(?:\s+(?:of|des|der|du|de)\s+[\p{L} -]{3,40})?`;
const LABEL = String.raw`(?:(?:weight(?:ing|age)?|share|exam weight)\s*[:=]?\s*)?`;
const AT_START = new RegExp(String.raw`^[([]?${SHARE}[)\]]?\s*[-–—:|.]*\s+(?=\p{L}|\d)(.+)$`, 'iu');
const AT_END = new RegExp(
  String.raw`^(.*?[\p{L})].*?)[\s([,;:|.…·_–—-]+${LABEL}${SHARE}${OF_WHAT}\s*[)\]]?\s*[.;,]?$`,
  'iu',
);
const ALONE = new RegExp(String.raw`^[([]?${LABEL}${SHARE}${OF_WHAT}\s*[)\]]?\.?$`, 'iu');
const ANY = new RegExp(SHARE, 'giu');

/** `Domain 1:`, `Section 2.`, `3.0`, `IV)`: order, not name. */
const ORDINAL =
  /^(?:(?:domain|section|module|unit|topic|area|part|chapter|bereich|modul|domaine)\s+)?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[A-H])\s*(?:[.):–—-]\s*|\s(?=\d{1,2}\s|\p{Lu}\p{Ll}))/u;
const NUMBERED_DOMAIN = /^(?:domain|section|module|unit|topic|area|part)\s+(?:\d{1,2}|[IVX]+)\b/i;
/** A share of something else than the exam. */
const NO_DOMAIN =
  /\b(?:pass(?:ing)?|minimum|score|discount|attendance|at least|total|sum|overall|complete|required|increase|tax|gesamt|summe)\b/i;
const WORDS_MAX = 14;

/** A domain's name with its share, or null for a line that is none. */
export function weightedName(line: string): WeightedName | null {
  const text = line.trim();
  const first = AT_START.exec(text);
  if (first !== null) return named(first[3] ?? '', first[1], first[2]);
  const last = AT_END.exec(text);
  return last === null ? null : named(last[1] ?? '', last[2], last[3]);
}

/** The share of a line, or a cell, that holds nothing else; `bare` takes a number without a sign. */
export function shareAlone(line: string, bare = false): Omit<WeightedName, 'name'> | null {
  const text = line.trim();
  const found = ALONE.exec(text) ?? (bare ? new RegExp(`^(${NUMBER})$`).exec(text) : null);
  return found === null ? null : shareOf(found[1], found[2]);
}

/** A name without its ordinal and what surrounds it. */
export function cleanName(text: string): string {
  const trimmed = text.trim().replace(/^[-*•·▪◦–—:|\s]+|[\s:;,.|(–—·…_[-]+$/gu, '');
  const ordinal = NUMBERED_DOMAIN.test(trimmed) ? ORDINAL_ANY : ORDINAL;
  return trimmed.replace(ordinal, '').trim() || trimmed;
}

const ORDINAL_ANY = new RegExp(ORDINAL.source, 'iu');

/** Whether a line is a domain by its label alone: `Domain 2: Storage`. */
export function isNumberedDomain(line: string): boolean {
  return /^domain\s+(?:\d{1,2}|[IVX]+)\b\s*[:.–—-]/i.test(line.trim()) && isName(cleanName(line));
}

/** For comparison: letters and digits, without ordinal and share. */
export function plainName(line: string): string {
  const name = weightedName(line)?.name ?? cleanName(line);
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Lines that stood below each other and were joined: taken apart at their shares, or left whole. */
export function atShares(text: string): string[] {
  const marks = [...text.matchAll(ANY)];
  if (marks.length < 2) return [text];
  const opens = (marks[0]?.index ?? 2) <= 1;
  const cuts = marks.map(({ 0: share, index }) => {
    const end = index + share.length;
    return opens ? index : end + (/^\s*[)\]]/.exec(text.slice(end))?.[0].length ?? 0);
  });
  const bounds = opens ? [...cuts, text.length] : [0, ...cuts];
  const lines = bounds.slice(1).map((end, index) => text.slice(bounds[index], end).trim());
  const isList = lines.every((line) => weightedName(line) !== null);
  return isList && text.slice(bounds.at(-1)).trim() === '' ? lines : [text];
}

export function isName(name: string): boolean {
  const words = name.split(/\s+/).length;
  return (
    /\p{L}{2}/u.test(name) && words <= WORDS_MAX && !NO_DOMAIN.test(name) && !/[.!?]\s/.test(name)
  );
}

function named(name: string, low: string | undefined, high: string | undefined) {
  const clean = cleanName(name);
  const share = shareOf(low, high);
  return share === null || !isName(clean) ? null : { name: clean, ...share };
}

function shareOf(
  low: string | undefined,
  high: string | undefined,
): Omit<WeightedName, 'name'> | null {
  const weight = Number((low ?? '').replace(',', '.'));
  if (!(weight > 0 && weight <= 100)) return null;
  return high === undefined ? { weight, range: null } : { weight: null, range: `${low}–${high}` };
}
