/** `/inspector`: machines at work, event by event, live or as a replay; nothing leaves this machine. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { StatechartPanel } from '../chart/statechart-panel.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { Passage } from '../kit/passage.tsx';
import { Empty, Loading } from '../kit/standing.tsx';
import { Notice } from '../kit/status.tsx';
import { ActorTree } from './actor-tree.tsx';
import { BridgeButton } from './bridge-button.tsx';
import { Controls } from './controls.tsx';
import { type InspectedActor, type Message, shortName, valueText } from './log.ts';
import { Sequence } from './sequence.tsx';
import { type Inspection, useInspection } from './use-inspection.ts';
import './inspect.css';

export default function InspectorPage(): JSX.Element {
  const { query } = useLocation();
  const workflow = query.workflow ?? '';
  const isReplay = workflow !== '' && query.replay === '1';
  const speed = query.speed ?? '10';
  const inspection = useInspection({ workflow, isReplay, speed });
  const title = isReplay ? 'Inspector: a replay' : 'Inspector: live';
  return (
    <Page
      title={title}
      lead="Every actor, every event and where it led. Contexts show what concerns the machine; people’s names, links and texts are left out."
      crumbs={
        workflow ? (
          <>
            <a href="/w">Workflows</a> ›{' '}
            <a href={`/w/${encodeURIComponent(workflow)}`}>{workflow}</a>
          </>
        ) : (
          <a href="/w">Workflows</a>
        )
      }
      actions={<BridgeButton inspection={inspection} />}
    >
      <Controls workflow={workflow} isReplay={isReplay} speed={speed} inspection={inspection} />
      <Body workflow={workflow} inspection={inspection} />
    </Page>
  );
}

function Body({ workflow, inspection }: { workflow: string; inspection: Inspection }): JSX.Element {
  const { log, standing, restart } = inspection;
  const [actorId, setActor] = useState<string | null>(null);
  const [number, setNumber] = useState<number | null>(null);
  const message = log.messages.find((each) => each.number === number) ?? null;
  const [first] = log.actors.values();
  const actor = log.actors.get(actorId ?? message?.target ?? '') ?? first ?? null;
  if (standing === 'unknown')
    return (
      <Empty title="There is no such workflow">
        <p>
          Its address may be incomplete, or it was erased. <a href="/w">All workflows</a>
        </p>
      </Empty>
    );
  return (
    <>
      {standing === 'lost' && (
        <Notice tone="waiting" alert>
          The inspector is not connected: the server is away, or it takes the role developer or
          operator.{' '}
          <button type="button" class="small" onClick={() => restart()}>
            Connect again
          </button>
        </Notice>
      )}
      {actor === null ? (
        standing === 'connecting' ? (
          <Loading what="Connecting" />
        ) : (
          <Empty title="Nothing has happened yet">
            <p>
              {workflow
                ? 'Actors appear as soon as something moves.'
                : 'Start a workflow, or choose one from the list to see its past.'}
            </p>
          </Empty>
        )
      ) : (
        <div class="inspect">
          <Panel title="Actors" class="inspect-actors">
            <ActorTree
              log={log}
              chosen={actor.id}
              onChoose={(id) => {
                setActor(id);
                setNumber(null);
              }}
            />
          </Panel>
          <Panel title="What was sent" class="inspect-sequence">
            <Sequence
              log={log}
              chosen={number}
              onChoose={(each) => {
                setNumber(each.number);
                setActor(each.target);
              }}
            />
          </Panel>
          <Details actor={actor} message={message?.target === actor.id ? message : null} />
        </div>
      )}
    </>
  );
}

function Details({
  actor,
  message,
}: {
  actor: InspectedActor;
  message: Message | null;
}): JSX.Element {
  const [view, setView] = useState<string | null>(null);
  const snapshot = message?.snapshot ?? actor.snapshot;
  const standing = {
    address: actor.id,
    value: snapshot.value,
    values: valuesUntil(actor, snapshot.value),
    children: [],
  };
  return (
    <div class="inspect-details">
      <Panel title={message ? `After ${message.event.type}` : `Now: ${shortName(actor.id)}`}>
        <p>
          <code>{actor.id}</code> is {snapshot.status}: <strong>{valueText(snapshot.value)}</strong>
        </p>
        {message && (
          <>
            <h3>The event</h3>
            <Passage label="The event" text={JSON.stringify(message.event, null, 2)} />
          </>
        )}
        <h3>Its context, as far as it may be shown</h3>
        <Passage label="The context" text={JSON.stringify(snapshot.context, null, 2)} />
      </Panel>
      <StatechartPanel
        key={`${actor.machine} ${actor.version}`}
        machine={actor.machine}
        version={actor.version ?? 'current'}
        standing={standing}
        view={view}
        onView={setView}
        title={shortName(actor.id)}
      />
    </div>
  );
}

/** The way to a state that may lie in the past. */
function valuesUntil({ values }: InspectedActor, value: unknown): unknown[] {
  const text = JSON.stringify(value);
  const index = values.findLastIndex((each) => JSON.stringify(each) === text);
  return index < 0 ? [value] : values.slice(0, index + 1);
}
