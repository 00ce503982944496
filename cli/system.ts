/**
 * The composition root: opens every room in order, wires their ports, and closes them in reverse.
 * Nothing else knows which implementation stands behind a port.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyQuestionPatch, type QuestionPatch } from '../actors/assessment/index.ts';
import type { QuestionSet } from '../actors/content.ts';
import { createPerform } from '../actors/index.ts';
import { createOutbox } from '../actors/notification/index.ts';
import type { ActorPorts } from '../actors/ports.ts';
import { createWorkspace, type Workspace } from '../actors/workspace/index.ts';
import { ROOT_ID } from '../actors/workspace/local/context.ts';
import { createLocalWorkspace, type LocalWorkspace } from '../actors/workspace/local/index.ts';
import type { FormItem, LocalForm } from '../actors/workspace/local/store.ts';
import { type RunningServer, startServer } from '../http/app.ts';
import { createLinks } from '../http/links.ts';
import { breakers, machines } from '../machines/registry.ts';
import { INTEGRATIONS, STEP_NAMES } from '../machines/vocabulary.ts';
import { createIds, createSystemClock, type SystemClock, stopwatch } from '../ops/clock.ts';
import type { Config } from '../ops/config.ts';
import type { Logger } from '../ops/log.ts';
import { createLull, releaseHeap } from '../ops/lull.ts';
import { createMetrics, type Metrics } from '../ops/metrics.ts';
import { createAudit } from '../persistence/audit-log.ts';
import { lockNode } from '../persistence/data-dir-lock.ts';
import { type Database, openDatabase } from '../persistence/database.ts';
import { createKnowledgeStore } from '../persistence/knowledge-store.ts';
import { createMachineVersions } from '../persistence/machine-versions.ts';
import { createReadModels } from '../persistence/read-models.ts';
import { createSqlStore } from '../persistence/store.ts';
import { createWorkspaceStore } from '../persistence/workspace-store.ts';
import { createInProcessDispatcher } from '../runtime/dispatch-in-process.ts';
import { openEngine } from '../runtime/engine.ts';
import type { Engine, Json } from '../runtime/ports.ts';
import { createActivities } from './activities.ts';
import { createHealth } from './health.ts';
import { describedVersions, registered } from './machines.ts';
import { nodeFor } from './node.ts';
import { callObserver, engineObserver, observeTransitions } from './observe.ts';
import { openRecords, type Records } from './records.ts';
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
    version: opening.version,
  });
  const ids = createIds(clock.now);
  const url = config.publicUrl ?? `http://${config.host}:${config.port}`;
  const links = createLinks(secret, url, clock.now);
  const records = openRecords({ database, dataDir: config.dataDir, secret, now: clock.now });
  const ports: ActorPorts = {
    ...records,
    links,
    now: clock.now,
    log,
    scratch: join(config.dataDir, 'scratch'),
  };
  const local = createLocalWorkspace({
    store: createWorkspaceStore<FormItem, LocalForm['settings']>(database),
    blobs: records.blobs,
    dir: join(config.dataDir, 'workspace'),
    publicUrl: url,
    ids,
    now: clock.now,
  });
  const workspace = await workspaceFor(config, local, records, clock);
  const activities = createActivities({
    ports,
    knowledge: createKnowledgeStore(database),
    workspace,
    outbox: createOutbox({
      folder: join(config.dataDir, 'workspace', 'outbox'),
      from: config.mailFrom,
      smtpUrl: config.smtpUrl ?? null,
      now: clock.now,
    }),
    toolPath: config.toolPath,
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
  observeTransitions(engine, metrics, log);
  for (const breaker of breakers())
    await engine.start({ ...breaker, input: breaker.input as unknown as Json });
  const server = await serve({ opening, engine, records, links, local, metrics, nextId: ids.next });
  log.info({ url, database: database.kind }, 'listening');
  const upkeep = async () => {
    await engine.archive();
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
      await engine.close();
      nodeLock?.release();
      await database.close();
    },
  };
}

const HOUR_MS = 3_600_000;

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

async function workspaceFor(
  config: Config,
  local: LocalWorkspace,
  records: Records,
  clock: SystemClock,
): Promise<Workspace> {
  const shared = { ledger: records.ledger, now: clock.now };
  if (config.google === undefined) return createWorkspace({ ...shared, mode: 'local', local });
  const { serviceAccountFile, subject, sharedDriveId } = config.google;
  const credentials = { serviceAccountJson: await readFile(serviceAccountFile, 'utf8'), subject };
  return createWorkspace({ ...shared, mode: 'google', credentials, sharedDriveId });
}

interface Serving {
  opening: Opening;
  engine: Engine;
  records: Records;
  links: ReturnType<typeof createLinks>;
  local: LocalWorkspace;
  metrics: Metrics;
  nextId: () => string;
}

function serve({
  opening,
  engine,
  records,
  links,
  local,
  metrics,
  nextId,
}: Serving): Promise<RunningServer> {
  const { config, clock, log, secret, loginToken, database } = opening;
  const audit = createAudit(database, clock.now);
  const readModels = createReadModels(database);
  const health = createHealth({ database, engine, config });
  return startServer(
    {
      engine,
      readModels,
      machineVersions: createMachineVersions(database),
      requests: records.requests,
      uploads: records.uploads,
      artifacts: records.artifacts,
      forms:
        config.google === undefined
          ? {
              read: local.readForm,
              byLink: local.formByLink,
              answers: local.readAnswers,
              submit: local.submitResponse,
            }
          : null,
      drive:
        config.google === undefined
          ? {
              top: ROOT_ID,
              file: local.file,
              children: local.children,
              read: records.artifacts.read,
              formLink: local.formLink,
            }
          : null,
      links,
      nameOf: async (workflow, learner) =>
        (await records.vault.open(workflow, [learner])).get(learner)?.name ?? null,
      patchQuestions: (set, patch) =>
        applyQuestionPatch(set as QuestionSet, patch as QuestionPatch),
      health,
      metrics: {
        ...metrics,
        text: async () => {
          metrics.workflows(await readModels.counts());
          metrics.openDeadLetters(await readModels.openDeadLetters());
          return metrics.text();
        },
      },
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
}
