/** Run by the bootstrap: makes the empty cluster that new data directories are copied from. */
import { prepareCluster } from './embedded-cluster.ts';

if (await prepareCluster()) process.stderr.write('database: prepared\n');
