/**
 * What a person may do, as the table of people says it. Whoever is not in it has every role: on
 * loopback because a new user should meet no wall, elsewhere because they hold the admin token.
 */
import type { People } from './people.ts';
import { EVERY_GROUP, isRole, ROLES, type Role } from './roles.ts';

export interface Membership {
  name: string;
  roles: readonly Role[];
  groups: readonly string[];
  /** False for somebody who may not enter any more. */
  active: boolean;
}

export interface Memberships {
  of(person: string): Promise<Membership>;
  /** Reads this person again at the next question. */
  forget(person: string): void;
}

/** These are nobody's names: whoever acts under one owns the installation. */
export const OWNERS = new Set(['local-admin', 'admin']);

/** How long an answer holds, so that another process's change is seen soon. */
const FRESH_MS = 5000;
const KEPT_MAX = 2000;

export function createMemberships(people: People, now: () => number): Memberships {
  const kept = new Map<string, { at: number; membership: Membership }>();
  return {
    async of(person) {
      if (OWNERS.has(person)) return everything(person);
      const known = kept.get(person);
      if (known !== undefined && now() - known.at < FRESH_MS) return known.membership;
      const found = await people.find(person).catch((error: unknown) => {
        // While the database is away, what was known last is better than a closed door.
        if (known !== undefined) return undefined;
        throw error;
      });
      if (found === undefined) return (known as { membership: Membership }).membership;
      const membership = found === null ? everything(person) : membershipOf(found);
      if (kept.size >= KEPT_MAX) kept.clear();
      kept.set(person, { at: now(), membership });
      return membership;
    },
    forget: (person) => void kept.delete(person),
  };
}

function everything(person: string): Membership {
  return { name: person, roles: ROLES, groups: [EVERY_GROUP], active: true };
}

function membershipOf({ name, roles, groups, active }: MembershipRow): Membership {
  return { name, roles: active ? roles.filter(isRole) : [], groups: active ? groups : [], active };
}

type MembershipRow = { name: string; roles: string[]; groups: string[]; active: boolean };
