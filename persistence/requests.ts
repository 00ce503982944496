/** Accepted requests: the settings in the clear, the learners sealed, both or neither. */
import type { WorkflowSettings } from '../machines/vocabulary.ts';
import type { Database } from './database.ts';
import { withDatabaseFailures } from './database-failure.ts';
import { IdempotencyKeyRow, LearnerRow, RequestRow } from './entities/records.ts';
import { throughJson } from './json-text.ts';
import type { LearnerIdentity, LearnerVault } from './learner-vault.ts';

export interface Requests {
  /** One transaction. Saving a workflow again changes nothing. */
  save(workflow: string, settings: WorkflowSettings, learners: LearnerIdentity[]): Promise<void>;
  settings(workflow: string): Promise<WorkflowSettings | null>;
  /** Remembers an Idempotency-Key; returns the workflow id it first came with. */
  remember(key: string, workflow: string): Promise<string>;
}

export function createRequests(db: Database, vault: Pick<LearnerVault, 'seal'>): Requests {
  return withDatabaseFailures<Requests>({
    async save(workflow, settings, learners) {
      const request = {
        workflow,
        certificationName: settings.certification_name,
        organizationId: settings.organization_id,
        settings: throughJson(settings),
      };
      const onConflictAction = 'ignore' as const;
      await db.orm.em.fork().transactional(async (em) => {
        await em.upsert(RequestRow, request, { onConflictFields: ['workflow'], onConflictAction });
        // Never over an existing row: a learner who was forgotten stays forgotten.
        if (learners.length > 0)
          await em.upsertMany(LearnerRow, vault.seal(workflow, learners), {
            ...{ onConflictFields: ['workflow', 'id'] as const, onConflictAction },
          });
      });
    },
    async settings(workflow) {
      const row = await db.orm.em.fork().findOne(RequestRow, { workflow });
      return row?.settings ?? null;
    },
    async remember(key, workflow) {
      const em = db.orm.em.fork();
      await em.upsert(
        IdempotencyKeyRow,
        { key, workflow },
        { onConflictFields: ['key'], onConflictAction: 'ignore' },
      );
      const row = await em.fork().findOneOrFail(IdempotencyKeyRow, { key });
      return row.workflow;
    },
  });
}
