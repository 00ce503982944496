/**
 * `presgen replay WORKFLOW [--at SEQ]`: how a workflow or one of its parts came to where it stands.
 * `presgen replay --all`: whether the code of today still comes to what every journal says.
 */
import { parseArgs } from 'node:util';
import { readConfig } from '../ops/config.ts';
import { createSqlStore } from '../persistence/store.ts';
import { UsageError } from './exits.ts';
import { onDatabase } from './on-database.ts';
import { showCourse } from './replay-course.ts';
import { runGate } from './replay-gate.ts';

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      at: { type: 'string' },
      all: { type: 'boolean', default: false },
      'on-current': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const { all, at, json, 'on-current': onCurrent } = values;
  const [address] = positionals;
  if (all && (address !== undefined || at !== undefined))
    throw new UsageError('replay takes either --all or one workflow with --at');
  if (!all && onCurrent) throw new UsageError('--on-current goes with --all');
  if (all)
    return onDatabase(readConfig(), (database) =>
      runGate(createSqlStore(database), { onCurrent, json }),
    );
  if (address === undefined || positionals.length > 1)
    throw new UsageError('replay needs one workflow id, or --all');
  const seq = at === undefined ? null : Number(at);
  if (seq !== null && (!Number.isSafeInteger(seq) || seq < 1))
    throw new UsageError(`--at needs a journal position from 1, not ${at}`);
  return onDatabase(readConfig(), (database) =>
    showCourse(createSqlStore(database), address, seq, json),
  );
}
