/** A real server on a real embedded database with the real machines; only the outside calls are scripted. */
import { applyQuestionPatch } from '../../actors/assessment/index.ts';
import type { QuestionSet } from '../../actors/content.ts';
import { provision } from '../../actors/drive/index.ts';
import { closeResponses, publishAssessment, readResponses } from '../../actors/forms/index.ts';
import type { Activity, ActorPorts } from '../../actors/ports.ts';
import { createWorkspace } from '../../actors/workspace/index.ts';
import { ROOT_ID } from '../../actors/workspace/local/context.ts';
import { createLocalWorkspace } from '../../actors/workspace/local/index.ts';
import { openRecords } from '../../cli/records.ts';
import { type RunningServer, startServer } from '../../http/app.ts';
import { createLinks, type LinkSigner } from '../../http/links.ts';
import type { ServerConfig, ServerPorts } from '../../http/server-ports.ts';
import { breakers, machines } from '../../machines/registry.ts';
import type { CallInput, CallName } from '../../machines/vocabulary.ts';
import { createIds, createSystemClock, stopwatch } from '../../ops/clock.ts';
import type { Database } from '../../persistence/database.ts';
import { createMachineVersions, type MachineVersion } from '../../persistence/machine-versions.ts';
import { createReadModels } from '../../persistence/read-models.ts';
import { createSqlStore } from '../../persistence/store.ts';
import { createWorkspaceStore } from '../../persistence/workspace-store.ts';
import { createInProcessDispatcher } from '../../runtime/dispatch-in-process.ts';
import { openEngine } from '../../runtime/engine.ts';
import type { ActivityRun, Engine, Json } from '../../runtime/ports.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { OUTPUTS, REF } from '../machines/samples.ts';
import { scratchEmbedded } from '../persistence/scratch.ts';
import { QUESTIONS } from './questions.ts';

export type Script = Record<string, (run: ActivityRun) => Promise<Json> | Json>;

