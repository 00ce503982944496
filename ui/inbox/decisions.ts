/** What a person can do at a checkpoint, as calls to the server. */
import { announce } from '../kit/announce.ts';
import { postJson, Refusal } from '../wire/api.ts';
import type { Checkpoint, Edit, ListedCheckpoint, Said } from './checkpoint.ts';
import { reading } from './review-store.ts';
import { verdictWord } from './review-words.ts';
import type { Reviewing } from './use-review.ts';

export interface Decisions {
  /** False when somebody else has it; the page then says who. */
  claim: () => Promise<boolean>;
  release: () => Promise<void>;
  decide: (verdict: string, said: Said, key: string) => Promise<void>;
  save: (edits: Edit[], key: string) => Promise<void>;
  flag: (item: string, comment: string, key: string) => Promise<void>;
  /** Id of the question that took the place; null when nothing did, and the page then says why. */
  anew: (item: string) => Promise<string | null>;
}

export interface DecisionsOptions {
  checkpoint: Checkpoint;
  reviewing: Reviewing;
  reload: () => Promise<void>;
  /** A decision or edit was taken in. */
  onTaken: (said: string, after: ListedCheckpoint) => void;
  /** Something was refused because others had acted; the page has been brought up to date. */
  onOvertaken: (why: string) => void;
}

export function decisionsAt(options: DecisionsOptions): Decisions {
  const { checkpoint, reviewing, reload, onTaken, onOvertaken } = options;
  const path = (what: string): string =>
    `/api/checkpoints/${encodeURIComponent(checkpoint.id)}/${what}`;

  /** Whether it was taken in; what others did meanwhile is shown rather than thrown. */
  const tried = async (act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act();
      return true;
    } catch (error) {
      if (!(error instanceof Refusal) || !OVERTAKEN.has(String(error.problem.code))) throw error;
      await reload();
      onOvertaken(error.message);
      announce(error.message);
      return false;
    }
  };

  const send = (body: object, key: string, said: string): Promise<boolean> =>
    tried(async () => {
      const content_hash = checkpoint.subject.content_hash;
      const after = await postJson<ListedCheckpoint>(
        path('decisions'),
        { content_hash, ...body },
        key,
      );
      announce(said);
      onTaken(said, after);
      await reload();
    });

  return {
    claim: () =>
      tried(async () => {
        await postJson(path('claim'), {});
        announce('Reserved for you for half an hour');
        await reload();
      }),
    release: async () => {
      await postJson(path('release'), {});
      announce('Given back to the queue');
      await reload();
    },
    decide: async (verdict, said, key) => {
      const read = verdict === 'approve' ? readingOf(checkpoint, reviewing) : {};
      await send({ verdict, ...said, ...read }, key, `You ${verdictWord(verdict)}`);
    },
    save: async (edits, key) => {
      const body = { verdict: 'approve', patch: { questions: edits } };
      if (await send(body, key, 'Saved as a new version; somebody else approves it'))
        reviewing.review.trigger.saved();
    },
    flag: async (item, comment, key) => {
      const { content_hash } = checkpoint.subject;
      await tried(async () => {
        await postJson(path('flags'), { item, comment, content_hash }, key);
        announce('Flagged');
        await reload();
      });
    },
    anew: async (item) => {
      const { content_hash } = checkpoint.subject;
      let made: { item: string | null; note: string | null } = { item: null, note: null };
      announce('Another question is being written');
      await tried(async () => {
        made = await postJson(path('regenerations'), { item, content_hash });
        await reload();
        announce(made.note ?? 'Written anew');
      });
      return made.item;
    },
  };
}

const OVERTAKEN = new Set([
  'STALE_CONTENT',
  'RESERVED_BY_ANOTHER',
  'CHECKPOINT_DECIDED',
  'NOT_COUNTED',
  'NO_OTHER_QUESTION',
]);

function readingOf(checkpoint: Checkpoint, { state }: Reviewing): object {
  if (state.items.length === 0) return {};
  const { wanted } = reading(state, checkpoint.sample);
  return { reading: { how: state.how, items: wanted.map(({ id }) => id) } };
}
