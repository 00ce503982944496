/**
 * How a learner is named to the suite. Google needs the real e-mail address; the local workspace
 * must not hold one, so there a learner is an address made of the id under a reserved domain.
 */
import type { LearnerIdentity } from '../ports.ts';

export interface Addresses {
  of(learner: LearnerIdentity): string;
  /** Finds the learner behind an address; null when it is none of these people. */
  among(people: LearnerIdentity[]): (address: string) => string | null;
}

/** Domain that can never receive mail (RFC 2606). */
const DOMAIN = 'learners.invalid';

/** The pseudonymous address of a learner id in the local workspace. */
export function localAddress(learner: string): string {
  return `${encodeURIComponent(learner)}@${DOMAIN}`;
}

/** The learner id in an address of the local workspace; null for any other address. */
export function learnerAt(address: string): string | null {
  const name = address.endsWith(`@${DOMAIN}`) ? address.slice(0, -DOMAIN.length - 1) : null;
  return name === null ? null : decodeURIComponent(name);
}

/** Learners by id: what the local workspace knows. */
export const byLearnerId: Addresses = {
  of: (learner) => localAddress(learner.id),
  among: (people) =>
    byKey(
      people,
      ({ id }) => localAddress(id),
      (address) => address,
    ),
};

/** Learners by their real address: what Google knows. */
export const byEmail: Addresses = {
  of: (learner) => learner.email,
  among: (people) =>
    byKey(
      people,
      ({ email }) => email.toLowerCase(),
      (address) => address.toLowerCase(),
    ),
};

/** Thousands of answers are looked up among thousands of people, so by a table. */
function byKey(
  people: LearnerIdentity[],
  keyOf: (person: LearnerIdentity) => string,
  spelled: (address: string) => string,
): (address: string) => string | null {
  // Of two people under one address the first is meant, as they were asked for.
  const known = new Map(people.toReversed().map((person) => [keyOf(person), person.id]));
  return (address) => known.get(spelled(address)) ?? null;
}
