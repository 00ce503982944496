/** `presgen migrate --workflows`: running actors go to the current versions of their machines. */
import { createSystemClock } from '../ops/clock.ts';
import type { Database } from '../persistence/database.ts';
import { createSqlStore } from '../persistence/store.ts';
import { type MigrationOutcome, migrateStored } from '../runtime/migrate-stored.ts';
import type { Store } from '../runtime/ports.ts';
import { terminal, UsageError } from './exits.ts';
import { registered } from './machines.ts';

const SELF = 'presgen-migrate';
const LEASE_MS = 60_000;

/** Exit code 1 when an actor could not be moved although a migration leads on, or has no code here. */
export async function migrateWorkflows(database: Database, dryRun: boolean): Promise<number> {
  const store = createSqlStore(database);
  const isShared = database.kind !== 'embedded' && !dryRun;
  const leave = isShared ? await joinAlone(store) : async () => undefined;
  const counts: Record<MigrationOutcome['outcome'], number> = {
    ...{ moved: 0, 'would move': 0, left: 0, failed: 0 },
  };
  let ended = 0;
  try {
    for await (const outcome of migrateStored(registered, store, createSystemClock(), dryRun)) {
      if (!outcome.active) ended += 1;
      else {
        counts[outcome.outcome] += 1;
        terminal.out(lineOf(outcome));
      }
    }
  } finally {
    await leave();
  }
  const moved = dryRun ? `${counts['would move']} would move` : `${counts.moved} moved`;
  terminal.out(
    `${moved}, ${counts.left} left where they are, ${counts.failed} failed; ${ended} on older versions have ended`,
  );
  return counts.failed > 0 ? 1 : 0;
}

/** A server keeps actors in memory and would begin their effects: it must not run meanwhile. */
async function joinAlone(store: Store): Promise<() => Promise<void>> {
  const self = await store.join(SELF, LEASE_MS);
  const { living } = await store.beat(self, LEASE_MS);
  const others = living.filter((id) => id !== SELF);
  if (others.length > 0) {
    await store.leave(self);
    throw new UsageError(
      `${others.join(', ')} runs on this database; stop it first, or wait until its lease is over`,
    );
  }
  return () => store.leave(self);
}

function lineOf(outcome: MigrationOutcome): string {
  const { address, machine, from, to, reason, begins, ends, arms } = outcome;
  const where = `${address} (${machine} ${from}${to === '' ? '' : ` to ${to}`})`;
  if (reason !== null) return `${where} ${outcome.outcome}: ${reason}`;
  const parts = Object.entries({ begins, ends, arms }).flatMap(([what, list]) =>
    list.length > 0 ? [`${what} ${list.join(', ')}`] : [],
  );
  return `${where} ${outcome.outcome}${parts.length > 0 ? `: ${parts.join('; ')}` : ''}`;
}
