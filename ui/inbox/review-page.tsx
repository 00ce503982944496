/** One review: its head, its subject, its decision, and the keys that lead through it. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { announce } from '../kit/announce.ts';
import { FeedSign } from '../kit/feed-sign.tsx';
import { Page } from '../kit/page.tsx';
import { Notice } from '../kit/status.tsx';
import { CHECKPOINT_TITLES } from '../words/words.ts';
import { type Asked, AskedDialog } from './asked-dialog.tsx';
import { ChangeList } from './change-view.tsx';
import type { Checkpoint, Question, Source } from './checkpoint.ts';
import { DecisionBar } from './decision-bar.tsx';
import { decisionsAt } from './decisions.ts';
import { HistoryView } from './history-view.tsx';
import { focusedItem, focusItem, stepItem } from './item-focus.ts';
import { Outcome } from './outcome.tsx';
import type { CardActs } from './question-card.tsx';
import { Reservation } from './reservation.tsx';
import { ReviewHead } from './review-head.tsx';
import { type ReviewKey, shortcutOf } from './review-keys.ts';
import { differing, reading } from './review-store.ts';
import { SubjectView } from './subject-view.tsx';
import type { Watched } from './use-checkpoint.ts';
import { useReview } from './use-review.ts';

export interface ReviewProps {
  watched: Watched;
  checkpoint: Checkpoint;
  me: string;
}

export function ReviewPage({ watched, checkpoint, me }: ReviewProps): JSX.Element {
  const { news, settle, reload, skewMs, feed } = watched;
  const { route } = useLocation();
  const reviewing = useReview(checkpoint, me);
  const { review, state } = reviewing;
  const root = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [editing, setEditing] = useState<string | null>(null);
  const [anew, setAnew] = useState<string | null>(null);
  const [overtaken, setOvertaken] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<{ said: string; isOpen: boolean } | null>(null);
  const isOpen = checkpoint.status === 'active';
  const numberOf = (id: string): string => {
    const at = state.items.findIndex((item) => item.id === id);
    return at < 0 ? '(dropped)' : String(at + 1);
  };

  const acts = decisionsAt({
    checkpoint,
    reviewing,
    reload,
    onTaken: (said, after) => {
      setAsked(null);
      setOvertaken(null);
      settle();
      setOutcome({ said, isOpen: after.status === 'active' });
    },
    onOvertaken: (why) => {
      setAsked(null);
      setOvertaken(why);
    },
  });

  const edit = async (id: string): Promise<void> => {
    if (checkpoint.may.edit !== null) return announce(checkpoint.may.edit.why);
    // Two people editing the same set would undo each other's work: whoever begins reserves it.
    if (checkpoint.assignee === null && !(await acts.claim())) return;
    setEditing(id);
  };
  const stopEditing = (id: string): void => {
    setEditing(null);
    window.setTimeout(() => root.current && focusItem(root.current, id), 0);
  };
  const ask = (what: 'approve' | 'changes' | 'reject' | 'save' | 'keys'): void =>
    setAsked({ what: what === 'approve' && Object.keys(state.edits).length > 0 ? 'save' : what });
  const writeAnew = async (id: string): Promise<void> => {
    setAnew(id);
    setOvertaken(null);
    try {
      const next = await acts.anew(id);
      if (next !== null) window.setTimeout(() => root.current && focusItem(root.current, next), 0);
    } catch (error) {
      setOvertaken(String(error instanceof Error ? error.message : error));
    } finally {
      setAnew(null);
    }
  };
  const openSource = (source: Source): void => setAsked({ what: 'source', source });

  const markAndGoOn = (id: string): void => {
    review.trigger.marked({ id, isRead: true });
    const { left } = reading(review.getSnapshot().context, checkpoint.sample);
    const here = state.items.findIndex((item) => item.id === id);
    const place = (item: Question): number => state.items.indexOf(item);
    const next = left.find((item) => place(item) > here) ?? left[0];
    if (next && root.current) focusItem(root.current, next.id);
    else announce('All read. Press a to approve.');
  };

  const actsFor = (item: Question): CardActs | null => {
    if (!isOpen) return null;
    return {
      canEdit: checkpoint.may.edit === null,
      mark: (isMarked) => review.trigger.marked({ id: item.id, isRead: isMarked }),
      startEditing: () => void edit(item.id),
      stopEditing: () => stopEditing(item.id),
      change: (change) => review.trigger.changed({ id: item.id, edit: change }),
      keep: (next) => {
        review.trigger.changed({ id: item.id, edit: differing(item, next) });
        review.trigger.marked({ id: item.id, isRead: true });
        stopEditing(item.id);
      },
      flag: () => setAsked({ what: 'flag', item: item.id }),
      anew: () => void writeAnew(item.id),
      isAnew: anew !== null,
    };
  };

  const press = (key: ReviewKey): void => {
    const here = root.current ? focusedItem(root.current) : null;
    const item = state.items.find(({ id }) => id === here);
    const deeds: Record<ReviewKey, () => void> = {
      s: () => void (checkpoint.may.claim === null && acts.claim()),
      j: () => root.current && stepItem(root.current, 1),
      k: () => root.current && stepItem(root.current, -1),
      m: () => (item ? markAndGoOn(item.id) : root.current && stepItem(root.current, 1)),
      e: () => item && isOpen && void edit(item.id),
      f: () => item && isOpen && setAsked({ what: 'flag', item: item.id }),
      o: () => {
        if (item) openSource(item.source);
        else
          document.activeElement
            ?.closest('[data-item]')
            ?.querySelector<HTMLElement>('[data-act="source"]')
            ?.click();
      },
      a: () => isOpen && approveOrSay(),
      c: () => isOpen && say(checkpoint.may.decide?.why) && ask('changes'),
      r: () => isOpen && say(checkpoint.may.decide?.why) && ask('reject'),
      i: () => route('/inbox'),
      '?': () => ask('keys'),
    };
    deeds[key]();
  };
  const say = (why: string | undefined): boolean => {
    if (why !== undefined) announce(why);
    return why === undefined;
  };
  const approveOrSay = (): void => {
    if (Object.keys(state.edits).length > 0) ask('save');
    else if (say(checkpoint.may.approve?.why)) ask('approve');
  };
  useShortcuts(press);

  return (
    <Page
      title={CHECKPOINT_TITLES[checkpoint.kind]}
      crumbs={
        <>
          <a href="/inbox">Inbox</a> ›{' '}
          <a href={`/w/${checkpoint.workflow_id}`}>
            {checkpoint.certification_name || checkpoint.workflow_id}
          </a>
        </>
      }
      actions={feed && <FeedSign {...feed} />}
    >
      <ReviewHead checkpoint={checkpoint} onKeys={() => ask('keys')} />
      <Reservation
        checkpoint={checkpoint}
        me={me}
        skewMs={skewMs}
        claim={async () => void (await acts.claim())}
        release={acts.release}
        onChange={reload}
      />
      {overtaken && (
        <Notice tone="waiting" alert>
          <p>{overtaken[0]?.toUpperCase() + overtaken.slice(1)}.</p>
        </Notice>
      )}
      {news && (
        <Notice tone="active" alert>
          <p class="strong">
            {checkpoint.revisions.at(-1)?.by ?? 'Somebody'} changed this while you had it open. You
            now see version {checkpoint.subject.version}; version {news.version} was what you read.
          </p>
          <ChangeList changes={news.changes} numberOf={numberOf} />
          {state.lost.length > 0 && (
            <p>Your own change of question {state.lost.map(numberOf).join(', ')} was given up.</p>
          )}
          <p class="row">
            <button
              type="button"
              class="small"
              onClick={() => {
                settle();
                const [first] = news.changes;
                if (first && root.current) focusItem(root.current, first.id);
              }}
            >
              Look again
            </button>
          </p>
        </Notice>
      )}
      {outcome && (
        <Outcome {...outcome} workflow={checkpoint.workflow_id} id={checkpoint.id} me={me} />
      )}
      <div class="subject" ref={root}>
        <SubjectView
          checkpoint={checkpoint}
          reviewing={reviewing}
          editing={editing}
          actsFor={actsFor}
          onSource={openSource}
        />
      </div>
      <HistoryView checkpoint={checkpoint} />
      <DecisionBar
        checkpoint={checkpoint}
        me={me}
        reviewing={reviewing}
        numberOf={numberOf}
        ask={ask}
      />
      {asked && (
        <AskedDialog
          asked={asked}
          checkpoint={checkpoint}
          reviewing={reviewing}
          numberOf={numberOf}
          acts={acts}
          // A dialog tells late that it was closed: another one may be open by then.
          onClose={() => setAsked((now) => (now === asked ? null : now))}
          onRead={(id) => root.current && focusItem(root.current, id)}
        />
      )}
    </Page>
  );
}

/** Dead while any dialog is open, also one that is just being closed. */
function useShortcuts(press: (key: ReviewKey) => void): void {
  const latest = useRef(press);
  latest.current = press;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const key = shortcutOf(event);
      if (key === null || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      latest.current(key);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
