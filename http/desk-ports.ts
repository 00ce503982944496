/** What auditors and administrators are shown; implemented in persistence and ops. */
import type { Json } from '../runtime/ports.ts';

export interface AuditEntry {
  seq: number;
  /** Microseconds since 1970. */
  at_us: number;
  actor: string;
  action: string;
  subject: string;
  detail: Json;
  hash: string;
}

/** What is not named does not narrow. */
export interface AuditFilter {
  actor?: string | undefined;
  /** Exactly this action, or with a final dot all that begin so. */
  action?: string | undefined;
  subject?: string | undefined;
  /** ms since 1970; from included, to excluded. */
  from?: number | undefined;
  to?: number | undefined;
}

export interface AuditTrail {
  /** The newest first, older than `before`. */
  search(
    filter: AuditFilter & { before?: number | undefined; limit: number },
  ): Promise<AuditEntry[]>;
  count(filter: AuditFilter): Promise<number>;
  actions(): Promise<string[]>;
  /** Recomputes the whole chain; `broken_at` is the first entry that does not fit. */
  verify(): Promise<{ entries: number; broken_at: number | null }>;
  head(): Promise<{ seq: number; hash: string } | null>;
  /** Where the entry with this hash stands. */
  place(hash: string): Promise<number | null>;
}

/** One setting as it is in force. */
export interface ConfigurationEntry {
  name: string;
  meaning: string;
  /** `set` in the environment, or its default. */
  from: 'environment' | 'default';
  /** Null for secrets and for what is not set. */
  value: string | null;
  is_secret: boolean;
}
