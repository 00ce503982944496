/** A loopback server that speaks the rendering program's contract, and misbehaves where told to. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Behaviour {
  backends: string[];
  /** Answers to the next submissions, before the usual one. */
  refuse: { status: number; headers?: Record<string, string>; body?: object }[];
  /** Streams that are cut after this many events, one entry a stream. */
  cutAfter: number[];
  /** Downloads that are cut in the middle, as often as this. */
  cutDownloads: number;
  /** Downloads that come with other bytes than promised. */
  wrongBytes: boolean;
  /** Nothing comes after this many events, and the status stands still. */
  freezeAfter: number | null;
  /** Failures with which runs end, in turn, before one succeeds; by backend. */
  fail: { backend: string; code: string; retryable: boolean }[];
  brokenCheck: boolean;
  /** Once, after this many events of a stream, the job is gone. */
  forgetAfter: number | null;
  /** So often the status says that the job waits its turn, and no event comes. */
  queuedLooks: number;
}

export interface Seen {
  /** Runs begun, by job: more than one means that something was paid twice. */
  runs: Map<string, number>;
  submissions: number;
  cancelled: string[];
  slides: Set<string>;
  bodies: Record<string, unknown>[];
  ranges: string[];
  afters: number[];
}

interface Known {
  body: string;
  backend: string;
  from: number;
  events: Record<string, unknown>[];
}

type Json = (status: number, body: object, headers?: Record<string, string>) => void;

interface AboutJob {
  id: string;
  what: string;
  name: string;
  url: URL;
  request: IncomingMessage;
  response: ServerResponse;
  json: Json;
}

export const TOKEN = 'a-token-of-the-test';

