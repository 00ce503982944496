/** Run by the bootstrap: makes the migrated, empty cluster that new data directories are copied from. */
import { prepareCluster } from './make-cluster.ts';

if (await prepareCluster()) process.stderr.write('database: prepared\n');
