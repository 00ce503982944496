/**
 * `npm run bench -- engine`: 1000 workflows of the job at once from this process, then 60 signals
 * one at a time. ENGINE_DATABASE=embedded|postgres picks the database.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { SIGNAL_AFTER, STEPS } from './job.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    runs: { type: 'string', default: '3' },
    workflows: { type: 'string', default: '1000' },
  },
});
const RUNS = Number(values.runs);
const WORKFLOWS = Number(values.workflows);
const SERVER =
  process.env.DATABASE_URL ?? `postgres://${userInfo().username}@127.0.0.1:5432/presgen_bench`;
const kind = process.env.ENGINE_DATABASE ?? 'postgres';

interface Host {
  post(body: object): Promise<{ cpu: { user: number; system: number } }>;
  log: string;
  stop(): Promise<void>;
}

async function startHost(): Promise<Host> {
  const dir = mkdtempSync(join(tmpdir(), 'presgen-bench-'));
  const log = join(dir, 'steps.log');
  writeFileSync(log, '');
  if (kind === 'postgres')
    execFileSync('psql', [
      '-h',
      '127.0.0.1',
      '-q',
      '-c',
      'drop database if exists presgen_bench',
      '-c',
      'create database presgen_bench',
      'postgres',
    ]);
  const host = new URL('engine-host.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [host, dir, kind === 'postgres' ? SERVER : '', log], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const { port } = JSON.parse(value ?? '{}') as { port: number };
  return {
    log,
    post: async (body) => {
      const response = await fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(await response.text());
      return response.json() as Promise<{ cpu: { user: number; system: number } }>;
    },
    stop: async () => {
      const closed = new Promise((resolve) => child.on('exit', resolve));
      child.kill('SIGTERM');
      await closed;
      rmSync(dir, { recursive: true });
    },
  };
}

type Line = [workflow: string, step: string, at: number];
const linesOf = (log: string): Line[] =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [workflow = '', step = '', at = ''] = line.split(' ');
      return [workflow, step, Number(at)];
    });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function throughput(host: Host): Promise<{ perSecond: number; cpuSeconds: number }> {
  const ids = Array.from({ length: WORKFLOWS }, (_, index) => `t${index}`);
  const before = (await host.post({})).cpu;
  const started = Date.now();
  for (let at = 0; at < ids.length; at += 100)
    await host.post({ start: ids.slice(at, at + 100), signal: ids.slice(at, at + 100) });
  for (;;) {
    const lines = linesOf(host.log);
    const ends = lines.filter(([, step]) => step === 'end');
    if (ends.length >= WORKFLOWS) {
      const after = (await host.post({})).cpu;
      const last = Math.max(...ends.map(([, , at]) => at));
      return {
        perSecond: (WORKFLOWS / (last - started)) * 1000,
        cpuSeconds: (after.user + after.system - before.user - before.system) / 1e6,
      };
    }
    await pause(20);
  }
}

async function latency(host: Host): Promise<number[]> {
  const samples: number[] = [];
  for (let index = 0; index < 60; index += 1) {
    const id = `l${index}`;
    await host.post({ start: [id] });
    await until(host, id, String(SIGNAL_AFTER));
    await pause(60 + Math.random() * 100);
    const sent = performance.timeOrigin + performance.now();
    await host.post({ signal: [id] });
    samples.push((await until(host, id, String(SIGNAL_AFTER + 1))) - sent);
    await until(host, id, 'end');
  }
  return samples.sort((a, b) => a - b);
}

async function until(host: Host, id: string, step: string): Promise<number> {
  for (;;) {
    const line = linesOf(host.log).findLast(([workflow, name]) => workflow === id && name === step);
    if (line) return line[2];
    await pause(2);
  }
}

const median = (numbers: number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const rates: number[] = [];
const cpu: number[] = [];
const signals: number[] = [];
for (let run = 0; run < RUNS; run += 1) {
  const host = await startHost();
  const { perSecond, cpuSeconds } = await throughput(host);
  rates.push(perSecond);
  cpu.push(cpuSeconds);
  if (run === 0) signals.push(...(await latency(host)));
  await host.stop();
  process.stdout.write(
    `run ${run + 1}: ${perSecond.toFixed(0)} workflows/s, ${cpuSeconds.toFixed(1)} CPU s in the engine's process\n`,
  );
}
const figures = {
  workflows_per_second: median(rates),
  steps_per_second: median(rates) * STEPS,
  signal_p50_ms: median(signals),
  signal_max_ms: signals.at(-1) ?? 0,
  cpu_seconds: median(cpu),
};
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const report = {
  bench: 'engine',
  commit,
  device: `${cpus().length} x ${cpus()[0]?.model}, ${kind}`,
  runs: RUNS,
  figures,
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
