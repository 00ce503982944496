/** Where a workflow stands and who has to act next, in one sentence. Pure. */
import type { CheckpointKind } from '../../machines/vocabulary.ts';
import { leavesOf } from './state-value.ts';
import { dayAndTime, relative } from './times.ts';
import type { Tone } from './tones.ts';
import { callWords, inWords, SUBJECTS, stepTitle } from './words.ts';
import type { Child, WorkflowView } from './workflow-view.ts';

export interface NextAction {
  tone: Tone;
  text: string;
  /** Where a person can act. */
  link?: { path: string; text: string };
}

const ENDS: Record<string, NextAction> = {
  completed: { tone: 'done', text: 'Everything is done and shared.' },
  cancelled: { tone: 'idle', text: 'Cancelled; what had been done was undone.' },
  compensated: { tone: 'idle', text: 'Given up; what had been done was undone.' },
};

/** One line for each thing that goes on; the one that needs a person comes first. */
export function nextActions(view: WorkflowView): NextAction[] {
  const end = ENDS[view.status];
  if (end) return [view.status === 'completed' ? withReport(end, view) : end];
  if (view.status === 'stuck')
    return [{ tone: 'failed', text: 'Stopped: somebody has to decide how it goes on.' }];
  const actions = leavesOf(view.value).flatMap((path) => {
    const action = actionOf(path, view);
    return action ? [action] : [];
  });
  const order: Tone[] = ['failed', 'waiting', 'retrying', 'compensating', 'active'];
  return actions.sort((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone));
}

function withReport(end: NextAction, { context }: WorkflowView): NextAction {
  const report = context.outputs?.report;
  if (!report) return end;
  return { ...end, link: { path: `/api/artifacts/${report.id}`, text: 'Open the report' } };
}

function actionOf(path: string[], view: WorkflowView): NextAction | null {
  const leaf = path.at(-1) ?? '';
  if (leaf === 'completed') return null;
  const waiting = WAITS[leaf];
  if (waiting) return waiting(view, path);
  if (path[0] === 'compensating')
    return {
      tone: 'compensating',
      text: `Undoing what was done: ${stepTitle(view.step_name).toLowerCase()}.`,
    };
  const child = childAt(path, view.children);
  const activity = child?.activity;
  if (activity) {
    const again = (child?.attempt ?? 1) > 1 ? ` (try ${child?.attempt})` : '';
    return { tone: 'active', text: `${callWords(activity)}${again}.` };
  }
  const doing = leaf === 'calling' ? (path.at(-2) ?? leaf) : leaf;
  return { tone: 'active', text: `${stepTitle(path[1] ?? view.step_name)}: ${inWords(doing)}.` };
}

const WAITS: Record<string, (view: WorkflowView, path: string[]) => NextAction> = {
  awaitingApproval: (view, path) => approval(view, path),
  collecting: (view, path) =>
    path[1] !== 'response_collection'
      ? { tone: 'active', text: 'Taking documents in.' }
      : {
          tone: 'waiting',
          text: `Waiting for learners to answer, until ${until(view.context.closes_at)}.`,
        },
  awaitingUploads: (view) => ({
    tone: 'waiting',
    text: `Waiting for documents to be added, until ${until(view.context.uploads_until)}.`,
    ...addingDocuments(view),
  }),
  backingOff: (view, path) => ({
    tone: 'retrying',
    text: `${stepTitle(path[1] ?? null)}: the last try failed${because(view)}. It is tried again by itself.`,
  }),
  circuitOpen: (_, path) => ({
    tone: 'waiting',
    text: `${stepTitle(path[1] ?? null)}: a service is not available. It is tried again when the service recovers.`,
  }),
  needsAttention: (view, path) => attention(view, path),
  noDocuments: (view, path) => ({ ...attention(view, path), ...addingDocuments(view) }),
  rejected: (view, path) => attention(view, path),
  collectionFailed: (view, path) => attention(view, path),
  renderingFailed: (view, path) => attention(view, path),
  compensationFailed: (view, path) => attention(view, path),
};

const KIND_OF_STEP: Record<string, CheckpointKind> = {
  assessment_generation: 'questions',
  gap_analysis: 'gaps',
  avatar_creation: 'scripts',
  drive_organization: 'release',
};

function approval(view: WorkflowView, path: string[]): NextAction {
  const kind = KIND_OF_STEP[path[1] ?? ''] ?? 'questions';
  const checkpoint = view.children.find(({ id }) => id === `checkpoint_${kind}`);
  return {
    tone: 'waiting',
    text: `Waiting for educators to approve ${SUBJECTS[kind]}.`,
    ...(checkpoint
      ? {
          link: {
            path: `/inbox/${encodeURIComponent(checkpoint.address.replaceAll('/', '~'))}`,
            text: 'Review and decide',
          },
        }
      : {}),
  };
}

function attention(view: WorkflowView, path: string[]): NextAction {
  const where = path[0] === 'compensating' ? 'Undoing' : stepTitle(path[1] ?? view.step_name);
  return { tone: 'failed', text: `${where} needs a person${because(view)}.`, ...remedy(view) };
}

/** Where a person can mend what the failure's message asks for. */
function remedy({ last_failure }: WorkflowView): Pick<NextAction, 'link'> {
  const link = REMEDIES[last_failure?.code ?? ''];
  return link === undefined ? {} : { link };
}

const REMEDIES: Record<string, NonNullable<NextAction['link']>> = {
  RECONNECT_NEEDED: { path: '/settings/google', text: 'Open the connection' },
  GOOGLE_STORAGE_FULL: { path: '/drive', text: 'Open the drive' },
};

/** The form with the upload link; one of ours is opened on the host that the page came from. */
function addingDocuments({ context }: WorkflowView): Pick<NextAction, 'link'> {
  const url = context.outputs?.knowledge_upload?.url;
  if (!url || !URL.canParse(url)) return {};
  const { pathname } = new URL(url);
  return { link: { path: pathname.startsWith('/f/') ? pathname : url, text: 'Add documents' } };
}

function because({ last_failure }: WorkflowView): string {
  return last_failure ? `: ${last_failure.message.replace(/\.$/, '')}` : '';
}

function until(at: number | null | undefined): string {
  return at ? `${dayAndTime(at)} (${relative(at)})` : 'the deadline';
}

/** The direct child at work for a leaf: the one whose call names the leaf's step. */
function childAt(path: string[], children: Child[]): Child | undefined {
  const calls = children.filter(
    ({ machine }) => machine === 'integrationCall' || machine === 'avatarRender',
  );
  const prefix = PREFIXES[path[1] ?? ''] ?? [];
  return (
    calls.find(({ activity }) => prefix.some((each) => activity?.startsWith(each))) ??
    (path[0] === 'content' ? undefined : calls[0])
  );
}

const PREFIXES: Record<string, string[]> = {
  presentation_generation: ['presentation.'],
  avatar_creation: ['avatar.'],
};
