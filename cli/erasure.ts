/**
 * Destroys what a plan lists. Bytes go first, then the rows that lead to them, then the identity, so
 * that after a crash at any point the same command finds the rest.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalContext } from '../actors/workspace/local/context.ts';
import { DELIVERED } from '../actors/workspace/local/fault-kinds.ts';
import { deleteForGood } from '../actors/workspace/local/files.ts';
import { pathOf } from '../actors/workspace/local/mirror.ts';
import type { FormItem, LocalForm } from '../actors/workspace/local/store.ts';
import { createTree } from '../actors/workspace/local/tree.ts';
import { createTurns } from '../actors/workspace/local/turns.ts';
import { createIds } from '../ops/clock.ts';
import { createAudit } from '../persistence/audit-log.ts';
import type { Database } from '../persistence/database.ts';
import type { LearnerTraces } from '../persistence/learner-traces.ts';
import { createWorkspaceStore } from '../persistence/workspace-store.ts';
import { ON_THE_COMMAND_LINE } from './audit.ts';
import type { Erasure } from './erasure-plan.ts';
import type { Records } from './records.ts';

export interface ErasureParts {
  database: Database;
  records: Records;
  traces: LearnerTraces;
  dataDir: string;
  now: () => number;
}

export async function erase(parts: ErasureParts, erasures: Erasure[]): Promise<void> {
  for (const erasure of erasures) {
    await destroyBytes(parts, erasure);
    await parts.traces.remove(erasure.rows);
    await parts.records.vault.forget(erasure.rows.workflow, erasure.rows.learner);
    await record(parts, erasure);
  }
  await dropUnfinishedBlobs(parts);
  await parts.traces.scrub();
}

async function destroyBytes(parts: ErasureParts, erasure: Erasure): Promise<void> {
  const context = localContext(parts);
  for (const id of erasure.files) {
    const file = await context.store.file(id);
    // Before the row is gone, or a crash in between would leave a file that nothing leads to.
    if (file?.sha256)
      await context.tree.remove(await pathOf(context, file), context.blobs.path(file.sha256));
    if (file) await deleteForGood(context, id);
  }
  const blobs = erasure.blobs.map((sha256) => parts.records.blobs.path(sha256));
  for (const path of [...erasure.mails, ...erasure.parts, ...erasure.copies, ...blobs])
    await rm(path, { force: true });
}

function localContext({ database, records, dataDir, now }: ErasureParts): LocalContext {
  const workspace = join(dataDir, 'workspace');
  return {
    store: createWorkspaceStore<FormItem, LocalForm['settings']>(database),
    blobs: records.blobs,
    tree: createTree(join(workspace, 'tree')),
    inTurn: createTurns(),
    toPdf: null,
    uploadsDir: join(workspace, 'uploads'),
    publicUrl: () => '',
    nextId: createIds(now).next,
    now,
    nextPush: () => DELIVERED,
    deliver: async () => undefined,
  };
}

/** Ids and counts only: the entry outlives the learner. */
async function record({ database, now }: ErasureParts, erasure: Erasure): Promise<void> {
  await createAudit(database, now).append({
    ...ON_THE_COMMAND_LINE,
    action: 'learner.erased',
    subject: erasure.rows.workflow,
    detail: {
      learner: erasure.rows.learner,
      answers: erasure.answers,
      artifacts: erasure.artifacts.length,
      files: erasure.files.length,
      mails: erasure.mails.length,
      rights: erasure.rights,
    },
  });
}

/** Halves of files that a crash left may hold anything. Only on our own: a server may be writing some. */
async function dropUnfinishedBlobs({ database, dataDir }: ErasureParts): Promise<void> {
  if (database.kind !== 'embedded') return;
  const incoming = join(dataDir, 'blobs', 'incoming');
  const halves = await readdir(incoming).catch(() => []);
  for (const name of halves) await rm(join(incoming, name), { force: true });
}
