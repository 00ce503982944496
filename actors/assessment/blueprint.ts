/** How many questions each domain gets: largest remainder, in whole numbers only. */
import { terminal } from '../../runtime/errors.ts';

/** A domain with a weight on any scale; only the proportions count. */
export interface Weighted {
  name: string;
  weight: number;
}

/** One line of the blueprint. */
export interface Allotment {
  domain: string;
  weight: number;
  wanted: number;
}

// Weights are read to a millionth, so that 17.5 and 0.175 are exact and no tie is broken by rounding.
const SCALE = 1_000_000;

/**
 * Shares `total` questions among domains. Left-over questions go to the largest remainders; ties go
 * to the larger weight, then to the domain named first. The counts always add up to `total`.
 */
export function allot(domains: readonly Weighted[], total: number): Allotment[] {
  if (!Number.isInteger(total) || total < 0)
    throw terminal('BLUEPRINT_INVALID', `question_count: ${total} is not a whole number`);
  const weights = domains.map((domain) => wholeWeight(domain));
  const sum = weights.reduce((left, right) => left + right, 0n);
  if (sum === 0n)
    throw terminal('BLUEPRINT_INVALID', 'certification_context.domains: no domain has a weight');
  const shares = weights.map((weight, order) => {
    const scaled = weight * BigInt(total);
    return { order, weight, floor: Number(scaled / sum), remainder: scaled % sum };
  });
  let left = total - shares.reduce((count, share) => count + share.floor, 0);
  const extra = new Set<number>();
  for (const share of [...shares].sort(byClaim)) {
    if (left-- <= 0) break;
    extra.add(share.order);
  }
  return domains.map((domain, order) => ({
    domain: domain.name,
    weight: domain.weight,
    wanted: (shares[order]?.floor ?? 0) + (extra.has(order) ? 1 : 0),
  }));
}

interface Share {
  order: number;
  weight: bigint;
  remainder: bigint;
}

function byClaim(left: Share, right: Share): number {
  if (left.remainder !== right.remainder) return left.remainder > right.remainder ? -1 : 1;
  if (left.weight !== right.weight) return left.weight > right.weight ? -1 : 1;
  return left.order - right.order;
}

function wholeWeight(domain: Weighted): bigint {
  if (!Number.isFinite(domain.weight) || domain.weight < 0)
    throw terminal('BLUEPRINT_INVALID', `certification_context.domains: weight of ${domain.name}`);
  return BigInt(Math.round(domain.weight * SCALE));
}
