/** Commits one turn after another and reports each acknowledgement, until it is killed. */
import { openDatabase } from '../../persistence/database.ts';
import { createSqlStore } from '../../persistence/store.ts';
import { turn } from './turns.ts';

const db = await openDatabase({ dataDir: process.argv[2] ?? '' });
const store = createSqlStore(db);
for (let seq = -1; ; seq += 1) {
  await store.commit([turn('survivor', seq)]);
  process.send?.(seq + 1);
}
