/**
 * The composition root: opens every room in order, wires their ports, and closes them in reverse.
 * Nothing else knows which implementation stands behind a port.
 */
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  anotherQuestion,
  applyQuestionPatch,
  type QuestionPatch,
} from '../actors/assessment/index.ts';
import type { QuestionSet } from '../actors/content.ts';
import { createPerform } from '../actors/index.ts';
import {
  createCurriculumReader,
  createDocumentCheck,
  createExtractPool,
} from '../actors/knowledge/index.ts';
import {
  createOutbox,
  createOutboxShelf,
  type OutboxShelf,
  smtpOf,
} from '../actors/notification/index.ts';
import type { ActorPorts } from '../actors/ports.ts';
import { type Foretell, judgeWork, verdictOf } from '../actors/report/index.ts';
import { ROOT_ID } from '../actors/workspace/local/context.ts';
import { createLocalWorkspace, type LocalWorkspace } from '../actors/workspace/local/index.ts';
import { pdfMaker } from '../actors/workspace/local/office.ts';
import type { FormItem, LocalForm } from '../actors/workspace/local/store.ts';
import { QUOTA_CLASSES } from '../actors/workspace/quota-classes.ts';
import { type RunningServer, startServer } from '../http/app.ts';
import { createLinks } from '../http/learner/links.ts';
import type { ReadDocument, ServerPorts } from '../http/server-ports.ts';
import { breakers, machines } from '../machines/registry.ts';
import { INTEGRATIONS, STEP_NAMES } from '../machines/vocabulary.ts';
import { createIds, createSystemClock, type SystemClock, stopwatch } from '../ops/clock.ts';
import type { Config } from '../ops/config.ts';
import type { Logger } from '../ops/log.ts';
import { createLull, releaseHeap } from '../ops/lull.ts';
import { createMetrics, type Metrics } from '../ops/metrics.ts';
import { createAudit } from '../persistence/audit-log.ts';
import { createBulkActions } from '../persistence/bulk-actions.ts';
import { createChartLayoutShelf } from '../persistence/chart-layouts.ts';
import { createChartReads } from '../persistence/chart-reads.ts';
import { lockNode } from '../persistence/data-dir-lock.ts';
import { type Database, openDatabase } from '../persistence/database.ts';
import { createFormDrafts } from '../persistence/form-drafts.ts';
import { createKnowledgeStore } from '../persistence/knowledge-store.ts';
import { createLanguageCalls } from '../persistence/language-calls.ts';
import { createLinkDesk } from '../persistence/link-desk.ts';
import { createMachineVersions } from '../persistence/machine-versions.ts';
import { createOperations } from '../persistence/operations.ts';
import { createPeople } from '../persistence/people.ts';
import { createQualityVerdicts, type QualityVerdicts } from '../persistence/quality-verdicts.ts';
import { createReadModels } from '../persistence/read-models.ts';
import { createReviewLetters } from '../persistence/review-letters.ts';
import { createSavedViews } from '../persistence/saved-views.ts';
import { createSessions } from '../persistence/sessions.ts';
import { createSqlStore } from '../persistence/store.ts';
import { createTextVectors } from '../persistence/text-vectors.ts';
import { createWorkspaceStore } from '../persistence/workspace-store.ts';
import { openCourse } from '../runtime/course.ts';
import { createInProcessDispatcher } from '../runtime/dispatch-in-process.ts';
import { openEngine } from '../runtime/engine.ts';
import type { Engine, Json } from '../runtime/ports.ts';
import { createActivities } from './activities.ts';
import { auditTrail } from './audit-trail.ts';
import { avatarProgram } from './avatar-program.ts';
import { openMeaning } from './embeddings.ts';
import { faultDesk, readFaultProfile } from './fault-profile.ts';
import { foretellFrom } from './forecast.ts';
import { type GoogleRooms, openGoogle } from './google.ts';
import { createHealth } from './health.ts';
import { type BankRooms, openItemBank, reviewIn } from './item-bank.ts';
import { openLanguageModel } from './language-model.ts';
import { linkRenewal } from './link-letters.ts';
import { describedVersions, registered } from './machines.ts';
import { nodeFor } from './node.ts';
import { callObserver, engineObserver, observeTransitions } from './observe.ts';
import { openQuota } from './quota.ts';
import { openRecords, type Records } from './records.ts';
import { createNotices } from './response-notices.ts';
import { startReviewMail } from './review-mail.ts';
import { adminToken, installationSecret } from './secret.ts';

