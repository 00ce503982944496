/** Plays one request on a running system and shows how it goes: progress, a table, the artefacts. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { answer } from '../actors/assessment/index.ts';
import type { QuestionSet } from '../actors/content.ts';
import { WORKFLOW_MACHINE } from '../machines/registry.ts';
import { STEP_NAMES, STEPS } from '../machines/vocabulary.ts';
import type { RehearsalClock } from '../ops/clock.ts';
import { stopwatch } from '../ops/clock.ts';
import { type Client, createClient } from '../ops/rehearsal/client.ts';
import type { Answerer } from '../ops/rehearsal/learner.ts';
import { linksInMails } from '../ops/rehearsal/mailbox.ts';
import { type FilingPorts, fileRequest, play } from '../ops/rehearsal/play.ts';
import type { RequestFile } from '../ops/rehearsal/request-file.ts';
import type { Terminal } from './exits.ts';
import type { System } from './system.ts';
import { duration, table } from './table.ts';

export interface RehearseOptions {
  file: RequestFile;
  out: string;
  resume: boolean;
  /** Idempotency key of the filing. */
  key: string;
  system: System;
  clock: RehearsalClock;
  terminal: Terminal;
}

export interface RehearseOutcome {
  succeeded: boolean;
  result: unknown;
}

const WORKFLOW_FILE = 'workflow-id';

export async function rehearse(options: RehearseOptions): Promise<RehearseOutcome> {
  const { file, out, system, terminal } = options;
  const client = createClient(system.url, String(file.request.user_profile_id ?? 'requester'));
  const elapsedMs = stopwatch();
  const note = (line: string) =>
    terminal.err(`${`${(elapsedMs() / 1000).toFixed(1)} s`.padStart(8)}  ${line}`);
  const steps = watchSteps(system, elapsedMs, note);
  const workflow =
    (await filedBefore(options)) ?? (await fileRequest(file, filing(options, client)));
  await writeFile(join(out, WORKFLOW_FILE), `${workflow}\n`);
  note(`workflow ${workflow} on ${system.url}`);
  if (options.resume) steps.catchUp(await client.get<ProgressView>(`/api/workflows/${workflow}`));
  const ended = await play(workflow, file, {
    client,
    note,
    quiet: () => system.engine.quiet(),
    jump: () => jump(options),
    formLinks: () =>
      linksInMails(join(system.dataDir, 'workspace', 'outbox'), /https?:\/\/\S+?\/f\/[\w.~-]+/),
    answerer: (learner) => answererOf(options, workflow, learner),
  });
  steps.stop();
  note(`${workflow} ${ended.status}`);
  const artefacts = await exportArtefacts(options, workflow);
  terminal.err(`\n${stepTable(steps.seen, artefacts)}\n`);
  const { warnings } = await client.get<ProgressView>(`/api/workflows/${workflow}`);
  for (const { message } of warnings) terminal.err(`warning: ${message}`);
  const result = await readFile(join(out, 'result.json'), 'utf8').then(JSON.parse, () => null);
  const missing = STEP_NAMES.filter((step) => !steps.seen.has(step));
  if (missing.length > 0) terminal.err(`never entered: ${missing.join(', ')}`);
  const succeeded = ended.status === 'completed' && missing.length === 0 && isSuccess(result);
  terminal.err(
    succeeded
      ? `done in ${duration(elapsedMs())}; start with ${relative(process.cwd(), join(out, 'report.html'))}`
      : `not completed: ${ended.status}`,
  );
  return {
    succeeded,
    result: result ?? { success: false, workflow_id: workflow, status: ended.status },
  };
}

/** The workflow of an earlier run in this folder; null when it ended before it could note one. */
async function filedBefore({ out, resume }: RehearseOptions): Promise<string | null> {
  if (!resume) return null;
  const noted = await readFile(join(out, WORKFLOW_FILE), 'utf8').catch(() => '');
  return noted.trim() || null;
}

function filing({ key, system }: RehearseOptions, client: Client): FilingPorts {
  return {
    client,
    key,
    takeAnyway: async ({ fileName, title, bytes }) => {
      const mime = 'application/octet-stream';
      return (await system.addUpload({ fileName, title, bytes, mime, workflow: null })).id;
    },
  };
}

function isSuccess(result: unknown): boolean {
  return (
    typeof result === 'object' && result !== null && 'success' in result && result.success === true
  );
}

async function jump({ system, clock }: RehearseOptions): Promise<boolean> {
  const due = await system.engine.nextDue();
  if (due === null) return false;
  clock.jumpTo(due);
  return true;
}

