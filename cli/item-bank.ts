/** The item bank and learners' records, opened on the database, and who decided about a set. */
import { type BankStore, createItemBank, type SetReview } from '../actors/assessment/bank/index.ts';
import type { LearnerRecords } from '../http/bank-ports.ts';
import type { CertificationContext } from '../machines/certification-context.ts';
import type { CheckpointContext } from '../machines/checkpoint.ts';
import { type BankTypes, createBankStore } from '../persistence/bank-store.ts';
import type { Database } from '../persistence/database.ts';
import { createLearnerTraces } from '../persistence/learner-traces.ts';
import { createLearnerVisits } from '../persistence/learner-visits.ts';
import type { ActorRecord, Engine } from '../runtime/ports.ts';
import type { Records } from './records.ts';

/** The words that the bank's room gives to what the database stores. */
type Words = BankTypes & {
  state: 'draft' | 'reviewed' | 'active' | 'retired';
  action: 'created' | 'imported' | 'edited' | 'moved' | 'used';
};

export interface BankRooms {
  store: BankStore;
  bank: ReturnType<typeof createItemBank>;
  learners: LearnerRecords;
}

export function openItemBank(database: Database, records: Records, now: () => number): BankRooms {
  const store = createBankStore<Words>(database) as unknown as BankStore;
  const traces = createLearnerTraces(database);
  return {
    store,
    bank: createItemBank(store, now),
    learners: {
      visits: createLearnerVisits(database),
      places: traces.places,
      names: async (workflow, ids) => {
        const known = await records.vault.open(workflow, ids);
        return new Map([...known].map(([id, { name }]) => [id, name]));
      },
      letters: async (workflow) => {
        const effects = await records.ledger.ofWorkflow(workflow);
        return effects.flatMap(({ call, key, state, at }) => {
          const [occasion = '', learner = ''] = key.split('/').slice(-2);
          return call === 'mail.send' ? [{ learner, occasion, state, at }] : [];
        });
      },
    },
  };
}

/** Who edited and who approved the questions of a workflow, from its own memory. */
export function reviewIn(
  engine: Pick<Engine, 'family'> | Promise<Pick<Engine, 'family'>>,
): (workflow: string) => Promise<SetReview> {
  return async (workflow) => {
    const family = await (await engine).family(workflow);
    const [root] = family;
    const approvals = root ? contextIn<CertificationContext>(root).approvals : [];
    const last = approvals?.findLast(
      ({ kind, verdict }) => kind === 'questions' && verdict === 'approve',
    );
    const checkpoint = family.findLast(
      (each) =>
        each.machine === 'checkpoint' &&
        contextIn<CheckpointContext>(each).subject?.content_hash === last?.content_hash,
    );
    return {
      reviewers: (last?.decisions ?? [])
        .filter(
          ({ verdict, content_hash }) =>
            verdict === 'approve' && content_hash === last?.content_hash,
        )
        .map(({ by, at, comment }) => ({ person: by, at, comment })),
      editors: checkpoint ? contextIn<CheckpointContext>(checkpoint).subject.authors : [],
    };
  };
}

function contextIn<C>({ snapshot }: ActorRecord): Partial<C> & C {
  return ((snapshot as { context?: C } | null)?.context ?? {}) as Partial<C> & C;
}
