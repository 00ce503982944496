/** The decision about one version: approve, ask for changes, reject, or save edits as a new version. */
import { postJson, Refusal } from './api.ts';
import type { Checkpoint, Edit } from './checkpoint.ts';
import { h, part } from './dom.ts';
import { actingAs } from './person.ts';
import { notice, pill } from './status-views.ts';
import { clockTime } from './times.ts';
import { count } from './words.ts';

const ASKS = {
  request_changes: 'What should be different?',
  reject: 'Why is it rejected?',
};

const WORDS: Record<string, string> = {
  approve: 'approved',
  request_changes: 'asked for changes',
  reject: 'rejected',
};

export interface DecisionBar {
  element: HTMLElement;
  /** Shows the checkpoint as it stands now. */
  show(checkpoint: Checkpoint): void;
  edits(pending: Edit[]): void;
}

/** @param onDecided is told the checkpoint after a decision; @param onStale that the content moved on. */
export function decisionBar(
  onDecided: (checkpoint: Checkpoint, said: string) => void,
  onStale: (why: string) => void,
): DecisionBar {
  const element = h('section', { class: 'decision', 'aria-label': 'Decision' });
  const draw = part(element);
  let checkpoint: Checkpoint | null = null;
  let pending: Edit[] = [];
  let trouble = '';

  const decide = async (verdict: string, comment: string, patch?: Edit[]): Promise<void> => {
    if (!checkpoint) return;
    trouble = '';
    try {
      const after = await postJson<Checkpoint>(`/api/checkpoints/${checkpoint.id}/decisions`, {
        verdict,
        content_hash: checkpoint.subject.content_hash,
        comment,
        ...(patch ? { patch: { questions: patch } } : {}),
      });
      onDecided(after, patch ? 'Saved as a new version' : `You ${WORDS[verdict]}`);
    } catch (error) {
      refused(error);
    }
  };

  const refused = (error: unknown): void => {
    if (error instanceof Refusal && error.status === 409) {
      onStale(error.message);
      return;
    }
    trouble = error instanceof Error ? error.message : String(error);
    redraw();
  };

  const redraw = (): void => {
    const now = checkpoint;
    if (now)
      draw([now, pending, trouble, actingAs()], () => [
        trouble ? h('div', { role: 'alert' }, notice('failed', trouble)) : null,
        standing(now),
        now.status === 'active' ? choices(now, pending, decide) : null,
      ]);
  };

  return {
    element,
    show: (next) => {
      checkpoint = next;
      redraw();
    },
    edits: (next) => {
      pending = next;
      redraw();
    },
  };
}

/** Who has decided what, and how many are still needed. */
function standing({
  policy,
  approvals,
  decisions,
  status,
  verdict,
  subject,
}: Checkpoint): HTMLElement {
  const missing = Math.max(0, policy.quorum - approvals.length);
  const state =
    status !== 'active'
      ? pill(
          verdict === 'approve' ? 'done' : 'failed',
          `Decided: ${WORDS[verdict ?? ''] ?? 'ended'}`,
        )
      : pill(
          'waiting',
          missing === policy.quorum
            ? `${count(missing, 'approval')} needed`
            : `${count(missing, 'more approval')} needed`,
        );
  return h(
    'div',
    { class: 'standing' },
    h(
      'p',
      { class: 'row' },
      state,
      approvals.length > 0 ? pill('done', `Approved by ${approvals.join(', ')}`) : null,
    ),
    decisions.length > 0
      ? h(
          'ul',
          { class: 'decisions' },
          decisions.map((each) =>
            h(
              'li',
              null,
              h('strong', null, each.by),
              ` ${WORDS[each.verdict] ?? each.verdict}, ${clockTime(each.at)}`,
              each.content_hash === subject.content_hash ? null : ' (an earlier version)',
              each.comment ? h('span', { class: 'sub' }, `“${each.comment}”`) : null,
            ),
          ),
        )
      : null,
  );
}

type Decide = (verdict: string, comment: string, patch?: Edit[]) => Promise<void>;

function choices(checkpoint: Checkpoint, pending: Edit[], decide: Decide): HTMLElement {
  if (pending.length > 0) return savingEdits(pending, decide);
  const me = actingAs();
  const why = whyNot(checkpoint, me);
  const asking = h('div');
  const ask = (verdict: keyof typeof ASKS): void => {
    const comment = h('textarea', { id: 'comment', rows: 3, required: true });
    const form = h(
      'form',
      { class: 'asking' },
      h('label', { for: 'comment' }, ASKS[verdict]),
      comment,
      h(
        'p',
        { class: 'row' },
        h(
          'button',
          { class: verdict === 'reject' ? 'danger' : 'primary', type: 'submit' },
          verdict === 'reject' ? 'Reject' : 'Ask for changes',
        ),
        h('button', { type: 'button', onclick: () => asking.replaceChildren() }, 'Cancel'),
      ),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (comment.value.trim() !== '') void decide(verdict, comment.value.trim());
    });
    asking.replaceChildren(form);
    comment.focus();
  };
  return h(
    'div',
    null,
    why ? h('p', { class: 'hint', id: 'why-not' }, why) : null,
    h(
      'p',
      { class: 'row' },
      h(
        'button',
        {
          class: 'primary',
          type: 'button',
          'data-key': 'approve',
          disabled: why !== null,
          onclick: () => void decide('approve', ''),
        },
        'Approve',
      ),
      h(
        'button',
        { type: 'button', 'data-key': 'changes', onclick: () => ask('request_changes') },
        'Ask for changes…',
      ),
      h(
        'button',
        {
          class: 'quiet-danger',
          type: 'button',
          'data-key': 'reject',
          onclick: () => ask('reject'),
        },
        'Reject…',
      ),
      h('span', { class: 'soft' }, `as ${me}`),
    ),
    asking,
  );
}

function whyNot({ subject, approvals }: Checkpoint, me: string): string | null {
  if (subject.authors.includes(me))
    return `${me} edited this version, so somebody else has to approve it.`;
  if (approvals.includes(me))
    return `${me} approved this version. Others approve under their own names.`;
  return null;
}

function savingEdits(pending: Edit[], decide: Decide): HTMLElement {
  const dropped = pending.filter(({ drop }) => drop).length;
  const changed = pending.length - dropped;
  const parts = [
    changed > 0 ? `${count(changed, 'question')} changed` : '',
    dropped > 0 ? `${count(dropped, 'question')} dropped` : '',
  ].filter(Boolean);
  return h(
    'div',
    null,
    h(
      'p',
      null,
      h('strong', null, sentenceOf(parts)),
      ' Saving makes a new version with you as an author: earlier approvals are void, and somebody else approves it.',
    ),
    h(
      'p',
      { class: 'row' },
      h(
        'button',
        {
          class: 'primary',
          type: 'button',
          'data-key': 'save',
          onclick: () => void decide('approve', '', pending),
        },
        'Save as a new version',
      ),
      h('span', { class: 'soft' }, `as ${actingAs()}`),
    ),
  );
}

function sentenceOf(parts: string[]): string {
  return `${parts.join(', ')}.`;
}
