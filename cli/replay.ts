/** `presgen replay WORKFLOW [--at SEQ]`: folds the journal and shows where the workflow stood. */
import { parseArgs } from 'node:util';
import { readConfig } from '../ops/config.ts';
import { openDatabase } from '../persistence/database.ts';
import { createSqlStore } from '../persistence/store.ts';
import { persist } from '../runtime/kernel.ts';
import { reviveAt } from '../runtime/replay.ts';
import { terminal, UsageError } from './exits.ts';
import { registered } from './machines.ts';

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { at: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const [workflow] = positionals;
  if (workflow === undefined) throw new UsageError('replay needs a workflow id');
  const seq = values.at === undefined ? Number.MAX_SAFE_INTEGER : Number(values.at);
  if (!Number.isInteger(seq) || seq < 1)
    throw new UsageError('--at needs a journal position from 1');
  const { dataDir, databaseUrl } = readConfig();
  const database = await openDatabase({ dataDir, databaseUrl });
  try {
    const actor = await reviveAt(registered, createSqlStore(database), workflow, seq);
    if (actor === null) throw new UsageError(`there is no workflow ${workflow}`);
    const record = persist(actor);
    terminal.out(
      values.json
        ? JSON.stringify(record, null, 2)
        : `${workflow} at ${record.seq}: ${JSON.stringify(record.value)} (${record.view.status}, ${record.view.progress} %)`,
    );
    return 0;
  } finally {
    await database.close();
  }
}
