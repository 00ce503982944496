/** What workflows produce: named, versioned, its bytes in the blob store. */
import { createHash } from 'node:crypto';

import { UniqueConstraintViolationException } from '@mikro-orm/core';

import type { ArtifactRef, StepName } from '../machines/vocabulary.ts';
import type { Blobs } from './blobs.ts';
import type { Database } from './database.ts';
import { withDatabaseFailures } from './database-failure.ts';
import { ArtifactRow } from './entities/records.ts';
import { throughJson } from './json-text.ts';

export interface NewArtifact {
  workflow: string;
  step: StepName;
  type: string;
  /** Stable within (workflow, type). */
  name: string;
  mime: string;
  learner?: string | null;
  meta?: Record<string, unknown>;
}

export interface Artifact extends ArtifactRef {
  workflow: string;
  step: StepName;
  learner: string | null;
  meta: Record<string, unknown>;
  /** Milliseconds since 1970. */
  created_at: number;
}

export interface Artifacts {
  /** With the bytes the newest version already has, returns that version. */
  put(what: NewArtifact, bytes: Uint8Array | { file: string }): Promise<ArtifactRef>;
  latest(workflow: string, type: string, name?: string): Promise<Artifact | null>;
  /** Newest version of every artefact, oldest first. */
  list(workflow: string, type?: string): Promise<Artifact[]>;
  get(id: string): Promise<Artifact | null>;
  read(ref: { sha256: string }): Promise<Buffer>;
  /** Straight from the disk, both ends included; only whole reads are checked against the hash. */
  part(ref: { sha256: string }, start: number, end: number): Promise<ReadableStream<Uint8Array>>;
}

export function createArtifacts(db: Database, blobs: Blobs, now: () => number): Artifacts {
  return withDatabaseFailures<Artifacts>({
    async put(what, content) {
      const blob =
        content instanceof Uint8Array
          ? await blobs.put(content)
          : await blobs.putFile(content.file);
      return storeVersion(db, what, blob, now());
    },
    async latest(workflow, type, name) {
      const where = name === undefined ? { workflow, type } : { workflow, type, name };
      const row = await db.orm.em
        .fork()
        .findOne(ArtifactRow, where, { orderBy: { number: 'desc' } });
      return row && artifact(row);
    },
    async list(workflow, type) {
      const where = type === undefined ? { workflow } : { workflow, type };
      const rows = await db.orm.em.fork().find(ArtifactRow, where, { orderBy: { number: 'asc' } });
      return newestOfEach(rows).map(artifact);
    },
    async get(id) {
      const row = await db.orm.em.fork().findOne(ArtifactRow, { id });
      return row && artifact(row);
    },
    read: ({ sha256 }) => blobs.read(sha256),
    part: ({ sha256 }, start, end) => blobs.part(sha256, start, end),
  });
}

/** Two writers may choose the same version; the loser looks again and takes the next. */
async function storeVersion(
  db: Database,
  what: NewArtifact,
  blob: { sha256: string; bytes: number },
  createdAt: number,
): Promise<ArtifactRef> {
  const em = db.orm.em.fork();
  const { workflow, step, type, name, mime } = what;
  const newest = await em.findOne(
    ArtifactRow,
    { workflow, type, name },
    { orderBy: { version: 'desc' } },
  );
  if (newest?.sha256 === blob.sha256) return ref(newest);
  const version = (newest?.version ?? 0) + 1;
  const row = em.create(ArtifactRow, {
    ...{ id: artifactId(what, version), workflow, step, type, name, version, mime, createdAt },
    ...blob,
    learner: what.learner ?? null,
    meta: throughJson(what.meta ?? {}),
  });
  try {
    await em.persist(row).flush();
    return ref(row);
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException)
      return storeVersion(db, what, blob, createdAt);
    throw error;
  }
}

/** Follows from what it names, so that it needs no source of randomness. */
function artifactId({ workflow, type, name }: NewArtifact, version: number): string {
  const hash = createHash('sha256').update(JSON.stringify([workflow, type, name, version]));
  return `art_${hash.digest('hex').slice(0, 24)}`;
}

function newestOfEach(rows: ArtifactRow[]): ArtifactRow[] {
  const newest = new Map<string, ArtifactRow>();
  for (const row of rows) {
    const key = JSON.stringify([row.type, row.name]);
    newest.delete(key);
    newest.set(key, row);
  }
  return [...newest.values()];
}

function ref({ id, type, name, version, sha256, bytes, mime }: ArtifactRow): ArtifactRef {
  return { id, type, name, version, sha256, bytes, mime };
}

function artifact(row: ArtifactRow): Artifact {
  const { workflow, step, meta, createdAt } = row;
  return { ...ref(row), workflow, step, learner: row.learner ?? null, meta, created_at: createdAt };
}