interface StepSeen {
  /** When this run saw it begin; null for a step that an earlier run finished. */
  enteredMs: number | null;
  leftMs: number | null;
}

/** What the API says about a workflow, as far as it is needed here. */
interface ProgressView {
  value: unknown;
  progress_percentage: number;
  warnings: { message: string }[];
  context: { timings: { step: string; completed_at: number | null }[] };
}

/** Notes when each step was entered and left, in wall time, and tells about it as it happens. */
function watchSteps(system: System, elapsedMs: () => number, note: (line: string) => void) {
  const seen = new Map<string, StepSeen>();
  const look = (value: unknown, progress: number) => {
    const active = new Set(stepsIn(value));
    for (const [step, times] of seen) if (!active.has(step)) times.leftMs ??= elapsedMs();
    for (const step of active) {
      if (seen.has(step)) continue;
      seen.set(step, { enteredMs: elapsedMs(), leftMs: null });
      note(`${String(progress).padStart(3)} %  ${step}`);
    }
  };
  const stop = system.engine.subscribe('*', (frame) => {
    if (frame.kind !== 'transition' || frame.machine !== WORKFLOW_MACHINE) return;
    look(frame.value, frame.view.progress);
  });
  /** Takes note of what happened while nobody watched. */
  const catchUp = ({ value, progress_percentage, context }: ProgressView) => {
    for (const { step, completed_at } of context.timings)
      if (completed_at !== null && !seen.has(step)) seen.set(step, { enteredMs: null, leftMs: 0 });
    look(value, progress_percentage);
  };
  return { seen, stop, catchUp };
}

/** Names of the steps a state value is in and has not completed. */
function stepsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name in STEPS ? (inner === 'completed' ? [] : [name]) : stepsIn(inner),
  );
}

/** The simulated learner: knows the keys, and answers as well as the rehearsal says. */
async function answererOf(
  options: RehearseOptions,
  workflow: string,
  learner: string,
): Promise<Answerer | null> {
  const part = options.file.rehearsal?.learners[learner];
  const { artifacts } = options.system.ports;
  const artifact = await artifacts.latest(workflow, 'questions');
  if (!part || 'never_answers' in part || artifact === null) return null;
  const { items } = JSON.parse((await artifacts.read(artifact)).toString('utf8')) as QuestionSet;
  return ({ title, options: shown }) => {
    const item = items.find(({ stem }) => title.includes(stem.trim()));
    if (!item) return 0;
    const chosen = answer(item, {
      ability: part.ability,
      weak_domains: part.weak_domains ?? [],
      seed: `${workflow}/${learner}`,
    });
    return shown.findIndex((option) => option.trim() === item.options[chosen]?.trim());
  };
}

const EXPORTED = new Set([
  'deck',
  'video',
  'captions',
  'poster',
  'transcript',
  'storyboard',
  'report',
  'result',
  'questions',
  'gaps',
  'coverage',
  'scripts',
  'manifest',
]);
const AT_TOP = new Set(['report', 'result']);

interface Exported {
  step: string;
  type: string;
  path: string;
}

async function exportArtefacts(
  { out, system }: RehearseOptions,
  workflow: string,
): Promise<Exported[]> {
  const exported: Exported[] = [];
  for (const artifact of await system.ports.artifacts.list(workflow)) {
    if (!EXPORTED.has(artifact.type)) continue;
    const folder = AT_TOP.has(artifact.type) ? out : join(out, 'artifacts', artifact.type);
    await mkdir(folder, { recursive: true });
    const path = join(folder, artifact.name.replaceAll('/', '_'));
    await copyFile(system.ports.blobs.path(artifact.sha256), path);
    exported.push({
      step: artifact.step,
      type: artifact.type,
      path: relative(process.cwd(), path),
    });
  }
  return exported;
}

function tookOf(times: StepSeen | undefined): string {
  if (!times) return 'not entered';
  if (times.enteredMs === null) return 'earlier';
  return duration((times.leftMs ?? times.enteredMs) - times.enteredMs);
}

function stepTable(seen: Map<string, StepSeen>, artefacts: Exported[]): string {
  const rows = STEP_NAMES.map((step) => {
    const took = tookOf(seen.get(step));
    const made = artefacts.filter((each) => each.step === step).map(({ path }) => path);
    return [
      String(STEPS[step].number),
      step,
      took,
      made.slice(0, 3).join(', ') + (made.length > 3 ? ` and ${made.length - 3} more` : ''),
    ];
  });
  return table(['#', 'step', 'took', 'artefacts'], rows);
}
