/** The whole server on a Postgres that goes away: what clients, probes and operators see. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSystem, type System } from '../../cli/system.ts';
import { createSystemClock } from '../../ops/clock.ts';
import { readConfig } from '../../ops/config.ts';
import { createLog } from '../../ops/log.ts';
import { requestWith } from '../http/rig.ts';
import { emptyPostgres, serverAway } from '../persistence/scratch.ts';
import { proxyTo } from '../runtime/proxy.ts';

interface Ready {
  status: string;
  components: Record<string, { status: string; detail?: string }>;
}

const away = await serverAway();

test('a server whose database goes away says so, acknowledges nothing and comes back by itself', {
  skip: away ?? false,
}, async (t) => {
  const scratch = await emptyPostgres();
  const url = new URL(scratch.url);
  const proxy = await proxyTo(url.hostname, Number(url.port || 5432));
  url.host = `127.0.0.1:${proxy.port}`;
  const open = (): Promise<System> =>
    openSystem({
      config: readConfig({
        ...{ DATABASE_URL: url.href, DATA_DIR: scratch.dir, PORT: '0' },
        ...{ STORE_PATIENCE_SECONDS: '0.5', NODE_LEASE_SECONDS: '1' },
      }),
      clock: createSystemClock(),
      log: createLog('silent'),
      version: 'test',
    });
  const system = await open();
  t.after(async () => {
    await system.close();
    await proxy.close();
    await scratch.drop();
  });
  const order = (key: string) =>
    fetch(`${system.url}/api/workflows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(requestWith()),
    });
  const ready = async () => {
    const answer = await fetch(`${system.url}/ready`);
    return { code: answer.status, ...((await answer.json()) as Ready) };
  };
  const until = async (isSo: () => Promise<boolean>, what: string) => {
    const last = performance.now() + 15_000;
    while (!(await isSo())) assert.ok(performance.now() < last, what);
  };

  await assert.rejects(open(), { code: 'NODE_ID_IN_USE' });
  assert.equal((await ready()).code, 200);
  const filed = await order('before');
  assert.equal(filed.status, 201);
  const { workflow_id: workflow } = (await filed.json()) as { workflow_id: string };

  proxy.cut();
  const cancelled = await fetch(`${system.url}/api/workflows/${workflow}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'stop' },
    body: JSON.stringify({ type: 'cancel' }),
  });
  assert.equal(cancelled.status, 503);
  assert.ok(Number(cancelled.headers.get('retry-after')) > 0);
  assert.equal((await order('during')).status, 503);
  const down = await ready();
  assert.deepEqual(
    [down.code, down.status, down.components.database?.status],
    [503, 'down', 'down'],
  );
  assert.match(String(down.components.database?.detail), /cannot be reached/);
  assert.equal((await fetch(`${system.url}/health`)).status, 200);

  proxy.restore();
  await until(async () => (await ready()).code === 200, 'never ready again');
  assert.equal((await order('during')).status, 201);
  await until(async () => {
    const { status } = (await (await fetch(`${system.url}/api/workflows/${workflow}`)).json()) as {
      status: string;
    };
    return status !== 'created';
  }, 'the workflow never went on');
  assert.match(await system.metrics.text(), /presgen_store_outages_total 1\b/);
});
