/** The engines side by side: how each is started, told to start and signal, and what it stores. */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { startOurs } from '../harness/ours.ts';
import { createDatabase, postgresRoot } from '../harness/postgres.ts';
import { startWorker, type Worker } from '../harness/process.ts';
import type { Running } from '../harness/throughput.ts';
import { takeRedis } from './redis.ts';
import { startRestate } from './restate-server.ts';

/** An engine that is up, with nothing in it. */
export interface RunningEngine extends Running {
  /** What it stores on, as found. */
  store: string;
  close(): Promise<void>;
}

/** One engine of the comparison. */
export interface Engine {
  name: 'ours' | 'ours_embedded' | 'restate' | 'restate_tuned' | 'dbos' | 'bullmq';
  label(): string;
  /** Whether ours is divided by it: only where both keep what they have acknowledged. */
  isPeer: boolean;
  note: string;
  /** Starts it; `dir` is an empty folder, `log` the file its steps write. */
  open(dir: string, log: string): Promise<RunningEngine>;
}

function versionOf(packageName: string): string {
  const manifest = new URL(`node_modules/${packageName}/package.json`, import.meta.url);
  if (!existsSync(manifest)) return '(not installed)';
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

async function onPostgres(
  purpose: string,
  open: (
    url: string,
    databaseName: string,
  ) => Promise<Pick<Running, 'start' | 'signal' | 'ended'> & { worker: Worker }>,
): Promise<RunningEngine> {
  const { name, url, drop } = createDatabase(purpose);
  try {
    const { worker, ...running } = await open(url, name);
    return {
      ...running,
      keepsSignals: true,
      engine: { tree: worker.pid },
      database: { postmaster: postgresRoot(), database: name },
      store: 'Postgres',
      close: async () => {
        await worker.stop();
        drop();
      },
    };
  } catch (error) {
    drop();
    throw error;
  }
}

/** A worker with what it can be told. */
function toldBy(worker: Worker) {
  return {
    worker,
    start: (start: string[]) => worker.ask('/', { start }),
    signal: (signal: string[]) => worker.ask('/', { signal }),
    ended: worker.ended,
  };
}

const ours: Engine = {
  name: 'ours',
  label: () => 'ours',
  isPeer: false,
  note: 'its last line waits for the commit of the final state; the others write it before',
  open: (dir, log) =>
    onPostgres('presgen_peers_ours', (databaseUrl, databaseName) =>
      startOurs({ kind: 'postgres', dir, log, databaseName, databaseUrl }),
    ),
};

const embedded: Engine = {
  name: 'ours_embedded',
  label: () => 'ours, embedded (no fsync)',
  isPeer: false,
  note: 'the default without a server: survives a crash of the process, not a power cut',
  open: async (dir, log) => {
    const { worker, ...running } = await startOurs({
      ...{ kind: 'embedded', dir, log, databaseName: '', databaseUrl: '' },
    });
    return { ...running, store: 'Postgres in the process', close: worker.stop };
  },
};

const dbos: Engine = {
  name: 'dbos',
  label: () => `DBOS ${versionOf('@dbos-inc/dbos-sdk')}`,
  isPeer: true,
  note: 'a library in the worker, as ours',
  open: (_dir, log) =>
    onPostgres('presgen_peers_dbos', async (url) =>
      toldBy(await startWorker('../peers/dbos-host.ts', [url, log])),
    ),
};

const restate = (partitions?: number): Engine => ({
  name: partitions === undefined ? 'restate' : 'restate_tuned',
  label: () => {
    const version = `Restate ${versionOf('@restatedev/restate-server')}`;
    return partitions === undefined ? version : `${version}, ${partitions} partitions`;
  },
  isPeer: true,
  note:
    partitions === undefined
      ? 'a server of its own in front of the worker; its log is synced to disk'
      : 'one partition a core instead of the default 24: spends less',
  open: async (dir, log) => {
    const server = await startRestate(dir, partitions);
    try {
      const worker = await startWorker('../peers/restate-host.ts', [log], {
        env: { RESTATE_LOGGING: 'ERROR' },
      });
      await server.register(worker.port);
      const each = (handler: string) => (ids: string[]) =>
        Promise.all(ids.map((id) => server.send(`job/${id}/${handler}`)));
      return {
        start: each('run'),
        signal: each('signal'),
        keepsSignals: true,
        engine: { tree: worker.pid },
        database: { tree: server.pid },
        store: 'its own log',
        ended: Promise.race([worker.ended, server.ended]),
        close: async () => {
          await worker.stop();
          await server.stop();
        },
      };
    } catch (error) {
      await server.stop();
      throw error;
    }
  },
});

const bullmq: Engine = {
  name: 'bullmq',
  label: () => `BullMQ ${versionOf('bullmq')}`,
  isPeer: true,
  note: 'a chain of jobs: commits no workflow state, keeps no signal',
  open: async (_dir, log) => {
    const database = await takeRedis();
    try {
      const worker = await startWorker('../peers/bullmq-host.ts', [database.url, log]);
      const { start, signal, ended } = toldBy(worker);
      return {
        ...{ start, signal, ended, keepsSignals: false },
        engine: { tree: worker.pid },
        database: { tree: database.pid },
        store: database.description,
        close: async () => {
          await worker.stop();
          await database.empty();
        },
      };
    } catch (error) {
      await database.empty();
      throw error;
    }
  },
};

/** All of them, ours first. */
export const engines: Engine[] = [
  ours,
  embedded,
  restate(),
  restate(availableParallelism()),
  dbos,
  bullmq,
];
