/** What helps to write a request before it is filed: an estimate, a file or curriculum read in, the example. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { parse as parseYaml } from 'yaml';
import { readRequestFile } from '../../ops/rehearsal/request-file.ts';
import { createEstimates } from '../estimate.ts';
import type { App } from '../people/identity.ts';
import { type FieldFault, invalid, notFound, Problem } from '../problem.ts';
import { parse, workflowRequest } from '../schemas.ts';
import type { ServerPorts } from '../server-ports.ts';

const CURRICULUM_BYTES_MAX = 20 * 1024 * 1024;

/** `/api/estimates`, `/api/request-files`, `/api/curricula` and `/api/examples`. */
export function requestAidRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();
  const estimates = createEstimates(ports);

  app.get('/estimates', async (c) =>
    c.json({ ...(await estimates.forNew()), videos: ports.config.avatarEnabled }),
  );

  /** A request as YAML or JSON in the body: read and checked, and nothing of it kept. */
  app.post('/request-files', async (c) => {
    const request = objectIn(await c.req.text());
    return c.json({ request, errors: faultsOf(request) });
  });

  const curriculumLimit = bodyLimit({
    maxSize: CURRICULUM_BYTES_MAX,
    onError: () => {
      throw new Problem(413, 'Too large', 'a curriculum may have 20 MiB at most');
    },
  });
  app.post('/curricula', curriculumLimit, async (c) => {
    const name = c.req.query('name') ?? '';
    if (name === '')
      throw invalid([{ path: 'name', message: 'the file name, as a query parameter' }]);
    const answer = await ports.readCurriculum(name, new Uint8Array(await c.req.arrayBuffer()));
    if ('refused' in answer)
      throw new Problem(415, 'Not a document we can read', `${name}: ${answer.refused}`);
    return c.json(answer);
  });

  app.post('/examples', async (c) => {
    if (ports.exampleCourse === null) throw notFound('example course on this server');
    const { request, documents } = await readRequestFile(ports.exampleCourse);
    const taken: { upload: string; title: string }[] = [];
    for (const { path, title } of documents) {
      const bytes = await readFile(path);
      const mime = 'application/octet-stream';
      const fileName = basename(path);
      const { id } = await ports.uploads.add({ fileName, title, mime, bytes, workflow: null });
      taken.push({ upload: id, title });
    }
    // What simulated learners would do means nothing to people.
    const { rehearsal: _, ...rest } = request;
    return c.json({ request: { ...rest, documents: taken } });
  });

  return app;
}

function objectIn(text: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = parseYaml(text, { maxAliasCount: 100 });
  } catch (error) {
    const [first] = String((error as Error).message).split('\n');
    throw new Problem(422, 'Neither YAML nor JSON', `This file could not be read: ${first}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw invalid([{ path: '(request)', message: 'is not one request' }]);
  return parsed as Record<string, unknown>;
}

function faultsOf(request: unknown): FieldFault[] {
  try {
    parse(workflowRequest, request);
    return [];
  } catch (error) {
    if (error instanceof Problem) return (error.more.errors ?? []) as FieldFault[];
    throw error;
  }
}