export interface Rig {
  url: string;
  engine: Engine;
  database: Database;
  ports: ServerPorts;
  links: LinkSigner;
  local: ReturnType<typeof createLocalWorkspace>;
  observed: { route: string; method: string; statusClass: string }[];
  audited: { actor: string; action: string; subject: string }[];
  /** A machine version as an earlier program left it. */
  remember(version: MachineVersion): Promise<void>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

const SECRET = 'a secret of this test only';
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** @param script answers of calls by name; the others answer the usual sample at once. */
export async function openRig(
  script: Script = {},
  config: Partial<ServerConfig> = {},
  tuning: { parkedMax?: number; snapshotEvery?: number } = {},
): Promise<Rig> {
  const { db, dir, drop } = await scratchEmbedded();
  const clock = createSystemClock();
  const ids = createIds(clock.now);
  const records = openRecords({ database: db, dataDir: dir, secret: SECRET, now: clock.now });
  const observed: Rig['observed'] = [];
  const audited: Rig['audited'] = [];

  const origin = 'http://127.0.0.1';
  const links = createLinks(SECRET, origin, clock.now);
  const local = createLocalWorkspace({
    store: createWorkspaceStore(db),
    blobs: records.blobs,
    dir: `${dir}/workspace`,
    publicUrl: origin,
    ids,
    now: clock.now,
  });
  const actorPorts: ActorPorts = {
    ...records,
    links,
    now: clock.now,
    log: SILENT,
    scratch: dir,
  };
  const workspace = createWorkspace({
    mode: 'local',
    local,
    ledger: records.ledger,
    now: clock.now,
  });

  const questions = async (run: ActivityRun): Promise<Json> => {
    const ref = await records.artifacts.put(
      {
        workflow: run.root,
        step: 'assessment_generation',
        type: 'questions',
        name: 'questions.json',
        mime: 'application/json',
      },
      Buffer.from(JSON.stringify(QUESTIONS)),
    );
    return { questions: ref, generated: QUESTIONS.items.length, short_of: [] } as unknown as Json;
  };
  const usual: Script = {
    'assessment.generate': questions,
    'knowledge.process': () => ({
      ...(OUTPUTS.knowledge_process?.[0] as { [key: string]: Json }),
      coverage: REF as unknown as Json,
    }),
    'drive.provision': performs(provision(actorPorts, workspace)),
    'assessment.publish': performs(publishAssessment(actorPorts, workspace)),
    'responses.read': performs(readResponses(actorPorts, workspace)),
    'responses.close': performs(closeResponses(actorPorts, workspace)),
  };
  const perform = async (run: ActivityRun): Promise<Json> => {
    const { activity } = run.input as { activity: string };
    const scripted = script[activity] ?? usual[activity];
    if (scripted) return scripted(run);
    const sample = OUTPUTS[activity.replaceAll('.', '_')]?.[0];
    if (!sample) throw new Error(`no sample for ${activity}`);
    return sample as Json;
  };
  const engine = await openEngine({
    store: createSqlStore(db),
    clock,
    machines: machineLookup(machines),
    perform,
    dispatcher: (run, reports) => createInProcessDispatcher(run, reports, 8),
    observer: { committed: () => {}, failing: () => {}, trouble: () => {} },
    slots: 1,
    ...tuning,
  });
  for (const breaker of breakers())
    await engine.start({ ...breaker, input: breaker.input as unknown as Json });

  const versions = createMachineVersions(db);
  const ports: ServerPorts = {
    engine,
    readModels: createReadModels(db),
    machineVersions: versions,
    requests: records.requests,
    uploads: records.uploads,
    artifacts: records.artifacts,
    forms: {
      read: local.readForm,
      byLink: local.formByLink,
      answers: local.readAnswers,
      submit: local.submitResponse,
    },
    drive: {
      top: ROOT_ID,
      file: local.file,
      children: local.children,
      read: records.artifacts.read,
      formLink: local.formLink,
    },
    links,
    nameOf: async (workflow, learner) =>
      (await records.vault.open(workflow, [learner])).get(learner)?.name ?? null,
    patchQuestions: (set, patch) =>
      applyQuestionPatch(set as QuestionSet, patch as Parameters<typeof applyQuestionPatch>[1]),
    health: async () => ({ database: { status: 'ok' } }),
    metrics: {
      text: async () => '',
      http: (route, method, statusClass) => observed.push({ route, method, statusClass }),
      wsConnections: () => {},
    },
    audit: async (entry) => {
      audited.push(entry);
    },
    now: clock.now,
    stopwatch,
    nextId: ids.next,
    wakeAt: clock.wakeAt,
    log: SILENT,
    config: {
      host: '127.0.0.1',
      port: 0,
      adminToken: null,
      documentsDir: null,
      avatarEnabled: true,
      version: 'test',
      ...config,
    },
  };
  const server: RunningServer = await startServer(ports, SECRET);
  const url = `${origin}:${server.port}`;

  return {
    url,
    engine,
    database: db,
    ports,
    links,
    local,
    observed,
    audited,
    remember: (version) => versions.remember([version], clock.now()),
    get: (path, headers = {}) => fetch(`${url}${path}`, { headers, redirect: 'manual' }),
    post: (path, body, headers = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
        redirect: 'manual',
      }),
    close: async () => {
      await server.close();
      await engine.close();
      await drop();
    },
  };
}

/** A small request that is accepted. */
export function requestWith(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    certification_name: 'Cloud Practitioner',
    organization_id: 'org',
    user_profile_id: 'educator',
    certification_context: { domains: ['Networks', 'Storage'] },
    learners: [
      { id: 'learner-1', name: 'Zelda Quibble', email: 'zelda@example.org' },
      { id: 'learner-2', name: 'Otto Marrow', email: 'otto@example.org' },
    ],
    ...more,
  };
}

/** Starts a workflow and resolves when it waits at its first checkpoint. */
export async function atQuestions(
  rig: Rig,
  more: Record<string, unknown> = {},
): Promise<{ workflow: string; checkpoint: string }> {
  const response = await rig.post('/api/workflows', requestWith(more));
  const { workflow_id } = (await response.json()) as { workflow_id: string };
  await rig.engine.quiet();
  const list = (await (await rig.get('/api/checkpoints')).json()) as {
    items: { id: string; workflow_id: string }[];
  };
  const open = list.items.find((item) => item.workflow_id === workflow_id);
  if (!open) throw new Error(`no open checkpoint of ${workflow_id}`);
  return { workflow: workflow_id, checkpoint: open.id };
}

/** One real activity as the engine calls it. */
function performs<N extends CallName>(activity: Activity<N>): Script[string] {
  return async (run) => {
    const { input } = run.input as unknown as { input: CallInput<N> };
    return (await activity(input, run)) as unknown as Json;
  };
}
