/**
 * `npm run bench -- workspace [--requests N --runs N --json FILE]`: the local workspace server under
 * the real client, storage in memory and therefore not counted, and what loading the integration costs.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createAuth } from '../actors/workspace/auth.ts';
import { createDoor } from '../actors/workspace/door.ts';
import { createClients } from '../actors/workspace/google-clients.ts';
import { createLocalWorkspace } from '../actors/workspace/local/index.ts';
import { createMemoryStore } from '../actors/workspace/local/memory-store.ts';
import { createBlobs } from '../persistence/blobs.ts';
import { publish } from './harness/benchmark.ts';
import { coldImports } from './harness/cold-import.ts';
import { median, range } from './harness/statistics.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    requests: { type: 'string', default: '3000' },
    runs: { type: 'string', default: '5' },
  },
});
const requests = Number(values.requests);
const runs = Number(values.runs);
const AT_ONCE = 32;

type Figures = Record<string, number>;

/** A server of its own, a client on it, and how long the server had each request. */
function openPlace() {
  const dir = mkdtempSync(join(tmpdir(), 'presgen-bench-'));
  let number = 0;
  const local = createLocalWorkspace({
    ...{ store: createMemoryStore(), blobs: createBlobs(join(dir, 'blobs')), dir },
    ...{ publicUrl: 'http://127.0.0.1:8080', now: Date.now },
    ids: { next: () => `id-${++number}` },
  });
  const served: { ms: number; request: Request }[] = [];
  const send = async (request: Request): Promise<Response> => {
    const sent = request.clone() as Request;
    const started = performance.now();
    const response = await local.handle(request);
    served.push({ ms: performance.now() - started, request: sent });
    return response;
  };
  const door = createDoor({ send, now: Date.now });
  const { drive } = createClients(createAuth(local.credentials, door), door);
  return { local, drive, served, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A third each of making, reading and renaming a file, one after the other, through the client. */
async function sequential({ drive, served }: ReturnType<typeof openPlace>): Promise<Figures> {
  await drive.files.list({ pageSize: 1 });
  served.length = 0;
  const started = performance.now();
  for (let at = 0; at < requests / 3; at += 1) {
    const named = { name: `file ${at}.txt`, parents: ['root'] };
    const { data } = await drive.files.create({ requestBody: named, fields: 'id,name' });
    const fileId = data.id as string;
    await drive.files.get({ fileId, fields: 'id,name,parents' });
    const appProperties = { pg: `tag-${at}` };
    await drive.files.update({ fileId, requestBody: { appProperties }, fields: 'id' });
  }
  const times = served.map(({ ms }) => ms);
  return {
    server_ms_per_request: times.reduce((sum, ms) => sum + ms, 0) / times.length,
    server_p50_ms: median(times),
    call_ms: (performance.now() - started) / times.length,
  };
}

/** The server alone: requests as the client made them, some at a time. */
async function concurrent({ local, served }: ReturnType<typeof openPlace>): Promise<Figures> {
  const reads = served.filter(({ request }) => request.method !== 'POST');
  const made = Array.from({ length: requests }, (_, at) => {
    const { request } = reads[at % reads.length] as (typeof reads)[number];
    return request.clone() as Request;
  });
  let next = 0;
  const used = process.cpuUsage();
  const started = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let request = made[next++]; request; request = made[next++]) {
        const response = await local.handle(request);
        await response.arrayBuffer();
        if (!response.ok) throw new Error(`${request.method} was answered ${response.status}`);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(used);
  return {
    server_requests_per_second: requests / seconds,
    server_requests_per_cpu_second: requests / ((user + system) / 1e6),
  };
}

const before = loadavg()[0] ?? 0;
const all: Figures[] = [];
for (let run = 0; run < runs; run += 1) {
  const place = openPlace();
  all.push({ ...(await sequential(place)), ...(await concurrent(place)) });
  place.remove();
  process.stderr.write(`workspace, run ${run + 1} done\n`);
}
const figures: Figures = {};
for (const name of Object.keys(all[0] ?? {})) {
  const samples = all.map((one) => one[name] ?? Number.NaN);
  figures[name] = Number(median(samples).toPrecision(4));
  process.stdout.write(`  ${name.padEnd(28)} ${figures[name]}   ${range(samples, 3)}\n`);
}
const imports = coldImports(2 * runs);
for (const [name, samples] of Object.entries(imports)) {
  figures[name] = Number(median(samples).toFixed(1));
  figures[`${name}_min`] = Number(Math.min(...samples).toFixed(1));
  process.stdout.write(`  ${name.padEnd(28)} ${figures[name]}   ${range(samples, 0)}\n`);
}
publish(
  {
    bench: 'workspace',
    device: `${cpus().length} x ${cpus()[0]?.model}`,
    runs,
    load_average_before: Number(before.toFixed(2)),
    load_average_after: Number((loadavg()[0] ?? 0).toFixed(2)),
    node: execFileSync(process.execPath, ['--version'], { encoding: 'utf8' }).trim(),
    options: { requests, at_once: AT_ONCE },
    figures,
  },
  values.json,
);
