/** A real server on a real embedded database with the real machines; only the outside calls are scripted. */
import { fileURLToPath } from 'node:url';
import { type IntakePorts, withIntake } from '../../actors/assessment/bank/index.ts';
import { anotherQuestion, applyQuestionPatch } from '../../actors/assessment/index.ts';
import type { QuestionSet } from '../../actors/content.ts';
import { provision } from '../../actors/drive/index.ts';
import {
  closeResponses,
  publishAssessment,
  readResponses,
  shutResponses,
  watchResponses,
} from '../../actors/forms/index.ts';
import { extract } from '../../actors/knowledge/extract.ts';
import { createCurriculumReader, createDocumentCheck } from '../../actors/knowledge/index.ts';
import { createOutbox, createOutboxShelf } from '../../actors/notification/index.ts';
import type { Activity, ActorPorts } from '../../actors/ports.ts';
import { createWorkspace } from '../../actors/workspace/index.ts';
import { ROOT_ID } from '../../actors/workspace/local/context.ts';
import { createLocalWorkspace } from '../../actors/workspace/local/index.ts';
import { auditTrail } from '../../cli/audit-trail.ts';
import { openItemBank, reviewIn } from '../../cli/item-bank.ts';
import { linkRenewal } from '../../cli/link-letters.ts';
import { openRecords } from '../../cli/records.ts';
import { createNotices } from '../../cli/response-notices.ts';
import { type RunningServer, startServer } from '../../http/app.ts';
import { createLinks, type LinkSigner } from '../../http/learner/links.ts';
import type { ServerConfig, ServerPorts } from '../../http/server-ports.ts';
import { breakers, machines } from '../../machines/registry.ts';
import type { CallInput, CallName } from '../../machines/vocabulary.ts';
import { createIds, createSystemClock, type SystemClock, stopwatch } from '../../ops/clock.ts';
import { readConfig } from '../../ops/config.ts';
import { createAudit } from '../../persistence/audit-log.ts';
import { createBulkActions } from '../../persistence/bulk-actions.ts';
import { createChartLayoutShelf } from '../../persistence/chart-layouts.ts';
import { createChartReads } from '../../persistence/chart-reads.ts';
import type { Database } from '../../persistence/database.ts';
import { createFormDrafts } from '../../persistence/form-drafts.ts';
import { createKnowledgeStore } from '../../persistence/knowledge-store.ts';
import { createLinkDesk } from '../../persistence/link-desk.ts';
import { createMachineVersions, type MachineVersion } from '../../persistence/machine-versions.ts';
import { createOperations } from '../../persistence/operations.ts';
import { createPeople } from '../../persistence/people.ts';
import { createQualityVerdicts, type QualityVerdicts } from '../../persistence/quality-verdicts.ts';
import { createReadModels } from '../../persistence/read-models.ts';
import { createSavedViews } from '../../persistence/saved-views.ts';
import { createSessions } from '../../persistence/sessions.ts';
import { createSqlStore } from '../../persistence/store.ts';
import { createWorkspaceStore } from '../../persistence/workspace-store.ts';
import { openCourse } from '../../runtime/course.ts';
import { createInProcessDispatcher } from '../../runtime/dispatch-in-process.ts';
import { openEngine } from '../../runtime/engine.ts';
import type { ActivityRun, Engine, Json } from '../../runtime/ports.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { watched } from '../actors/workspace-observer.ts';
import { OUTPUTS, REF } from '../machines/samples.ts';
import { type Scratch, scratchEmbedded } from '../persistence/scratch.ts';
import { NETWORKS } from './networks.ts';
import { QUESTIONS } from './questions.ts';

export type Script = Record<string, (run: ActivityRun) => Promise<Json> | Json>;

export interface Rig {
  url: string;
  engine: Engine;
  database: Database;
  ports: ServerPorts;
  /** Where judgements are kept. */
  verdicts: QualityVerdicts;
  links: LinkSigner;
  /** What real activities are made with, for scripts that want one. */
  actorPorts: ActorPorts & IntakePorts;
  local: ReturnType<typeof createLocalWorkspace>;
  observed: { route: string; method: string; statusClass: string }[];
  audited: { actor: string; action: string; subject: string; detail: Record<string, unknown> }[];
  /** Every route the server answers. */
  routes: RunningServer['routes'];
  /** A machine version as an earlier program left it. */
  remember(version: MachineVersion): Promise<void>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Any other method. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Response>;
  close(): Promise<void>;
}

const SECRET = 'a secret of this test only';
const EXAMPLE = fileURLToPath(new URL('../../examples/request.yaml', import.meta.url));
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

export interface Tuning {
  parkedMax?: number;
  snapshotEvery?: number;
  clock?: SystemClock;
  /** A database to run on, dropped with the rig; an embedded one of its own when left out. */
  scratch?: Scratch;
  /** Calls under way at a time. */
  atOnce?: number;
}

