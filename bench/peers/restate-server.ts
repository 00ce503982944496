/** A Restate server of its own: free loopback ports, its data in a folder that goes afterwards. */
import { openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { askerOf } from '../harness/ask.ts';
import { type Child, startChild } from '../harness/process.ts';

const READY_MS = 60_000;

/** A server that answers; calls reject on anything but success. */
export interface RestateServer extends Child {
  /** Makes the service that listens on this loopback port known to the server. */
  register(port: number): Promise<unknown>;
  /** Calls the ingress without waiting for the handler's end. */
  send(path: string): Promise<unknown>;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

async function answering(url: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    if (Date.now() > deadline) throw new Error(`Restate did not answer at ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * Starts the server with its defaults but for addresses, folder and telemetry.
 * @param partitions how many to split the work into; undefined for its default
 */
export async function startRestate(dir: string, partitions?: number): Promise<RestateServer> {
  const [ingress = 0, admin = 0, node = 0] = await freePorts(3);
  const binary = createRequire(import.meta.url).resolve(
    `@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`,
  );
  const child = startChild(binary, ['--no-logo'], {
    cwd: dir,
    log: openSync(join(dir, 'restate.log'), 'w'),
    env: {
      RESTATE_BASE_DIR: join(dir, 'restate-data'),
      RESTATE_NODE_NAME: 'peers',
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_BIND_IP: '127.0.0.1',
      RESTATE_BIND_PORT: String(node),
      RESTATE_INGRESS__BIND_PORT: String(ingress),
      RESTATE_ADMIN__BIND_PORT: String(admin),
      RESTATE_DISABLE_TELEMETRY: 'true',
      ...(partitions !== undefined && { RESTATE_DEFAULT_NUM_PARTITIONS: String(partitions) }),
    },
  });
  child.stdout.resume();
  const ready = Promise.all([
    answering(`http://127.0.0.1:${admin}/health`),
    answering(`http://127.0.0.1:${ingress}/restate/health`),
  ]);
  await Promise.race([ready, child.ended]);
  const askAdmin = askerOf(admin);
  const askIngress = askerOf(ingress);
  return {
    ...child,
    register: (port) => askAdmin('/deployments', { uri: `http://127.0.0.1:${port}` }),
    send: (path) => askIngress(`/${path}/send`),
  };
}
