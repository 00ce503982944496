/** Plays one request on a running system and shows how it goes: progress, a table, the artefacts. */
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { answer } from '../actors/assessment/index.ts';
import type { QuestionSet } from '../actors/content.ts';
import type { RehearsalClock } from '../ops/clock.ts';
import { stopwatch } from '../ops/clock.ts';
import { type Client, createClient } from '../ops/rehearsal/client.ts';
import type { Answerer } from '../ops/rehearsal/learner.ts';
import { linksInMails } from '../ops/rehearsal/mailbox.ts';
import { type FilingPorts, fileRequest, play } from '../ops/rehearsal/play.ts';
import type { RequestFile } from '../ops/rehearsal/request-file.ts';
import type { Terminal } from './exits.ts';
import { exportArtefacts } from './export-artefacts.ts';
import { type ProgressView, stepTable, watchSteps } from './step-watch.ts';
import type { System } from './system.ts';
import { duration } from './table.ts';

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
  for (const { film } of artefacts) if (film) terminal.err(`“${film.topic}”: ${film.made}`);
  const { warnings } = await client.get<ProgressView>(`/api/workflows/${workflow}`);
  for (const { message } of warnings) terminal.err(`warning: ${message}`);
  const result = await readFile(join(out, 'result.json'), 'utf8').then(JSON.parse, () => null);
  const succeeded = ended.status === 'completed' && isSuccess(result);
  terminal.err(
    succeeded
      ? `done in ${duration(elapsedMs())}; start with ${relative(process.cwd(), join(out, 'report.html'))}`
      : unsuccessful(ended.status, relative(process.cwd(), join(out, 'report.html'))),
  );
  return {
    succeeded,
    result: result ?? { success: false, workflow_id: workflow, status: ended.status },
  };
}

/** A workflow can reach its end without its main outcome, as when nobody answers. */
function unsuccessful(status: string, report: string): string {
  return status === 'completed'
    ? `completed without its main outcome; ${report} says what is missing`
    : `not completed: ${status}`;
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
