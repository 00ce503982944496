/** Databases that exist for one test file: embedded in a temporary directory, or on a server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import { MikroORM } from '@mikro-orm/postgresql';

import { type Database, openDatabase } from '../../persistence/database.ts';

export interface Scratch {
  db: Database;
  dir: string;
  /** Closes the database and leaves nothing behind. */
  drop(): Promise<void>;
}

export async function scratchEmbedded(): Promise<Scratch> {
  const dir = mkdtempSync(join(tmpdir(), 'presgen-'));
  const db = await openDatabase({ dataDir: dir });
  const drop = async () => {
    await db.close();
    rmSync(dir, { recursive: true, force: true });
  };
  return { db, dir, drop };
}

/** DATABASE_URL, else the server on the usual local port under the login's own name. */
export function serverUrl(): string {
  return process.env.DATABASE_URL ?? `postgresql://${userInfo().username}@127.0.0.1:5432/postgres`;
}

/** Why tests on a server must be skipped, or null. */
export async function serverAway(): Promise<string | null> {
  const { hostname, port } = new URL(serverUrl());
  const answers = await new Promise<boolean>((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 5432) });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.setTimeout(2000, () => socket.destroy());
    socket.once('connect', () => socket.end());
  });
  return answers ? null : `no Postgres answers on ${hostname}:${port || 5432}`;
}

/** A database of its own on the server, open and migrated. */
export async function scratchPostgres(): Promise<Scratch> {
  const { url, dir, drop } = await emptyPostgres();
  const db = await openDatabase({ dataDir: dir, databaseUrl: url });
  const dropAll = async () => {
    await db.close();
    await drop();
  };
  return { db, dir, drop: dropAll };
}

/** A database of its own on the server that nobody has opened yet. */
export async function emptyPostgres() {
  const name = `presgen_test_${process.pid}_${Math.round(performance.timeOrigin)}`;
  await onServer((execute) => execute(`create database ${name}`));
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  const dir = mkdtempSync(join(tmpdir(), 'presgen-'));
  const drop = async () => {
    await onServer((execute) => execute(`drop database ${name} with (force)`));
    rmSync(dir, { recursive: true, force: true });
  };
  return { url: url.href, dir, drop };
}

async function onServer(work: (execute: (sql: string) => Promise<unknown>) => Promise<unknown>) {
  const orm = await MikroORM.init({
    clientUrl: serverUrl(),
    entities: [],
    discovery: { warnWhenNoEntities: false },
  });
  try {
    await work((sql) => orm.em.execute(sql));
  } finally {
    await orm.close();
  }
}
