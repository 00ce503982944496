/** What the server needs to know about the people who work here; implemented in persistence. */

export interface PersonEntry {
  person: string;
  name: string;
  roles: string[];
  groups: string[];
  active: boolean;
  /** Whether a login code was made for them. */
  has_code: boolean;
  /** ms since 1970. */
  created_at: number;
  updated_at: number;
}

export interface People {
  find(person: string): Promise<PersonEntry | null>;
  list(): Promise<PersonEntry[]>;
  /** Refuses to take the role of the last admin away. */
  save(
    entry: Pick<PersonEntry, 'person' | 'name' | 'roles' | 'groups' | 'active'>,
    at: number,
  ): Promise<
    { kind: 'saved'; before: PersonEntry | null; after: PersonEntry } | { kind: 'last_admin' }
  >;
  /** False when there is no such person. */
  setCode(person: string, hash: string, at: number): Promise<boolean>;
  byCode(hash: string): Promise<PersonEntry | null>;
}

export interface SessionEntry {
  id: string;
  person: string;
  client: string;
  created_at: number;
  seen_at: number;
  expires_at: number;
  revoked_at: number | null;
}

export interface Sessions {
  open(session: Omit<SessionEntry, 'seen_at' | 'revoked_at'>): Promise<void>;
  find(id: string): Promise<SessionEntry | null>;
  seen(id: string, at: number): Promise<void>;
  /** Those that still open the door; of everybody when `person` is null. */
  list(person: string | null, now: number): Promise<SessionEntry[]>;
  /** Resolves to those that had not ended before. */
  revoke(
    which: { id: string } | { person: string; except?: string },
    at: number,
  ): Promise<string[]>;
}
