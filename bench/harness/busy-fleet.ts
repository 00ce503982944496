/**
 * Many workflows under way at once on the real server, engine and database. Only what lies outside
 * is played: every call takes a while and answers a sample, and somebody approves what is open.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { CheckpointContext } from '../../machines/checkpoint.ts';
import type { Json } from '../../runtime/ports.ts';
import { openRig, type Rig, type Script } from '../../test/http/rig.ts';
import { OUTPUTS, REF, settingsWith } from '../../test/machines/samples.ts';
import type { Scratch } from '../../test/persistence/scratch.ts';

export interface BusyFleet {
  rig: Rig;
  /** Transitions of workflows since the last asking, a second. */
  rate(): number;
  /** Workflows that have not ended. */
  underWay(): number;
  close(): Promise<void>;
}

/** @param callMs what a call takes on the average, between half and one and a half of it. */
export async function openBusyFleet(
  workflows: number,
  callMs: number,
  scratch?: Scratch,
): Promise<BusyFleet> {
  const rig = await openRig(
    slowScript(callMs),
    {},
    { atOnce: 10_000, ...(scratch && { scratch }) },
  );
  let moves = 0;
  let ended = 0;
  let since = performance.now();
  let isClosed = false;
  const unsubscribe = rig.engine.subscribe('*', (frame) => {
    if (frame.kind !== 'transition') return;
    if (frame.machine === 'certification') {
      moves += 1;
      if (frame.status !== 'active') ended += 1;
    }
    if (frame.machine === 'checkpoint' && frame.entry === 'init')
      void approve(rig, frame.address, callMs, () => isClosed);
  });
  await file(rig, workflows);
  return {
    rig,
    rate: () => {
      const now = performance.now();
      const perSecond = (moves * 1000) / (now - since);
      moves = 0;
      since = now;
      return perSecond;
    },
    underWay: () => workflows - ended,
    close: async () => {
      isClosed = true;
      unsubscribe();
      await rig.close();
    },
  };
}

/** Starts them as the API does, without the requests' own way through it. */
async function file({ engine, database, ports }: Rig, workflows: number): Promise<void> {
  const rows = Array.from({ length: workflows }, (_, n) => {
    const certification_name = `Running ${String(n).padStart(4, '0')}`;
    const settings = settingsWith({ certification_name });
    const workflow = `wf-${ports.nextId()}`;
    return { workflow, certification_name, organization_id: settings.organization_id, settings };
  });
  await database.sql(
    `insert into request (workflow, certification_name, organization_id, settings)
    select * from json_to_recordset(?::json) as r(workflow text, certification_name text,
      organization_id text, settings json) returning workflow`,
    [JSON.stringify(rows)],
  );
  for (let first = 0; first < workflows; first += 50)
    await Promise.all(
      rows.slice(first, first + 50).map(({ workflow, settings }) => {
        const input = { workflow, settings, started_at: ports.now() } as unknown as Json;
        return engine.start({ machine: 'certification', address: workflow, input });
      }),
    );
}

function slowScript(callMs: number): Script {
  const answers = new Proxy({} as Script, {
    get: (_, activity: string) => async (): Promise<Json> => {
      await pause(callMs * (0.5 + Math.random()), undefined, { ref: false });
      return outputOf(activity);
    },
  });
  return answers;
}

function outputOf(activity: string): Json {
  if (activity === 'responses.read' || activity === 'responses.close')
    return { answered: ['learner-1', 'learner-2'], missing: [] };
  if (activity === 'avatar.render') return RENDERED as unknown as Json;
  const sample = OUTPUTS[activity.replaceAll('.', '_')]?.[0] ?? {};
  return { ...sample, coverage: REF } as unknown as Json;
}

const RENDERED = {
  topic: 'Networks',
  ...{ video: REF, captions: REF, poster: REF, transcript: REF },
  duration_seconds: 30,
  rung: 'full',
};

/** Somebody looks at it for a moment and approves. */
async function approve(
  { engine }: Rig,
  address: string,
  afterMs: number,
  isClosed: () => boolean,
): Promise<void> {
  await pause(afterMs * (0.5 + Math.random()), undefined, { ref: false });
  if (isClosed()) return;
  const record = await engine.read(address);
  const { context } = (record?.snapshot ?? {}) as { context?: CheckpointContext };
  if (!context || record?.status !== 'active') return;
  const { content_hash } = context.subject;
  const decision = { type: 'decision', by: 'educator-mira', verdict: 'approve', comment: '' };
  await engine.send(address, { ...decision, content_hash }).catch(() => undefined);
}
