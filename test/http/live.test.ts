import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { atQuestions, openRig, type Rig, requestWith } from './rig.ts';

interface Message {
  event_type: string;
  seq?: number;
  value?: unknown;
  timeline?: { seq: number }[];
  status?: string;
  counts?: Record<string, number>;
  children?: unknown[];
}

/** What a client has seen: every seq in the order it came, and the seq of every timeline line. */
interface Seen {
  seqs: number[];
  timeline: number[];
  last: number;
}

function see(seen: Seen, { event_type, seq = 0, timeline = [] }: Message): void {
  if (event_type === 'workflow_step_update') seen.timeline.push(seq);
  if (event_type === 'timeline_sync' && seen.last === 0) {
    seen.timeline.push(...timeline.map((item) => item.seq));
    seen.seqs.push(...Array.from({ length: seq }, (_, index) => index + 1));
    seen.last = seq;
  }
  if (event_type === 'state_transition') {
    seen.seqs.push(seq);
    seen.last = seq;
  }
}

/** A client that is cut off after given numbers of transitions and comes back each time. */
async function follow(
  rig: Rig,
  workflow: string,
  cuts: number[],
  until: (seq: number) => boolean,
): Promise<Seen> {
  const seen: Seen = { seqs: [], timeline: [], last: 0 };
  const remaining = [...cuts];
  for (;;) {
    const budget = remaining.shift() ?? Number.POSITIVE_INFINITY;
    const isDone = await connectOnce(rig, workflow, seen.last, budget, (message) => {
      see(seen, message);
      return until(seen.last);
    });
    if (isDone) return seen;
  }
}

/** Resolves true when `on` has seen enough, false when the line was cut before. */
function connectOnce(
  rig: Rig,
  workflow: string,
  from: number,
  budget: number,
  on: (message: Message) => boolean,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const url = `${rig.url.replace('http', 'ws')}/ws/workflow/${workflow}?after=${from}`;
    const socket = new WebSocket(url);
    let transitions = 0;
    let isOver = false;
    socket.on('error', reject);
    socket.on('message', (data) => {
      if (isOver) return;
      const message = JSON.parse(String(data)) as Message;
      const isEnough = on(message);
      if (message.event_type === 'state_transition') transitions += 1;
      if (!isEnough && transitions < budget) return;
      isOver = true;
      socket.terminate();
      resolve(isEnough);
    });
  });
}

