/** Holds a data directory's lock until it is killed. */
import { lockDataDir } from '../../persistence/data-dir-lock.ts';

lockDataDir(process.argv[2] ?? '');
process.send?.('held');
// The open channel to the parent keeps the process alive.
process.on('message', () => {});