export interface System {
  engine: Engine;
  database: Database;
  ports: ActorPorts;
  /** Takes documents in without looking into them; `POST /api/uploads` looks first. */
  addUpload: Records['uploads']['add'];
  metrics: Metrics;
  /** Where the server listens. */
  url: string;
  dataDir: string;
  /** What to log in with; null on loopback, where nobody has to. */
  loginToken: string | null;
  close(): Promise<void>;
}

export interface SystemOptions {
  config: Config;
  clock: SystemClock;
  log: Logger;
  version: string;
  /**
   * Told the time of the newest turn on record, before anything goes on from there. A clock that
   * jumps must not start earlier, or what had happened would lie in its future.
   */
  resumesAt?: (newestTurnMs: number) => void;
  /** Carries requests to Google; over TLS to public addresses unless given. */
  fetch?: typeof globalThis.fetch;
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

export async function openSystem(options: SystemOptions): Promise<System> {
  const { config, log } = options;
  await mkdir(join(config.dataDir, 'scratch'), { recursive: true });
  const secret = await installationSecret(config.dataDir, config.secret);
  const loginToken = LOOPBACK.has(config.host)
    ? null
    : await adminToken(config.dataDir, config.adminToken);
  const database = await openDatabase({ dataDir: config.dataDir, databaseUrl: config.databaseUrl });
  try {
    return await openRooms({ ...options, secret, loginToken, database });
  } catch (error) {
    await database.close();
    log.fatal({ error: String(error) }, 'could not start');
    throw error;
  }
}

interface Opening extends SystemOptions {
  secret: string;
  loginToken: string | null;
  database: Database;
}

async function openRooms(opening: Opening): Promise<System> {
  const { config, clock, log, secret, loginToken, database } = opening;
  opening.resumesAt?.(await createReadModels(database).newestTurn());
  const metrics = createMetrics({
    steps: STEP_NAMES,
    integrations: Object.keys(INTEGRATIONS),
    machines: Object.keys(machines),
    quotas: QUOTA_CLASSES,
    version: opening.version,
  });
  const ids = createIds(clock.now);
  const url = config.publicUrl ?? `http://${config.host}:${config.port}`;
  const linkDesk = createLinkDesk(database);
  await linkDesk.load();
  const linkSecrets = {
    current: config.linkSecret ?? secret,
    before:
      config.linkSecret === undefined
        ? config.linkSecretsBefore
        : [...config.linkSecretsBefore, secret],
  };
  const links = createLinks(linkSecrets, url, clock.now, linkDesk.known);
  const records = openRecords({ database, dataDir: config.dataDir, secret, now: clock.now });
  const ports: ActorPorts = {
    ...records,
    links,
    now: clock.now,
    log,
    scratch: join(config.dataDir, 'scratch'),
  };
  // Activities left by an earlier process begin while the engine is still opening.
  const opened = Promise.withResolvers<Engine>();
  const notices = opened.promise.then((engine) =>
    createNotices({ engine, collected: records.collected, log, counted: metrics.responseNotice }),
  );
  const noticed = async (form: string): Promise<void> => {
    try {
      await (await notices)(form);
    } catch (error) {
      // The answers are stored; the next poll finds them.
      log.warn({ form, error: String(error) }, 'a notice was not delivered');
    }
  };
  const local = createLocalWorkspace({
    store: createWorkspaceStore<FormItem, LocalForm['settings']>(database),
    blobs: records.blobs,
    dir: join(config.dataDir, 'workspace'),
    publicUrl: url,
    ids,
    now: clock.now,
    toPdf: pdfMaker(config.toolPath),
    wakeAt: clock.wakeAt,
    faults: await readFaultProfile(config.faults),
    struck: metrics.faultStruck,
    notify: ({ form }) => noticed(form),
  });
  await local
    .sweepUploads()
    .catch((error: unknown) => log.warn({ error: String(error) }, 'old uploads were not swept'));
  const { quota, close: closeQuota } = openQuota(config, metrics, log);
  const google = openGoogle({
    ...{ ...opening, local, records, quota },
    observe: ({ host, method, status, ms }) => metrics.outbound(host, method, status, ms / 1000),
  });
  const items = openItemBank(database, records, clock.now);
  const mail = {
    folder: join(config.dataDir, 'workspace', 'outbox'),
    from: config.mailFrom,
    smtpUrl: config.smtpUrl ?? null,
    now: clock.now,
  };
  const send = smtpOf(mail.smtpUrl);
  const outbox = createOutbox(mail, send);
  const writer = await openLanguageModel({
    config: config.languageModel,
    calls: createLanguageCalls(database),
    ...{ metrics, log, now: clock.now },
  });
  const program = await avatarProgram(config, log);
  const foretell = foretellFrom(createReadModels(database), opened.promise);
  const verdicts = createQualityVerdicts(database);
  const activities = createActivities({
    avatar: {
      sidecar: {
        program,
        rollout: config.avatarSidecar.rollout,
        backend: config.avatarSidecar.backend,
      },
      onRung: metrics.videoMade,
    },
    writer,
    ports,
    intake: { bank: items.store, review: reviewIn(opened.promise) },
    knowledge: await openMeaning(createKnowledgeStore(database), {
      config: config.languageModel,
      vectors: createTextVectors(database),
      ...{ log, now: clock.now },
    }),
    workspace: google.workspace,
    outbox,
    foretell,
    verdicts,
    toolPath: config.toolPath,
    deckProofs: config.deckProofs,
  });
  await createMachineVersions(database).remember(describedVersions(), clock.now());
  const node = nodeFor(config, database.kind);
  const nodeLock = database.kind === 'embedded' ? null : lockNode(config.dataDir, node.id);
  const lull = createLull(
    { clock: createSystemClock(), quietMs: 2000, stirsMin: 2000 },
    async () => {
      await releaseHeap();
      await database.tidy().catch((error) => log.warn({ error: String(error) }, 'tidying failed'));
    },
  );
  const observer = engineObserver(metrics, log);
  const engine = await openEngine({
    store: createSqlStore(database),
    clock,
    machines: registered,
    activities: ['perform'],
    perform: createPerform(activities, callObserver(metrics, log), stopwatch),
    dispatcher: (perform, reports) =>
      createInProcessDispatcher(perform, reports, config.activityConcurrency),
    observer: {
      ...observer,
      committed: (turns, ms) => {
        lull.stir(turns);
        observer.committed(turns, ms);
      },
    },
    slots: database.kind === 'embedded' ? 1 : 2,
    node,
    patienceMs: config.storePatienceMs,
  });
  opened.resolve(engine);
  observeTransitions(engine, metrics, log);
  const told = google.listen(async (form) => (await notices)(form), metrics, log);
  for (const breaker of breakers())
    await engine.start({ ...breaker, input: breaker.input as unknown as Json });
  const server = await serve({
    ...{ opening, engine, records, items, links, local, google, metrics, writer },
    ...{ foretell, verdicts },
    linkDesk: {
      ...linkDesk,
      renew: linkRenewal({ desk: linkDesk, links, outbox, records, now: clock.now }),
    },
    outbox: createOutboxShelf(mail, send),
    nextId: ids.next,
    ports,
  });
  const reviewMail = startReviewMail({
    ...{ engine, links, outbox, log, now: clock.now, wakeAt: clock.wakeAt },
    openCheckpoints: createReadModels(database).openCheckpoints,
    courseOf: async (workflow) =>
      (await records.requests.settings(workflow))?.certification_name ?? workflow,
    people: createPeople(database),
    letters: createReviewLetters(database),
  });
  log.info({ url, database: database.kind }, 'listening');
  const upkeep = async () => {
    await engine.archive();
    await local.sweepUploads();
    await linkDesk.load();
    await createSessions(database).forget(clock.now() - SESSIONS_KEPT_MS);
    await database.maintain();
  };
  const stopUpkeep = hourly(clock, upkeep, log);

  return {
    engine,
    database,
    ports,
    addUpload: records.uploads.add,
    metrics,
    url: `http://${config.host}:${server.port}`,
    dataDir: config.dataDir,
    loginToken,
    close: async () => {
      stopUpkeep();
      lull.stop();
      await server.close();
      await told.close();
      await reviewMail.close();
      await engine.close();
      await program.close();
      closeQuota();
      nodeLock?.release();
      await database.close();
    },
  };
}

const HOUR_MS = 3_600_000;
/** An ended session is still listed nowhere, but a cookie of it says "ended" rather than "who?". */
const SESSIONS_KEPT_MS = 30 * 24 * HOUR_MS;

/** What is worth doing once an hour. Returns the way to stop. */
function hourly(clock: SystemClock, work: () => Promise<void>, log: Logger): () => void {
  let cancel = (): void => undefined;
  const arm = (): void => {
    cancel = clock.wakeAt(clock.now() + HOUR_MS, () => {
      work().catch((error: unknown) => log.warn({ error: String(error) }, 'upkeep failed'));
      arm();
    });
  };
  arm();
  return () => cancel();
}

/** The example course's request, unless this installation came without it. */
async function exampleCourse(): Promise<string | null> {
  const path = fileURLToPath(new URL('../examples/request.yaml', import.meta.url));
  return access(path).then(
    () => path,
    () => null,
  );
}

/** A document of a knowledge base with its blocks. */
async function readDocument(
  store: ReturnType<typeof createKnowledgeStore>,
  knowledge: string,
  id: string,
): Promise<ReadDocument | null> {
  const document = await store.document(knowledge, id);
  return document && { ...document, blocks: await store.blocks(knowledge, id) };
}

interface Serving {
  opening: Opening;
  engine: Engine;
  records: Records;
  items: BankRooms;
  links: ReturnType<typeof createLinks>;
  linkDesk: ServerPorts['linkDesk'];
  outbox: OutboxShelf;
  local: LocalWorkspace;
  google: GoogleRooms;
  metrics: Metrics;
  writer: Awaited<ReturnType<typeof openLanguageModel>>;
  foretell: Foretell;
  verdicts: QualityVerdicts;
  nextId: () => string;
  ports: ActorPorts;
}

async function serve({
  opening,
  engine,
  records,
  items,
  links,
  linkDesk,
  outbox,
  local,
  google,
  metrics,
  writer,
  foretell,
  verdicts,
  nextId,
  ports,
}: Serving): Promise<RunningServer> {
  const { config, clock, log, secret, loginToken, database } = opening;
  // Documents are looked at one at a time, apart from those that workflows are reading.
  const reader = createExtractPool({ workers: 1, timeoutMs: 20_000 });
  const audit = createAudit(database, clock.now);
  const readModels = createReadModels(database, clock.now);
  const store = createSqlStore(database);
  const health = createHealth({ database, engine, config });
  const server = await startServer(
    {
      engine,
      openCourse: (address) => openCourse(registered, store, address),
      people: createPeople(database),
      sessions: createSessions(database),
      readModels,
      savedViews: createSavedViews(database),
      bulk: createBulkActions(database),
      operations: createOperations(database),
      isShared: database.kind === 'postgres',
      machineVersions: createMachineVersions(database),
      charts: { ...createChartLayoutShelf(database, clock.now), ...createChartReads(database) },
      requests: records.requests,
      uploads: records.uploads,
      intakeDir: join(config.dataDir, 'scratch', 'intake'),
      documentFault: createDocumentCheck(reader.extract),
      readCurriculum: createCurriculumReader(reader.extract),
      artifacts: records.artifacts,
      forms:
        config.google === undefined
          ? {
              read: local.readForm,
              byLink: local.formByLink,
              answers: local.readAnswers,
              response: local.readResponse,
              submit: local.submitResponse,
            }
          : null,
      drive:
        config.google === undefined
          ? {
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
            }
          : null,
      drafts: createFormDrafts(database),
      google: google.access,
      links,
      linkDesk,
      outbox,
      faults: config.faults === undefined ? undefined : faultDesk(local.faults),
      bank: items.bank,
      learners: items.learners,
      nameOf: async (workflow, learner) =>
        (await records.vault.open(workflow, [learner])).get(learner)?.name ?? null,
      document: (knowledge, id) => readDocument(createKnowledgeStore(database), knowledge, id),
      patchQuestions: (set, patch) =>
        applyQuestionPatch(set as QuestionSet, patch as QuestionPatch),
      anotherQuestion: ({ set, ...wanted }) =>
        anotherQuestion({
          ...wanted,
          ...{ set: set as QuestionSet, writer, knowledge: createKnowledgeStore(database) },
        }),
      verdicts,
      judgeWork: async (workflow, moment) => {
        const settings = await records.requests.settings(workflow);
        const judged = settings && (await judgeWork({ ...ports, foretell }, workflow, settings));
        if (settings && judged && moment) {
          const { certification_name } = settings;
          const of = { workflow, certification_name, moment, at: clock.now() };
          await verdicts.keep(verdictOf(of, judged));
        }
        return judged;
      },
      health,
      metrics: {
        ...metrics,
        text: async () => {
          metrics.workflows(await readModels.counts());
          metrics.openDeadLetters(await readModels.openDeadLetters());
          return metrics.text();
        },
      },
      trail: auditTrail(audit),
      configuration: config.inForce,
      exampleCourse: await exampleCourse(),
      audit: async (entry) => {
        await audit.append({ tenant: 'default', ...entry, detail: entry.detail as Json });
      },
      now: clock.now,
      wakeAt: clock.wakeAt,
      stopwatch,
      nextId,
      log,
      config: {
        host: config.host,
        port: config.port,
        adminToken: loginToken,
        documentsDir: config.documentsDir ?? null,
        avatarEnabled: config.avatarEnabled,
        version: opening.version,
      },
    },
    secret,
  );
  return {
    ...server,
    close: async () => {
      await server.close();
      await reader.close();
    },
  };
}
