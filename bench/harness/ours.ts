/** Our engine as it is measured: a host process on a Postgres database of its own or on embedded. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onExit } from './exit.ts';
import { createDatabase, postgresRoot } from './postgres.ts';
import { startWorker, type Worker } from './process.ts';
import type { StoredSizes } from './stored-sizes.ts';
import type { Running } from './throughput.ts';

export type DatabaseKind = 'postgres' | 'embedded';

/** Where a host keeps what outlives it. */
export interface Home {
  kind: DatabaseKind;
  dir: string;
  /** The file its steps write. */
  log: string;
  databaseName: string;
  databaseUrl: string;
  remove(): void;
}

/** An empty folder, an empty log, and on Postgres an empty database; gone at exit at the latest. */
export function createHome(kind: DatabaseKind, purpose: string): Home {
  const dir = mkdtempSync(join(tmpdir(), 'presgen-bench-'));
  const log = join(dir, 'steps.log');
  writeFileSync(log, '');
  const removeDir = onExit(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  const database = kind === 'postgres' ? createDatabase(purpose) : null;
  return {
    ...{ kind, dir, log },
    databaseName: database?.name ?? '',
    databaseUrl: database?.url ?? '',
    remove: () => {
      database?.drop();
      removeDir();
    },
  };
}

/** What the host tells about itself. */
export interface Usage {
  /** Statements that committed turns, the turns in them, and how long they took together. */
  commits: { count: number; turns: number; ms: number };
  /** CPU time in microseconds. */
  cpu: { user: number; system: number };
  /** Bytes. */
  memory: { rss: number; heapUsed: number; heapTotal: number; external: number };
}

/** Our host, up. */
export interface Ours extends Running {
  worker: Worker;
  usage(): Promise<Usage>;
  /** Collects garbage; what is left. */
  collect(): Promise<Usage['memory']>;
  sizes(): Promise<StoredSizes>;
  /** Which of these workflows have not ended yet. */
  unfinished(ids: string[]): Promise<string[]>;
}

/** Starts the host on what is stored there. @param nodeArgs such as `--cpu-prof` */
export async function startOurs(
  home: Omit<Home, 'remove'>,
  options: { stepMs?: number; nodeArgs?: string[] } = {},
): Promise<Ours> {
  const args = [home.dir, home.databaseUrl, home.log, String(options.stepMs ?? 0)];
  const worker = await startWorker('engine-host.ts', args, { nodeArgs: options.nodeArgs ?? [] });
  const answer = async <T>(path: string, body: object = {}): Promise<T> =>
    JSON.parse(await worker.ask(path, body)) as T;
  return {
    worker,
    start: (start) => worker.ask('/', { start }),
    signal: (signal) => worker.ask('/', { signal }),
    usage: () => answer('/usage'),
    collect: () => answer('/collect'),
    sizes: () => answer('/sizes'),
    unfinished: (ids) => answer('/unfinished', { ids }),
    engine: { tree: worker.pid },
    ...(home.kind === 'postgres' && {
      database: { postmaster: postgresRoot(), database: home.databaseName },
    }),
    ended: worker.ended,
    keepsSignals: true,
  };
}