describe('the live feed of a workflow', { timeout: 120_000 }, () => {
  let rig: Rig;
  before(async () => {
    rig = await openRig();
  });
  after(() => rig.close());

  const start = async (): Promise<string> => {
    const response = await rig.post('/api/workflows', requestWith());
    return ((await response.json()) as { workflow_id: string }).workflow_id;
  };

  it('gives every seq exactly once, however often and wherever the line is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 3, maxLength: 9 }), {
          minLength: 1,
          maxLength: 3,
        }),
        async (clients) => {
          const workflow = await start();
          let end = Number.POSITIVE_INFINITY;
          const following = clients.map((cuts) => follow(rig, workflow, cuts, (seq) => seq >= end));
          await rig.engine.quiet();
          end = (await rig.engine.read(workflow))?.seq ?? 0;
          // One more transition, so that clients that had reached the end look up again.
          end += 1;
          await rig.engine.send(workflow, { type: 'cancel', by: 'test' });
          const expected = Array.from({ length: end }, (_, index) => index + 1);
          for (const { seqs } of await Promise.all(following))
            assert.deepEqual(seqs.slice(0, end), expected);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('gives whoever comes back at any position every later seq once', async () => {
    const workflow = await start();
    await rig.engine.quiet();
    const end = (await rig.engine.read(workflow))?.seq ?? 0;
    for (let from = 1; from < end; from += 1) {
      const seen: Seen = { seqs: [], timeline: [], last: from };
      await connectOnce(rig, workflow, from, Number.POSITIVE_INFINITY, (message) => {
        see(seen, message);
        return seen.last >= end;
      });
      const expected = Array.from({ length: end - from }, (_, index) => from + index + 1);
      assert.deepEqual(seen.seqs, expected);
    }
  });

  it('builds the same timeline from pieces as the API gives whole', async () => {
    const workflow = await start();
    await rig.engine.quiet();
    const end = (await rig.engine.read(workflow))?.seq ?? 0;
    const { timeline } = await follow(rig, workflow, [], (seq) => seq >= end);
    const whole = (await (await rig.get(`/api/workflows/${workflow}/timeline`)).json()) as {
      timeline: { seq: number }[];
    };
    assert.deepEqual(
      timeline,
      whole.timeline.map(({ seq }) => seq),
    );
    const cut = await new Promise<{ sync: Message; later: number[] }>((resolve) => {
      const later: number[] = [];
      let sync: Message | null = null;
      const url = `${rig.url.replace('http', 'ws')}/ws/workflow/${workflow}?after=5`;
      const socket = new WebSocket(url);
      socket.on('message', (data) => {
        const message = JSON.parse(String(data)) as Message;
        if (message.event_type === 'timeline_sync') sync = message;
        if (message.event_type === 'workflow_step_update') later.push(message.seq ?? 0);
        if (message.event_type !== 'state_transition' || message.seq !== end || !sync) return;
        socket.close();
        resolve({ sync, later });
      });
    });
    assert.deepEqual(
      [...(cut.sync.timeline ?? []).map(({ seq }) => seq), ...cut.later],
      whole.timeline.map(({ seq }) => seq),
    );
  });

  it('names a child that came to life after the transition that asked for it', async () => {
    const { workflow, checkpoint } = await atQuestions(rig);
    const approve = async (): Promise<void> => {
      const answer = await rig.get(`/api/checkpoints/${checkpoint}`);
      const { subject } = (await answer.json()) as { subject: { content_hash: string } };
      const decision = { verdict: 'approve', content_hash: subject.content_hash };
      await rig.post(`/api/checkpoints/${checkpoint}/decisions`, decision);
    };
    const isNamed = await connectOnce(rig, workflow, 0, Number.POSITIVE_INFINITY, (message) => {
      if (message.event_type === 'timeline_sync') void approve();
      return (
        message.event_type === 'children' &&
        JSON.stringify(message.children).includes('"responseCollection"')
      );
    });
    assert.ok(isNamed);
  });

  it('answers a text ping with pong', async () => {
    const socket = new WebSocket(`${rig.url.replace('http', 'ws')}/ws/fleet`);
    const [first] = (await once(socket, 'message')) as [Buffer];
    assert.equal((JSON.parse(String(first)) as Message).event_type, 'fleet');
    socket.send('ping');
    const [answer] = (await once(socket, 'message')) as [Buffer];
    assert.equal(String(answer), 'pong');
    socket.close();
  });

  it('tells the fleet about a workflow that starts', async () => {
    const socket = new WebSocket(`${rig.url.replace('http', 'ws')}/ws/fleet`);
    await once(socket, 'message');
    const workflow = await start();
    for (;;) {
      const [data] = (await once(socket, 'message')) as [Buffer];
      const { changed } = JSON.parse(String(data)) as { changed?: { workflow_id: string }[] };
      if (changed?.some((row) => row.workflow_id === workflow)) break;
    }
    socket.close();
  });

  it('closes politely where there is no such workflow', async () => {
    const socket = new WebSocket(`${rig.url.replace('http', 'ws')}/ws/workflow/none`);
    const [code] = (await once(socket, 'close')) as [number];
    assert.equal(code, 1008);
  });

  const upgradeWith = async (path: string, headers: string[]): Promise<string> => {
    const { port, hostname } = new URL(rig.url);
    const socket = connect(Number(port), hostname);
    const lines = [
      `GET ${path} HTTP/1.1`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    const [data] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return String(data).split('\r\n')[0] ?? '';
  };

  it('refuses other origins and survives headers and paths that make no sense', async () => {
    const host = `Host: ${new URL(rig.url).host}`;
    const evil = await upgradeWith('/ws/fleet', [host, 'Origin: https://evil.example']);
    assert.match(evil, /403/);
    assert.match(await upgradeWith('/ws/fleet', [host, 'Origin: null']), /403/);
    assert.match(await upgradeWith('/ws/fleet', [host, 'Origin: :::']), /403/);
    assert.match(await upgradeWith('/ws/fleet', ['Host: evil.example']), /403/);
    assert.match(await upgradeWith('/ws/workflow/%E0%A4%A', [host]), /101/);
    assert.match(await upgradeWith('//', [host]), /404/);
    assert.equal((await rig.get('/health')).status, 200);
  });

  it('survives a client that sends more than it may', async () => {
    const socket = new WebSocket(`${rig.url.replace('http', 'ws')}/ws/fleet`);
    await once(socket, 'open');
    socket.send('x'.repeat(100_000));
    const [code] = (await once(socket, 'close')) as [number];
    assert.equal(code, 1009);
    assert.equal((await rig.get('/health')).status, 200);
  });
});
