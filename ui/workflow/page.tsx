/** `/w/:id` and its tabs, live; `/w/:id/at/:seq` and the same tabs as of one journal position. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { FeedSign } from '../kit/feed-sign.tsx';
import { Page } from '../kit/page.tsx';
import { Failure, Loading } from '../kit/standing.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { useStored } from '../wire/stored.ts';
import { WorkflowBody } from './body.tsx';
import { CopyId } from './copy-id.tsx';
import type { WorkflowView } from './model.ts';
import { asOf } from './past.ts';
import type { Shown } from './shown.ts';
import { type OpenWorkflow, openWorkflow } from './store.ts';
import { Travel } from './travel.tsx';
import './workflow.css';

const NAME_MAX = 160;

export default function WorkflowPage(): JSX.Element {
  const { params } = useRoute();
  const id = params.id ?? '';
  const { seq, tab } = params;
  const workflow = useWorkflow(id);
  if (workflow === null) return <Loading />;
  const key = `${id} ${seq === undefined ? '' : 'past'}`;
  return seq === undefined ? (
    <Present key={key} id={id} workflow={workflow} tab={tab} />
  ) : (
    <Past key={key} id={id} workflow={workflow} tab={tab} seq={Number(seq)} />
  );
}

interface Props {
  id: string;
  workflow: OpenWorkflow;
  tab: string | undefined;
}

function Present({ id, workflow, tab }: Props): JSX.Element {
  const state = useStored(workflow.store, (context) => context);
  const { model, artefacts, error, feed } = state;
  if (model === null)
    return error === null ? <Loading /> : <Missing error={error} onRetry={workflow.reload} />;
  const shown: Shown = { id, model, artefacts, workflow, past: null };
  return (
    <Framed id={id} view={model.view} actions={<>{feed && <FeedSign {...feed} />}</>}>
      <WorkflowBody shown={shown} tab={tab} />
    </Framed>
  );
}

function Past({ id, workflow, tab, seq }: Props & { seq: number }): JSX.Element {
  const { model, artefacts, error } = useStored(workflow.store, (context) => context);
  const isPosition = Number.isSafeInteger(seq) && seq >= 1;
  const path = `/api/workflows/${encodeURIComponent(id)}/at/${isPosition ? seq : 0}`;
  const then = useLoaded<WorkflowView>(path);
  const failed = error ?? then.error;
  const [last, setLast] = useState<WorkflowView | null>(null);
  useEffect(() => {
    if (then.data) setLast(then.data);
  }, [then.data]);
  const view = then.data ?? last;
  if (failed && (model === null || then.error))
    return <Missing error={failed} onRetry={model === null ? workflow.reload : then.reload} />;
  if (model === null || view === null) return <Loading />;
  const shown: Shown = { id, workflow, past: seq, ...asOf(model, artefacts, view) };
  return (
    <Framed id={id} view={view}>
      <Travel id={id} tab={tab} seq={seq} model={model} />
      <WorkflowBody shown={shown} tab={tab} />
    </Framed>
  );
}

function Framed({
  id,
  view,
  actions,
  children,
}: {
  id: string;
  view: WorkflowView;
  actions?: JSX.Element;
  children: JSX.Element | JSX.Element[];
}): JSX.Element {
  const name = view.certification_name || id;
  const isLong = name.length > NAME_MAX;
  return (
    <Page
      title={isLong ? `${name.slice(0, NAME_MAX)}…` : name}
      actions={actions}
      crumbs={
        <>
          <a href="/w">Workflows</a> › <CopyId id={id} />
        </>
      }
    >
      {isLong && (
        <details class="fold">
          <summary>The whole name ({name.length} characters)</summary>
          <p class="wf-long">{name}</p>
        </details>
      )}
      {children}
    </Page>
  );
}

function Missing({ error, onRetry }: { error: unknown; onRetry: () => void }): JSX.Element {
  return (
    <Failure heading={1} error={error} onRetry={onRetry}>
      <a href="/w">All workflows</a>
    </Failure>
  );
}

/** Null for the moment before the first reading was asked for. */
function useWorkflow(id: string): OpenWorkflow | null {
  const [open, setOpen] = useState<{ id: string; workflow: OpenWorkflow } | null>(null);
  useEffect(() => {
    const { workflow, leave } = openWorkflow(id);
    setOpen({ id, workflow });
    return leave;
  }, [id]);
  return open?.id === id ? open.workflow : null;
}
