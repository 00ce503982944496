/** The engines side by side: how each is started, told to start and signal, and what it stores. */
import { existsSync, readFileSync } from 'node:fs';
import { createDatabase, postgresRoot } from './postgres.ts';
import { startWorker } from './process.ts';
import { takeRedis } from './redis.ts';
import { startRestate } from './restate-server.ts';

/** An engine that is up, with nothing in it. */
export interface Running {
  start(ids: string[]): Promise<unknown>;
  signal(ids: string[]): Promise<unknown>;
  /** Processes whose trees do the work: the worker and the servers behind it. */
  roots: number[];
  /** What it stores on, as found. */
  store: string;
  /** Rejects when one of its processes ends by itself. */
  ended: Promise<never>;
  close(): Promise<void>;
}

/** One engine of the comparison. */
export interface Engine {
  name: 'ours' | 'dbos' | 'restate' | 'bullmq';
  label(): string;
  /** Whether a signal sent before the workflow waits for it is kept. */
  keepsSignals: boolean;
  note: string;
  /** Starts it; `dir` is an empty folder, `log` the file its steps write. */
  open(dir: string, log: string): Promise<Running>;
}

function versionOf(packageName: string): string {
  const manifest = new URL(`node_modules/${packageName}/package.json`, import.meta.url);
  if (!existsSync(manifest)) return '(not installed)';
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

async function onPostgres(
  name: string,
  host: string,
  args: (databaseUrl: string) => string[],
): Promise<Running> {
  const { url, drop } = createDatabase(name);
  try {
    const worker = await startWorker(host, args(url));
    return {
      start: (start) => worker.post({ start }),
      signal: (signal) => worker.post({ signal }),
      roots: [worker.pid, postgresRoot()],
      store: 'Postgres',
      ended: worker.ended,
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

const ours: Engine = {
  name: 'ours',
  label: () => 'ours',
  keepsSignals: true,
  note: 'the last line is a twelfth durable step here, a plain line in the others',
  open: (dir, log) =>
    onPostgres('presgen_peers_ours', '../engine-host.ts', (url) => [dir, url, log]),
};

const dbos: Engine = {
  name: 'dbos',
  label: () => `DBOS ${versionOf('@dbos-inc/dbos-sdk')}`,
  keepsSignals: true,
  note: 'a library in the worker, as ours',
  open: (_dir, log) => onPostgres('presgen_peers_dbos', 'dbos-host.ts', (url) => [url, log]),
};

const restate: Engine = {
  name: 'restate',
  label: () => `Restate ${versionOf('@restatedev/restate-server')}`,
  keepsSignals: true,
  note: 'a server of its own in front of the worker; its log is synced to disk',
  open: async (dir, log) => {
    const server = await startRestate(dir);
    try {
      const worker = await startWorker('restate-host.ts', [log], { RESTATE_LOGGING: 'ERROR' });
      await server.register(worker.port);
      const each = (handler: string) => (ids: string[]) =>
        Promise.all(ids.map((id) => server.send(`job/${id}/${handler}`)));
      return {
        start: each('run'),
        signal: each('signal'),
        roots: [worker.pid, server.pid],
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
};

const bullmq: Engine = {
  name: 'bullmq',
  label: () => `BullMQ ${versionOf('bullmq')}`,
  keepsSignals: false,
  note: 'a chain of jobs: commits no workflow state, keeps no signal',
  open: async (_dir, log) => {
    const database = await takeRedis();
    try {
      const worker = await startWorker('bullmq-host.ts', [database.url, log]);
      return {
        start: (start) => worker.post({ start }),
        signal: (signal) => worker.post({ signal }),
        roots: [worker.pid, database.pid],
        store: database.description,
        ended: worker.ended,
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
export const engines: Engine[] = [ours, restate, dbos, bullmq];
