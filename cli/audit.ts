/** `presgen audit verify`: recomputes every chain of the audit log. */
import { parseArgs } from 'node:util';
import { createSystemClock } from '../ops/clock.ts';
import { readConfig } from '../ops/config.ts';
import { createAudit } from '../persistence/audit-log.ts';
import { terminal, UsageError } from './exits.ts';
import { onDatabase } from './on-database.ts';
import { table } from './table.ts';

/** Who the audit log names for what is done on the command line, where nobody logs in. */
export const ON_THE_COMMAND_LINE = { tenant: 'default', actor: 'command-line' };

export async function run(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  if (positionals.length !== 1 || positionals[0] !== 'verify')
    throw new UsageError('audit knows one thing to do: presgen audit verify');
  const { now } = createSystemClock();
  const verdict = await onDatabase(readConfig(), (database) => createAudit(database, now).verify());
  if (!verdict.intact) {
    terminal.err(
      `the audit log of tenant ${verdict.tenant} is broken: entry ${verdict.seq} was altered, or one before it was removed`,
    );
    return 1;
  }
  const rows = Object.entries(verdict.tenants).map(([tenant, entries]) => [tenant, `${entries}`]);
  terminal.out(rows.length === 0 ? 'the audit log is empty' : table(['tenant', 'entries'], rows));
  return 0;
}
