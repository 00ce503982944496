/** The server: routes, gate, errors, live feeds, and an orderly end. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createChartLayouts } from './charts/layout.ts';
import { createMachineCharts } from './charts/machine-charts.ts';
import { DOCUMENT_BYTES_MAX } from './documents.ts';
import { createBulkRuns } from './fleet/bulk-run.ts';
import { createBulkTokens } from './fleet/bulk-token.ts';
import { createLive } from './live/sockets.ts';
import { type App, createGate } from './people/identity.ts';
import { notFound, Problem, toProblem } from './problem.ts';
import { askRoutes } from './routes/ask.ts';
import { auditRoutes } from './routes/audit.ts';
import { bankRoutes } from './routes/bank.ts';
import { bulkRoutes } from './routes/bulk.ts';
import { checkpointRoutes } from './routes/checkpoints.ts';
import { cohortRoutes, learnerRecordRoutes } from './routes/cohorts.ts';
import { deadLetterRoutes } from './routes/dead-letters.ts';
import { deadlineRoutes } from './routes/deadlines.ts';
import { decideRoutes } from './routes/decide.ts';
import { driveRoutes } from './routes/drive.ts';
import { exportRoutes } from './routes/exports.ts';
import { faultRoutes } from './routes/faults.ts';
import { artifactRoutes, uploadRoutes } from './routes/files.ts';
import { formRoutes } from './routes/form.ts';
import { googleRoutes } from './routes/google.ts';
import { learnerRoutes } from './routes/learner.ts';
import { loginRoutes } from './routes/login.ts';
import { machineRoutes } from './routes/machines.ts';
import { operationRoutes } from './routes/operations.ts';
import { outboxRoutes } from './routes/outbox.ts';
import { pageRoutes } from './routes/page.ts';
import { passageRoutes } from './routes/passages.ts';
import { peopleRoutes } from './routes/people.ts';
import { qualityRoutes, workflowQualityRoutes } from './routes/quality.ts';
import { requestAidRoutes } from './routes/request-aids.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { settingsRoutes } from './routes/settings.ts';
import { uploadPageRoutes } from './routes/upload-page.ts';
import { viewRoutes } from './routes/views.ts';
import { workflowRoutes } from './routes/workflows.ts';
import { securityHeaders } from './security.ts';
import type { ServerPorts } from './server-ports.ts';
import { tell } from './tell.ts';

export interface RunningServer {
  port: number;
  /** Every route it answers. */
  routes: { method: string; path: string }[];
  /** Stops taking requests, closes sockets with a hint to come back, waits for the rest. */
  close(): Promise<void>;
}

/** @throws Error naming the address when it is taken. */
export async function startServer(ports: ServerPorts, secret: string): Promise<RunningServer> {
  const gate = createGate(ports.config.adminToken, secret, ports);
  const charts = createMachineCharts(ports.machineVersions);
  const layouts = createChartLayouts({ ...ports, shelf: ports.charts });
  void layouts.warm(await charts.registered());
  const runs = createBulkRuns(ports);
  const live = createLive(ports, gate, charts, runs);
  let draining = false;

  const app = new Hono<App>();
  app.use('*', async (c, next) => {
    const elapsed = ports.stopwatch();
    await next();
    const route = c.req.routePath.replace(/\/\*$/, '') || '/';
    ports.metrics.http(
      route,
      c.req.method,
      `${Math.floor(c.res.status / 100)}xx`,
      elapsed() / 1000,
    );
  });
  app.use('*', securityHeaders);
  app.use('*', gate.guard);
  for (const path of [
    '/api/workflows/*',
    '/api/checkpoints/*',
    '/api/dead-letters/*',
    '/api/views/*',
    '/api/bulk/*',
    '/api/people/*',
    '/api/request-files/*',
    '/api/audit/*',
    '/api/sessions/*',
    '/api/google/*',
    '/f/*',
    '/outbox/*',
    '/decide/*',
    '/developer/*',
    '/login',
  ])
    app.use(path, bodyLimit({ maxSize: JSON_BYTES_MAX, onError: tooLarge }));
  app.use('/u/*', bodyLimit({ maxSize: UPLOAD_PAGE_BYTES_MAX, onError: tooLarge }));
  app.route('/api/workflows', workflowRoutes(ports));
  app.route('/api/workflows', deadlineRoutes(ports.charts));
  app.route('/api/workflows', workflowQualityRoutes(ports));
  app.route('/api/quality', qualityRoutes(ports));
  app.route('/api/checkpoints', checkpointRoutes(ports));
  app.route('/api/bank', bankRoutes(ports));
  app.route('/api/exports', exportRoutes(ports));
  app.route('/api/cohorts', cohortRoutes(ports));
  app.route('/api/learners', learnerRecordRoutes(ports));
  app.route('/api/dead-letters', deadLetterRoutes(ports));
  app.route('/api/passages', passageRoutes(ports));
  app.route('/api/views', viewRoutes(ports));
  app.route('/api/bulk', bulkRoutes(ports, createBulkTokens(secret), runs));
  app.route('/api/uploads', uploadRoutes(ports));
  app.route('/api/artifacts', artifactRoutes(ports));
  app.route('/api/machines', machineRoutes(charts, layouts, ports.charts));
  app.route('/api', peopleRoutes(ports, gate));
  app.route('/api', requestAidRoutes(ports));
  app.route('/api/audit', auditRoutes(ports));
  app.route('/api/settings', settingsRoutes(ports));
  app.route('/api/google', googleRoutes(ports));
  app.route('/api/sessions', sessionRoutes(ports, gate));
  app.route(
    '/',
    operationRoutes(ports, () => draining),
  );
  app.route('/', askRoutes(ports));
  app.route('/f', formRoutes(ports, secret));
  app.route('/decide', decideRoutes(ports, gate.memberships));
  app.route('/u', uploadPageRoutes(ports));
  app.route('/', learnerRoutes(ports));
  app.route('/outbox', outboxRoutes(ports));
  app.route('/drive', driveRoutes(ports));
  if (ports.faults) app.route('/developer', faultRoutes(ports.faults, ports));
  app.route('/', loginRoutes(gate, ports.config.adminToken !== null));
  app.route('/', pageRoutes());
  app.notFound((c) => tell(c, notFound(c.req.path)));
  app.onError((error, c) => {
    const problem = toProblem(error);
    if (problem.status >= 500)
      ports.log.error(
        { path: c.req.path, method: c.req.method, error: String(error), stack: error.stack },
        'request failed',
      );
    return tell(c, problem);
  });

  const server = await listen(app, ports.config.host, ports.config.port);
  server.on('upgrade', live.upgrade);
  return {
    port: (server.address() as AddressInfo).port,
    routes: app.routes.map(({ method, path }) => ({ method, path })),
    close: async () => {
      draining = true;
      live.close();
      await runs.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cancel = ports.wakeAt(ports.now() + 2000, () => server.closeAllConnections());
      await closed;
      cancel();
      await layouts.close();
    },
  };
}

/** A request with five thousand learners fits well. */
const JSON_BYTES_MAX = 5 * 1024 * 1024;
/** All files of one submission of the upload page together. */
const UPLOAD_PAGE_BYTES_MAX = 2 * DOCUMENT_BYTES_MAX;

function tooLarge(): never {
  throw new Problem(413, 'Too large', 'the body of this request is larger than we take');
}

function listen(app: Hono<App>, hostname: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname, port }, () => resolve(server as Server));
    server.on('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`${hostname}:${port} is taken; set PORT to another`)
          : error,
      );
    });
  });
}
