/** The audit log as the server reads it: one tenant, so far. */
import type { AuditTrail } from '../http/desk-ports.ts';
import type { Audit } from '../persistence/audit-log.ts';

const TENANT = 'default';

export function auditTrail(log: Audit): AuditTrail {
  return {
    search: (query) => log.search({ tenant: TENANT, ...query }),
    count: (filter) => log.count({ tenant: TENANT, ...filter }),
    actions: () => log.actions(TENANT),
    verify: async () => {
      const verdict = await log.verify();
      return verdict.intact
        ? { entries: verdict.entries, broken_at: null }
        : { entries: verdict.seq - 1, broken_at: verdict.seq };
    },
    head: () => log.head(TENANT),
    place: (hash) => log.place(TENANT, hash),
  };
}
