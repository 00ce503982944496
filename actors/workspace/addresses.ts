/**
 * How a learner is named to the suite. Google needs the real e-mail address; the local workspace
 * must not hold one, so there a learner is an address made of the id under a reserved domain.
 */
import type { LearnerIdentity } from '../ports.ts';

export interface Addresses {
  of(learner: LearnerIdentity): string;
  /** The learner behind an address, or null when it is none of these people. */
  learner(address: string, among: LearnerIdentity[]): string | null;
}

/** Domain that can never receive mail (RFC 2606). */
const DOMAIN = 'learners.invalid';

/** The pseudonymous address of a learner id in the local workspace. */
export function localAddress(learner: string): string {
  return `${encodeURIComponent(learner)}@${DOMAIN}`;
}

/** Learners by id: what the local workspace knows. */
export const byLearnerId: Addresses = {
  of: (learner) => localAddress(learner.id),
  learner: (address, among) =>
    among.find((person) => localAddress(person.id) === address)?.id ?? null,
};

/** Learners by their real address: what Google knows. */
export const byEmail: Addresses = {
  of: (learner) => learner.email,
  learner: (address, among) =>
    among.find((person) => person.email.toLowerCase() === address.toLowerCase())?.id ?? null,
};