/** @param script answers of calls by name; the others answer the usual sample at once. */
export async function openRig(
  script: Script = {},
  config: Partial<ServerConfig> = {},
  tuning: Tuning = {},
): Promise<Rig> {
  const { db, dir, drop } = tuning.scratch ?? (await scratchEmbedded());
  const clock = tuning.clock ?? createSystemClock();
  const ids = createIds(clock.now);
  const records = openRecords({ database: db, dataDir: dir, secret: SECRET, now: clock.now });
  const observed: Rig['observed'] = [];
  const audited: Rig['audited'] = [];

  const origin = 'http://127.0.0.1';
  const mail = { folder: `${dir}/outbox`, from: 'PresGen <presgen@localhost>', now: clock.now };
  const outbox = createOutbox({ ...mail, smtpUrl: null });
  const linkDesk = createLinkDesk(db);
  const links = createLinks(SECRET, origin, clock.now, linkDesk.known);
  const opened = Promise.withResolvers<Engine>();
  const local = watched(
    createLocalWorkspace({
      store: createWorkspaceStore(db),
      blobs: records.blobs,
      dir: `${dir}/workspace`,
      publicUrl: origin,
      ids,
      now: clock.now,
      notify: async ({ form }) => {
        const { collected } = records;
        const notices = { engine: await opened.promise, collected, log: SILENT, counted: () => {} };
        await createNotices(notices)(form);
      },
    }),
  );
  const actorPorts: ActorPorts = {
    ...records,
    links,
    now: clock.now,
    log: SILENT,
    scratch: dir,
  };
  const items = openItemBank(db, records, clock.now);
  const intake = { ...actorPorts, bank: items.store, review: reviewIn(opened.promise) };
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
    'assessment.publish': performs(withIntake(intake, publishAssessment(actorPorts, workspace))),
    'responses.watch': performs(watchResponses(actorPorts, workspace)),
    'responses.shut': performs(shutResponses(actorPorts, workspace)),
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
  const store = createSqlStore(db);
  const lookup = machineLookup(machines);
  const engine = await openEngine({
    store,
    clock,
    machines: lookup,
    perform,
    dispatcher: (run, reports) => createInProcessDispatcher(run, reports, tuning.atOnce ?? 8),
    observer: { committed: () => {}, failing: () => {}, trouble: () => {} },
    slots: db.kind === 'embedded' ? 1 : 2,
    ...tuning,
  });
  opened.resolve(engine);
  for (const breaker of breakers())
    await engine.start({ ...breaker, input: breaker.input as unknown as Json });

  const audit = createAudit(db, clock.now);
  const versions = createMachineVersions(db);
  const verdicts = createQualityVerdicts(db);
  const ports: ServerPorts = {
    engine,
    openCourse: (address) => openCourse(lookup, store, address),
    people: createPeople(db),
    sessions: createSessions(db),
    readModels: createReadModels(db),
    savedViews: createSavedViews(db),
    bulk: createBulkActions(db),
    operations: createOperations(db),
    isShared: false,
    machineVersions: versions,
    charts: { ...createChartLayoutShelf(db, clock.now), ...createChartReads(db) },
    requests: records.requests,
    uploads: records.uploads,
    intakeDir: `${dir}/intake`,
    documentFault: createDocumentCheck(extract),
    readCurriculum: createCurriculumReader(extract),
    artifacts: records.artifacts,
    forms: {
      read: local.readForm,
      byLink: local.formByLink,
      answers: local.readAnswers,
      response: local.readResponse,
      submit: local.submitResponse,
    },
    drive: {
      top: ROOT_ID,
      file: local.file,
      children: local.children,
      findByName: local.findByName,
      trashed: local.trashed,
      restore: local.restore,
      access: local.access,
      read: records.artifacts.read,
      part: records.artifacts.part,
      formLink: local.formLink,
    },
    drafts: createFormDrafts(db),
    google: {
      standing: async () => ({
        identity: 'local',
        subject: null,
        shared_drive: null,
        scopes: [],
        connection: null,
      }),
      account: async (signal) => {
        const { quotaBytes, usedBytes, ...known } = await workspace.preflight(signal);
        return { ...known, quota_bytes: quotaBytes, used_bytes: usedBytes };
      },
      consent: null,
    },
    links,
    linkDesk: {
      ...linkDesk,
      renew: linkRenewal({ desk: linkDesk, links, outbox, records, now: clock.now }),
    },
    outbox: createOutboxShelf(mail, null),
    bank: items.bank,
    learners: items.learners,
    nameOf: async (workflow, learner) =>
      (await records.vault.open(workflow, [learner])).get(learner)?.name ?? null,
    document: async (knowledge, id) => {
      const store = createKnowledgeStore(db);
      const document = await store.document(knowledge, id);
      return document && { ...document, blocks: await store.blocks(knowledge, id) };
    },
    patchQuestions: (set, patch) =>
      applyQuestionPatch(set as QuestionSet, patch as Parameters<typeof applyQuestionPatch>[1]),
    // A small knowledge base of its own, since the workflows of these tests read no documents.
    anotherQuestion: ({ set, ...wanted }) =>
      anotherQuestion({ ...wanted, set: set as QuestionSet, knowledge: NETWORKS }),
    verdicts,
    health: async () => ({ database: { status: 'ok' } }),
    metrics: {
      text: async () => '',
      http: (route, method, statusClass) => observed.push({ route, method, statusClass }),
      wsConnections: () => {},
    },
    trail: auditTrail(audit),
    configuration: readConfig({}).inForce,
    exampleCourse: EXAMPLE,
    audit: async (entry) => {
      audited.push(entry);
      await audit.append({ tenant: 'default', ...entry, detail: entry.detail as Json });
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
  const send: Rig['send'] = (method, path, body, headers = {}) =>
    fetch(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json', ...headers },
      redirect: 'manual',
    });

  return {
    url,
    engine,
    database: db,
    ports,
    verdicts,
    links,
    actorPorts: intake,
    local,
    observed,
    audited,
    routes: server.routes,
    remember: (version) => versions.remember([version], clock.now()),
    get: (path, headers = {}) => fetch(`${url}${path}`, { headers, redirect: 'manual' }),
    post: (path, body, headers = {}) => send('POST', path, body, headers),
    send,
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
export function performs<N extends CallName>(activity: Activity<N>): Script[string] {
  return async (run) => {
    const { input } = run.input as unknown as { input: CallInput<N> };
    return (await activity(input, run)) as unknown as Json;
  };
}
