/** Who did what to a workflow: decisions and interventions, newest first, with before and after. Pure. */
import type { CheckpointKind } from '../../machines/vocabulary.ts';
import type { Tone } from '../words/tones.ts';
import { inWords, SUBJECTS, stepTitle } from '../words/words.ts';
import type { Approval, WorkflowView } from '../words/workflow-view.ts';
import { historyRows } from './history.ts';
import type { Position } from './model.ts';

export interface Deed {
  key: string;
  at: number;
  by: string;
  tone: Tone;
  what: string;
  comment: string;
  /** The content a decision was made about. */
  hash: string | null;
  changes: { what: string; before: string; after: string }[];
  /** Position in the workflow's journal; null where it lies in a part's. */
  seq: number | null;
}

const VERDICTS: Record<string, { words: string; tone: Tone }> = {
  approve: { words: 'approved', tone: 'done' },
  request_changes: { words: 'asked for changes of', tone: 'waiting' },
  reject: { words: 'rejected', tone: 'failed' },
};

const INTERVENTIONS: Record<string, { words: string; tone: Tone }> = {
  retry: { words: 'had it tried again', tone: 'retrying' },
  skip: { words: 'skipped a part', tone: 'waiting' },
  give_up: { words: 'gave up', tone: 'compensating' },
  cancel: { words: 'cancelled the workflow', tone: 'compensating' },
  edit_input: { words: 'changed the settings', tone: 'active' },
};

export function deeds(view: WorkflowView, journal: Position[]): Deed[] {
  const decisions = view.approvals.flatMap(decisionsOf);
  const all = [...decisions, ...interventionsOf(view, journal)];
  return all.sort((a, b) => b.at - a.at);
}

function decisionsOf({ kind, decisions, content_hash }: Approval): Deed[] {
  const subject = SUBJECTS[kind as CheckpointKind] ?? inWords(kind);
  return decisions.map(({ by, at, verdict, comment, content_hash: seen }) => ({
    key: `decision ${kind} ${by} ${at}`,
    at,
    by,
    tone: VERDICTS[verdict]?.tone ?? 'idle',
    what: `${VERDICTS[verdict]?.words ?? inWords(verdict)} ${subject}`,
    comment,
    hash: seen ?? content_hash ?? null,
    changes: [],
    seq: null,
  }));
}

function interventionsOf(view: WorkflowView, journal: Position[]): Deed[] {
  const rows = historyRows(journal, view.interventions);
  return view.interventions.map(({ type, by, at, step }) => {
    const row = rows.find((each) => each.event === type && each.at === at);
    const where = step ? ` (${stepTitle(step).toLowerCase()})` : '';
    return {
      key: `intervention ${type} ${at}`,
      at,
      by,
      tone: INTERVENTIONS[type]?.tone ?? 'idle',
      what: `${INTERVENTIONS[type]?.words ?? inWords(type)}${where}`,
      comment: '',
      hash: null,
      changes: row?.changes ?? [],
      seq: row?.seq ?? null,
    };
  });
}
