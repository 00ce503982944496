/** `presgen run REQUEST --auto`: one request to its end, played through the public surfaces. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createRehearsalClock } from '../ops/clock.ts';
import { readConfig } from '../ops/config.ts';
import { createLog } from '../ops/log.ts';
import { ServerRefusal } from '../ops/rehearsal/client.ts';
import { type RequestFile, readRequestFile } from '../ops/rehearsal/request-file.ts';
import { oneLine, terminal, UsageError } from './exits.ts';
import { rehearse } from './rehearse.ts';
import { openSystem } from './system.ts';
import { version } from './version.ts';

/** Marks a folder as made by a run, so that the next run may replace it. */
const MARKER = '.presgen-run';

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      auto: { type: 'boolean', default: false },
      out: { type: 'string', default: 'var/run' },
      json: { type: 'boolean', default: false },
      resume: { type: 'boolean', default: false },
    },
  });
  const [path] = positionals;
  if (path === undefined) throw new UsageError('run needs a request file');
  if (!values.auto)
    throw new UsageError(
      'run plays a rehearsal: add --auto, or file the request on the page (npm start)',
    );
  const file = await readFile(path);
  if (file.rehearsal === null)
    throw new UsageError(
      `${path}: rehearsal: missing; an unattended run needs its approvers and learners`,
    );
  const out = resolve(values.out);
  await prepare(out, values.resume);
  return execute(file, out, values);
}

async function readFile(path: string): Promise<RequestFile> {
  try {
    return await readRequestFile(path);
  } catch (error) {
    throw new UsageError(oneLine(error), { cause: error });
  }
}

async function execute(
  file: RequestFile,
  out: string,
  options: { json: boolean; resume: boolean },
): Promise<number> {
  const clock = createRehearsalClock();
  const config = {
    ...readConfig(),
    dataDir: join(out, 'data'),
    host: '127.0.0.1',
    port: await freePort(),
    publicUrl: undefined,
  };
  const log = createLog(config.logLevel, join(out, 'log.jsonl'));
  const system = await openSystem({ config, clock, log, version: await version() });
  try {
    const outcome = await rehearse({ file, out, resume: options.resume, system, clock, terminal });
    if (options.json) terminal.out(JSON.stringify(outcome.result, null, 2));
    return outcome.succeeded ? 0 : 1;
  } catch (error) {
    if (error instanceof ServerRefusal && error.status === 422)
      throw new UsageError(oneLine(error), { cause: error });
    throw error;
  } finally {
    await system.close();
  }
}

/** Links carry the address, so the port has to be known before the server listens. */
function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });
}

/** A fresh folder unless the caller resumes; a folder that no run made is never touched. */
async function prepare(out: string, resume: boolean): Promise<void> {
  const entries = await readdir(out).catch(() => null);
  const ours = entries?.includes(MARKER) ?? false;
  if (resume && !ours) throw new UsageError(`${out} holds no run to resume`);
  if (entries && entries.length > 0 && !ours) {
    throw new UsageError(`${out} is not empty and was not made by a run; choose another --out`);
  }
  if (entries && !resume) await rm(out, { recursive: true });
  await mkdir(out, { recursive: true });
  await writeFile(join(out, MARKER), '');
}
