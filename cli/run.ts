/** `presgen run REQUEST --auto`: one request to its end, played through the public surfaces. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Problem } from '../http/problem.ts';
import { parse, workflowRequest } from '../http/schemas.ts';
import { createRehearsalClock, createSecret } from '../ops/clock.ts';
import { readConfig } from '../ops/config.ts';
import { createLog } from '../ops/log.ts';
import { ServerRefusal } from '../ops/rehearsal/client.ts';
import { type RequestFile, readRequestFile } from '../ops/rehearsal/request-file.ts';
import { lockDataDir } from '../persistence/data-dir-lock.ts';
import { oneLine, terminal, UsageError } from './exits.ts';
import { rehearse } from './rehearse.ts';
import { openSystem } from './system.ts';
import { version } from './version.ts';

/** Marks a folder as made by a run, so that the next run may replace or resume it. */
export const MARKER = '.presgen-run';

/** What a resumed run has in common with the run it continues. */
interface RunMark {
  /** Filing under the same key again is safe, so a crash around filing loses and doubles nothing. */
  key: string;
  /** Links in mails and results carry the port. */
  port: number;
}

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
  const file = await readRequest(path);
  if (file.rehearsal === null)
    throw new UsageError(
      `${path}: rehearsal: missing; an unattended run needs its approvers and learners`,
    );
  const out = resolve(values.out);
  const mark = await prepare(out, values.resume);
  return execute({ file, out, mark }, values);
}

/** Whatever is wrong with the request is said before anything is touched. */
async function readRequest(path: string): Promise<RequestFile> {
  try {
    const file = await readRequestFile(path);
    parse(workflowRequest, file.request);
    return file;
  } catch (error) {
    const where = error instanceof Problem ? `${path}: ` : '';
    throw new UsageError(where + oneLine(error), { cause: error });
  }
}

async function execute(
  { file, out, mark }: { file: RequestFile; out: string; mark: RunMark },
  options: { json: boolean; resume: boolean },
): Promise<number> {
  const clock = createRehearsalClock();
  const config = {
    ...readConfig(),
    dataDir: join(out, 'data'),
    host: '127.0.0.1',
    port: mark.port,
    publicUrl: undefined,
  };
  const log = createLog(config.logLevel, join(out, 'log.jsonl'));
  const system = await openSystem({
    ...{ config, clock, log, version: await version() },
    resumesAt: clock.jumpTo,
  });
  try {
    const { resume } = options;
    const outcome = await rehearse({ file, out, resume, key: mark.key, system, clock, terminal });
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

/**
 * Links carry the address, so the port has to be known before the server listens: the one of the
 * run that is resumed if it is still free, else any.
 */
function freePort(wanted = 0): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', (error) => (wanted === 0 ? failed(error) : freePort().then(found, failed)));
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });
}

/** A fresh folder unless the caller resumes; a folder that no run made is never touched. */
async function prepare(out: string, resume: boolean): Promise<RunMark> {
  const entries = await readdir(out).catch(() => null);
  const ours = entries?.includes(MARKER) ?? false;
  if (resume && !ours) throw new UsageError(`${out} holds no run to resume`);
  if (entries && entries.length > 0 && !ours) {
    throw new UsageError(`${out} is not empty and was not made by a run; choose another --out`);
  }
  const earlier = resume ? await readMark(out) : null;
  if (entries?.includes('data')) lockDataDir(join(out, 'data')).release();
  if (entries && !resume) await rm(out, { recursive: true });
  await mkdir(out, { recursive: true });
  const mark = { key: earlier?.key ?? createSecret(), port: await freePort(earlier?.port) };
  await writeFile(join(out, MARKER), JSON.stringify(mark));
  return mark;
}

/** Null for a mark that a crash cut short; nothing had been filed by then. */
async function readMark(out: string): Promise<RunMark | null> {
  try {
    return JSON.parse(await readFile(join(out, MARKER), 'utf8')) as RunMark;
  } catch {
    return null;
  }
}
