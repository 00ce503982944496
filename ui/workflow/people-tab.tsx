/** People and this workflow: what waits for them, who holds it, what they decided and changed. */
import type { JSX } from 'preact';
import { Glyph } from '../kit/glyph.tsx';
import { Panel } from '../kit/page.tsx';
import { Empty, Failure, Loading } from '../kit/standing.tsx';
import { Pill } from '../kit/status.tsx';
import { Time } from '../kit/time.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { count } from '../words/words.ts';
import type { Child } from './model.ts';
import { partTitle } from './part-words.ts';
import { type Deed, deeds } from './people.ts';
import { baseOf, type Shown } from './shown.ts';

export function PeopleTab({ shown }: { shown: Shown }): JSX.Element {
  const { id, model, past } = shown;
  const waiting = model.view.children.filter(({ machine }) => machine === 'checkpoint');
  const done = deeds(model.view, model.journal);
  return (
    <div class="wf-people">
      {past === null && (
        <Panel title="Waiting for people">
          {waiting.length === 0 ? (
            <p class="soft">No checkpoint is open.</p>
          ) : (
            waiting.map((child) => <Checkpoint key={child.address} child={child} />)
          )}
        </Panel>
      )}
      <Panel title="Learners">
        <p>
          <a href={`/cohorts/${encodeURIComponent(id)}`}>Findings and remediation of the cohort</a>
        </p>
      </Panel>
      <Panel title="What people decided and changed">
        {done.length === 0 ? (
          <Empty title="Nobody has had to step in">
            <p>
              Decisions at checkpoints and every intervention will stand here, with who and when.
            </p>
          </Empty>
        ) : (
          <ol class="wf-deeds" reversed>
            {done.map((deed) => (
              <DeedLine key={deed.key} deed={deed} id={id} />
            ))}
          </ol>
        )}
      </Panel>
    </div>
  );
}

interface CheckpointView {
  id: string;
  state: unknown;
  assignee: string | null;
  reserved_until: string | null;
  due_at: string | null;
  escalated_at: string | null;
  opened_at: string | null;
  policy: { quorum: number; groups: string[] };
  approvals: string[];
}

function Checkpoint({ child }: { child: Child }): JSX.Element {
  const id = child.address.replaceAll('/', '~');
  const moved = JSON.stringify(child.value);
  const { data, error, reload } = useLoaded<CheckpointView>(
    `/api/checkpoints/${encodeURIComponent(id)}?at=${encodeURIComponent(moved)}`,
  );
  if (error && !data) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading what="Reading the checkpoint" />;
  const { assignee, reserved_until, due_at, escalated_at, opened_at, policy, approvals } = data;
  return (
    <article class="wf-checkpoint">
      <p class="row">
        <strong>{partTitle(child)}</strong>
        {escalated_at ? <Pill tone="failed">Escalated</Pill> : <Pill tone="waiting">Open</Pill>}
        <a class="button small" href={`/inbox/${encodeURIComponent(id)}`}>
          Review and decide
        </a>
      </p>
      <dl class="wf-terms">
        <div>
          <dt>Held by</dt>
          <dd>
            {assignee ? (
              <>
                {assignee}
                {reserved_until && (
                  <>
                    , until <Time at={reserved_until} as="relative" />
                  </>
                )}
              </>
            ) : (
              'nobody yet'
            )}
          </dd>
        </div>
        <div>
          <dt>Due</dt>
          <dd>
            <Time at={due_at} as="relative" />
          </dd>
        </div>
        <div>
          <dt>Opened</dt>
          <dd>
            <Time at={opened_at} as="relative" />
          </dd>
        </div>
        <div>
          <dt>Approvals</dt>
          <dd>
            {approvals.length} of {count(policy.quorum, 'person').replace('persons', 'people')}
            {approvals.length > 0 && `: ${approvals.join(', ')}`}
          </dd>
        </div>
        {policy.groups.length > 0 && (
          <div>
            <dt>Asked</dt>
            <dd>{policy.groups.join(', ')}</dd>
          </div>
        )}
      </dl>
    </article>
  );
}

function DeedLine({ deed, id }: { deed: Deed; id: string }): JSX.Element {
  const { by, what, at, tone, comment, hash, changes, seq } = deed;
  return (
    <li class={tone}>
      <Glyph tone={tone} />
      <div>
        <p>
          <strong>{by}</strong> {what}
        </p>
        {comment && <p class="soft">“{comment}”</p>}
        {changes.length > 0 && (
          <dl class="wf-diff">
            {changes.map((change) => (
              <div key={change.what}>
                <dt>{change.what}</dt>
                <dd>
                  <del>{change.before}</del> <span aria-hidden="true">→</span>{' '}
                  <ins>{change.after}</ins>
                </dd>
              </div>
            ))}
          </dl>
        )}
        {hash && (
          <p class="hint">
            About the content <code>{hash.slice(0, 12)}</code>
          </p>
        )}
      </div>
      <p class="hint">
        <Time at={at} />
        {seq !== null && (
          <>
            {' · '}
            <a href={`${baseOf(id, seq)}/history`}>position {seq}</a>
          </>
        )}
      </p>
    </li>
  );
}
