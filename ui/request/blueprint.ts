/** Weights of domains in whole hundredths of a percent, so that "sums to 100" is never a matter of rounding. */

export interface DomainDraft {
  /** Of this row, while it is edited. */
  key: string;
  name: string;
  /** As typed: `30`, `17.5`, `17,5`; empty is not decided yet. */
  weight: string;
  /** One in a line. */
  objectives: string;
}

/** 100 %. */
export const WHOLE = 10_000;

/** Hundredths of a percent; null for what is no weight between 0 and 100. */
export function weightOf(typed: string): number | null {
  const text = typed.trim().replace(/%$/, '').trim().replace(',', '.');
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text)) return null;
  const hundredths = Math.round(Number(text) * 100);
  return hundredths > WHOLE ? null : hundredths;
}

/** `17.5`, as one would type it. */
export function typedWeight(hundredths: number): string {
  return String(hundredths / 100);
}

export interface Balance {
  /** Hundredths of a percent, all rows with a weight together. */
  sum: number;
  /** Rows without one. */
  open: number;
  isWhole: boolean;
  /** For people: what to do to reach 100 %. */
  words: string;
}

export function balanceOf(domains: readonly Pick<DomainDraft, 'weight'>[]): Balance {
  const weights = domains.map(({ weight }) => weightOf(weight));
  const sum = weights.reduce<number>((total, weight) => total + (weight ?? 0), 0);
  const open = weights.filter((weight) => weight === null).length;
  const isWhole = sum === WHOLE && open === 0;
  return { sum, open, isWhole, words: balanceWords(sum, open) };
}

function balanceWords(sum: number, open: number): string {
  const total = `The weights add up to ${typedWeight(sum)} %`;
  if (sum === WHOLE)
    return open === 0 ? `${total}.` : `${total}, but ${rows(open)} without a weight.`;
  if (sum > WHOLE) return `${total}: ${typedWeight(sum - WHOLE)} % too much.`;
  return `${total}: ${typedWeight(WHOLE - sum)} % to go.`;
}

function rows(count: number): string {
  return count === 1 ? 'one domain is' : `${count} domains are`;
}

/**
 * Makes the weights whole: what is left goes to the domains without a weight in equal parts. When
 * all have one, or nothing is left, everything is scaled.
 */
export function balanced(domains: readonly DomainDraft[]): DomainDraft[] {
  const { sum, open } = balanceOf(domains);
  const given = domains.map(({ weight }) => weightOf(weight));
  const isFillable = open > 0 && sum < WHOLE;
  const shares = isFillable
    ? spread(
        given.map((weight) => (weight === null ? 1 : 0)),
        WHOLE - sum,
      )
    : spread(
        given.map((weight) => weight ?? 0),
        WHOLE,
      );
  return domains.map((domain, index) => {
    const kept = isFillable ? given[index] : null;
    return { ...domain, weight: typedWeight(kept ?? shares[index] ?? 0) };
  });
}

/** The same weight for all, to a hundredth of a percent. */
export function evened(domains: readonly DomainDraft[]): DomainDraft[] {
  const shares = spread(
    domains.map(() => 1),
    WHOLE,
  );
  return domains.map((domain, index) => ({ ...domain, weight: typedWeight(shares[index] ?? 0) }));
}

/**
 * Shares whole things in proportion, by largest remainder; ties go to the larger part, then to the
 * first. Parts that are all zero share equally.
 */
export function spread(parts: readonly number[], total: number): number[] {
  const sum = parts.reduce((left, right) => left + right, 0);
  if (parts.length === 0) return [];
  if (sum === 0)
    return spread(
      parts.map(() => 1),
      total,
    );
  const exact = parts.map((part) => part * total);
  const shares = exact.map((each) => Math.floor(each / sum));
  const left = total - shares.reduce((one, other) => one + other, 0);
  const byClaim = parts
    .map((part, order) => ({ order, part, remainder: (exact[order] ?? 0) % sum }))
    .sort((a, b) => b.remainder - a.remainder || b.part - a.part || a.order - b.order);
  for (const { order } of byClaim.slice(0, left)) shares[order] = (shares[order] ?? 0) + 1;
  return shares;
}

/** Questions per domain, as the server will share them; zeros while the weights make no sense. */
export function questionsPerDomain(
  domains: readonly Pick<DomainDraft, 'weight'>[],
  count: number,
): number[] {
  const weights = domains.map(({ weight }) => weightOf(weight) ?? 0);
  if (weights.every((weight) => weight === 0) || !Number.isInteger(count) || count < 0)
    return weights.map(() => 0);
  return spread(weights, count);
}

/**
 * Domains out of a pasted list: one in a line, with a weight anywhere at its end, and objectives
 * behind a colon or in further columns. Lines deeper in than the first, or bulleted where it is
 * not, are objectives of the domain above.
 */
export function pastedDomains(text: string): Omit<DomainDraft, 'key'>[] {
  const domains: Omit<DomainDraft, 'key'>[] = [];
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const first = depthOf(lines[0] ?? '');
  for (const line of lines) {
    const last = domains.at(-1);
    if (last && depthOf(line) > first) {
      const objective = line.trim().replace(BULLET, '');
      last.objectives = [last.objectives, objective].filter(Boolean).join('\n');
    } else domains.push(pastedDomain(line.trim()));
  }
  return domains;
}

const BULLET = /^[-*•·–]\s+/;

function depthOf(line: string): number {
  const indent = /^\s*/.exec(line.replaceAll('\t', '  '))?.[0].length ?? 0;
  return indent + (BULLET.test(line.trim()) ? 1 : 0);
}

function pastedDomain(line: string): Omit<DomainDraft, 'key'> {
  const plain = line.replace(/^([-*•·–]|\d{1,2}[.)])\s+/, '');
  const cells = plain.split(/\t|;/).map((cell) => cell.trim());
  if (cells.length > 1) {
    const [name = '', ...rest] = cells;
    const at = rest.findIndex((cell) => weightOf(cell) !== null);
    const weight = at < 0 ? '' : typedWeight(weightOf(rest[at] ?? '') ?? 0);
    const objectives = rest.filter((cell, index) => index !== at && cell !== '');
    return { name, weight, objectives: objectives.flatMap(listed).join('\n') };
  }
  const [head = '', tail = ''] = splitOnce(plain, ':');
  const found = /^(.*?)[\s(,–-]*(\d{1,3}(?:[.,]\d{1,2})?)\s*(%?)\)?$/.exec(head);
  const weight = found?.[2] === undefined ? null : weightOf(found[2]);
  const isMeant = found?.[3] === '%' || /[\s(]\d{1,3}\)?$/.test(head);
  if (!found?.[1] || weight === null || !isMeant)
    return { name: head, weight: '', objectives: listed(tail).join('\n') };
  return {
    name: found[1].trim(),
    weight: typedWeight(weight),
    objectives: listed(tail).join('\n'),
  };
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function listed(text: string): string[] {
  return text
    .split(/[,|]/)
    .map((each) => each.trim())
    .filter(Boolean);
}
