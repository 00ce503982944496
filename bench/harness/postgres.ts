/** The Postgres server benchmarks run on: its durability checked, one database for each engine. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { parentOf } from './cpu.ts';
import { onExit } from './exit.ts';

const SERVER = process.env.DATABASE_URL ?? `postgres://${userInfo().username}@127.0.0.1:5432/`;

function urlOf(database: string): string {
  const url = new URL(SERVER);
  url.pathname = `/${database}`;
  return url.href;
}

function sql(...statements: string[]): string {
  const commands = statements.flatMap((statement) => ['-c', statement]);
  const options = ['-XAtq', '-v', 'ON_ERROR_STOP=1', ...commands, urlOf('postgres')];
  const { error, status, stdout, stderr } = spawnSync('psql', options, {
    encoding: 'utf8',
    env: { ...process.env, PGOPTIONS: '-c client_min_messages=warning' },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(stderr.trim());
  return stdout.trim();
}

/** Whether a server answers. */
export function postgresAnswers(): boolean {
  try {
    return sql('select 1') === '1';
  } catch {
    return false;
  }
}

/** Version of the server; throws when it would lose what it has acknowledged. */
export function checkedPostgres(): string {
  for (const setting of ['fsync', 'synchronous_commit']) {
    const value = sql(`show ${setting}`);
    if (value !== 'on') throw new Error(`Postgres has ${setting} = ${value}; it must be on`);
  }
  return `Postgres ${sql('show server_version').split(' ')[0]}`;
}

/** The server's first process, whose tree holds every backend and background writer. */
export function postgresRoot(): number {
  const checkpointer = sql(
    "select pid from pg_stat_activity where backend_type = 'checkpointer' limit 1",
  );
  return parentOf(Number(checkpointer));
}

/**
 * An empty database of its own, dropped by `drop`, or at this process's exit at the latest. Its name
 * carries this process's id: two benchmarks may run on one server at a time.
 */
export function createDatabase(purpose: string): { name: string; url: string; drop: () => void } {
  dropLeftovers(purpose);
  const name = `${purpose}_${process.pid}`;
  const drop = `drop database if exists ${name} with (force)`;
  sql(drop, `create database ${name}`);
  return { name, url: urlOf(name), drop: onExit(() => void sql(drop)) };
}

/** Drops what benchmarks left that were killed; without force, so never what somebody works on. */
function dropLeftovers(purpose: string): void {
  const names = sql(`select datname from pg_database where datname ~ '^${purpose}_[0-9]+$'`);
  for (const name of names.split('\n').filter((name) => name !== '')) {
    if (existsSync(`/proc/${name.slice(purpose.length + 1)}`)) continue;
    try {
      sql(`drop database if exists ${name}`);
    } catch (error) {
      process.stderr.write(`${name} was left behind and is in use: ${String(error)}\n`);
    }
  }
}