export async function sidecarServer(patch: Partial<Behaviour> = {}) {
  const behaviour: Behaviour = {
    backends: ['cpu'],
    refuse: [],
    cutAfter: [],
    cutDownloads: 0,
    wrongBytes: false,
    freezeAfter: null,
    fail: [],
    brokenCheck: false,
    forgetAfter: null,
    queuedLooks: 0,
    ...patch,
  };
  const seen: Seen = {
    runs: new Map(),
    submissions: 0,
    cancelled: [],
    slides: new Set(),
    bodies: [],
    ranges: [],
    afters: [],
  };
  const jobs = new Map<string, Known>();
  const files = artifactsOf(behaviour);
  const server = createServer((request, response) => {
    void answer(request, response).catch((error) => response.destroy(error));
  });

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://here');
    const json: Json = (status, body, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    };
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return json(401, { code: 'TOKEN' });
    const body = await bytesOf(request);
    const [, , kind, id = '', what = '', name = ''] = url.pathname.split('/');
    if (kind === 'jobs' && request.method === 'PUT') return submit(id, body.toString('utf8'), json);
    if (kind === 'jobs') return ofJob({ id, what, name, url, request, response, json });
    if (kind === 'slides') return slide(id, body, json);
    json(200, { backends: behaviour.backends });
  }

  function slide(id: string, body: Buffer, json: Json) {
    const isRight = createHash('sha256').update(body).digest('hex') === id;
    if (isRight) seen.slides.add(id);
    json(isRight ? 201 : 422, {});
  }

  function ofJob({ id, what, name, url, request, response, json }: AboutJob) {
    const job = jobs.get(id);
    if (request.method === 'DELETE') {
      seen.cancelled.push(id);
      return json(jobs.delete(id) ? 200 : 404, {});
    }
    if (!job) return json(404, {});
    if (what === 'events') return stream(job, Number(url.searchParams.get('after')), response);
    if (what === 'artifacts') return download(name, request, response);
    if (behaviour.queuedLooks > 0) {
      behaviour.queuedLooks -= 1;
      return json(200, { status: 'queued', stage: 'queued', progress: 0, seq: 0 });
    }
    const stage = String(job.events.at(-1)?.stage ?? 'render');
    const seq = Math.min(job.events.length, behaviour.freezeAfter ?? Number.POSITIVE_INFINITY);
    json(200, { status: 'running', stage, progress: 0.5, seq });
  }

  function submit(id: string, body: string, json: Json) {
    seen.submissions += 1;
    const known = jobs.get(id);
    const refusal = behaviour.refuse.shift() ?? faultOf(body, known);
    if (refusal) return json(refusal.status, refusal.body ?? {}, refusal.headers);
    const hasFailed = known?.events.at(-1)?.failed !== undefined;
    if (known && !hasFailed) return json(200, { from: known.from, seq: known.events.length });
    const { seq, from } = begin(id, body, known);
    json(known ? 200 : 201, { from, seq });
  }

  function faultOf(body: string, known: Known | undefined): Behaviour['refuse'][number] | null {
    if (known && known.body !== body) return { status: 409, body: { code: 'OTHER_BODY' } };
    const { slides } = JSON.parse(body) as { slides: { sha256: string }[] };
    if (slides.every(({ sha256 }) => seen.slides.has(sha256))) return null;
    return { status: 422, body: { code: 'SLIDE_MISSING', path: 'slides' } };
  }

  function begin(id: string, body: string, known: Known | undefined) {
    const { backend } = JSON.parse(body) as { backend: string };
    seen.runs.set(id, (seen.runs.get(id) ?? 0) + 1);
    seen.bodies.push(JSON.parse(body));
    const from = known?.events.length ?? 0;
    const failure = behaviour.fail.find((each) => each.backend === backend);
    if (failure) behaviour.fail.splice(behaviour.fail.indexOf(failure), 1);
    const events = [...(known?.events ?? []), ...eventsOf(from, failure, files)];
    jobs.set(id, { body, backend, from, events });
    return { from, seq: events.length };
  }

  function stream(job: Known, after: number, response: ServerResponse) {
    seen.afters.push(after);
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.flushHeaders();
    if (behaviour.queuedLooks > 0) return;
    const cut = behaviour.forgetAfter ?? behaviour.cutAfter.shift();
    if (behaviour.forgetAfter !== null) forget(job);
    const until = Math.min(behaviour.freezeAfter ?? job.events.length, after + (cut ?? 1_000));
    for (const event of job.events.slice(after, until)) {
      response.write(`${JSON.stringify(event)}\n`);
    }
    // Half a line, then nothing: what a killed process leaves on the wire.
    if (cut !== undefined) response.write('{"seq":', () => response.destroy());
    else if (behaviour.freezeAfter === null) response.end();
  }

  function forget(job: Known) {
    for (const [id, each] of jobs) if (each === job) jobs.delete(id);
    behaviour.forgetAfter = null;
  }

  function download(name: string, request: IncomingMessage, response: ServerResponse) {
    const whole = files.get(name);
    if (!whole) {
      response.writeHead(404).end();
      return;
    }
    const range = request.headers.range;
    if (range) seen.ranges.push(`${name} ${range}`);
    const start = Number(range?.match(/bytes=(\d+)-/)?.[1] ?? 0);
    const sent = behaviour.wrongBytes ? Buffer.alloc(whole.length, 1) : whole;
    response.writeHead(range ? 206 : 200);
    const isCut = name === 'video.mp4' && behaviour.cutDownloads > 0;
    if (isCut) behaviour.cutDownloads -= 1;
    response.end(sent.subarray(start, isCut ? Math.ceil((start + whole.length) / 2) : undefined));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    seen,
    behaviour,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function eventsOf(
  from: number,
  failure: Behaviour['fail'][number] | undefined,
  files: Map<string, Buffer>,
): Record<string, unknown>[] {
  const stages = ['queued', 'tts', 'render', 'render', 'encode', 'mux', 'verify'];
  const events: Record<string, unknown>[] = stages.map((stage, i) => ({
    ...{ seq: from + i + 1, t: i, stage },
    ...{ framesDone: i * 10, framesTotal: 60, fps: 30, etaMs: 0 },
  }));
  const seq = from + events.length + 1;
  if (failure) {
    const { code, retryable } = failure;
    return [
      ...events.slice(0, 3),
      { seq: from + 4, t: 9, failed: { code, message: 'planted', retryable } },
    ];
  }
  const artifacts = [...files].map(([name, bytes]) => ({
    name,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
  }));
  return [...events, { seq, t: 9, done: { artifacts } }];
}

function artifactsOf({ brokenCheck }: Behaviour): Map<string, Buffer> {
  const text = (value: object) => Buffer.from(JSON.stringify(value));
  return new Map([
    ['video.mp4', Buffer.from('moving pictures '.repeat(4_000))],
    ['captions.vtt', Buffer.from('WEBVTT\n\n00:00.000 --> 00:01.000\nWelcome to mooring.\n')],
    ['poster.jpg', Buffer.from('\u00ff\u00d8 a picture', 'latin1')],
    [
      'timings.json',
      text({
        slides: [
          { id: 'slide-0', t0: 0 },
          { id: 'slide-1', t0: 1.2 },
        ],
      }),
    ],
    [
      'report.json',
      text({
        ...{ frames: 60, fps: 25, duration: 2.4, backend: 'cpu' },
        ...{ avOffsetMs: 3, closuresVisible: 1, mouthCorrelation: 0.6, degraded: [] },
        checks: [{ name: 'label', ok: !brokenCheck }],
      }),
    ],
  ]);
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
