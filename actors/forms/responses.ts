/** Step 6: reading answers while the form is open, and once more when it closes. */

import type { Warning } from '../../machines/vocabulary.ts';
import { terminal } from '../../runtime/errors.ts';
import type { ActivityRun } from '../../runtime/ports.ts';
import type { ResponseSet } from '../content.ts';
import { writeOf } from '../drive/writes.ts';
import type { Activity, ActorPorts, CollectedResponse } from '../ports.ts';
import type { Workspace } from '../workspace/port.ts';
import type { FormMap } from './assessment.ts';
import { readInto } from './reading.ts';

/**
 * A larger cohort's file is only written when the form closes: one for each reading would leave
 * megabytes behind each time.
 */
const FILED_WHILE_OPEN_MAX = 200;

/** Reads what was handed in since the last time. */
export function readResponses(
  ports: ActorPorts,
  workspace: Workspace,
  options: { pageSize?: number } = {},
): Activity<'responses.read'> {
  return async ({ settings, form }, run) => {
    const { learners } = settings;
    await readInto(ports, workspace, run, { form: form.id, learners, anew: false, ...options });
    const has = new Set(await ports.collected.answered(form.id));
    const answered = learners.filter((learner) => has.has(learner));
    if (learners.length <= FILED_WHILE_OPEN_MAX) {
      await file(ports, run, { form: form.id, learners, closedAt: null });
    }
    return withWarnings({ answered }, await ports.collected.unmatched(form.id));
  };
}

/** Closes first, then reads everything: an answer is either in the last list or was refused. */
export function closeResponses(
  ports: ActorPorts,
  workspace: Workspace,
  options: { pageSize?: number } = {},
): Activity<'responses.close'> {
  return async ({ settings, step, form }, run) => {
    const { learners } = settings;
    const closedAt = await workspace.closeForm(writeOf(run, step, `close.${form.id}`), form.id);
    await readInto(ports, workspace, run, { form: form.id, learners, anew: true, ...options });
    const set = await file(ports, run, { form: form.id, learners, closedAt });
    const unmatched = await ports.collected.unmatched(form.id);
    await ports.collected.forget(form.id);
    const answered = set.responses.map(({ learner }) => learner);
    return withWarnings({ answered, missing: set.missing }, unmatched);
  };
}

interface Collection {
  form: string;
  learners: string[];
  closedAt: number | null;
}

/** Writes what each learner sent last as the workflow's newest `responses`. */
async function file(
  ports: ActorPorts,
  run: ActivityRun,
  { form, learners, closedAt }: Collection,
): Promise<ResponseSet> {
  const map = await readMap(ports, run.root, form);
  const sent = await ports.collected.latest(form);
  const latest = new Map(sent.map((response) => [response.learner, response]));
  const set: ResponseSet = {
    form_id: form,
    closed_at: closedAt,
    responses: learners.flatMap((learner) => {
      const response = latest.get(learner);
      return response ? [toResponse(learner, response, map)] : [];
    }),
    missing: learners.filter((learner) => !latest.has(learner)),
  };
  await ports.artifacts.put(
    {
      workflow: run.root,
      step: 'response_collection',
      type: 'responses',
      name: 'responses.json',
      mime: 'application/json',
    },
    Buffer.from(`${JSON.stringify(set, null, 2)}\n`),
  );
  return set;
}

async function readMap(ports: ActorPorts, workflow: string, form: string): Promise<FormMap> {
  const artifact = await ports.artifacts.latest(workflow, 'form_map');
  if (!artifact) throw terminal('FORM_MAP_MISSING', 'The assessment was never published.');
  const map = JSON.parse((await ports.artifacts.read(artifact)).toString('utf8')) as FormMap;
  if (map.form_id !== form)
    throw terminal('FORM_MAP_MISSING', 'The form is not the published one.');
  return map;
}

function toResponse(
  learner: string,
  response: CollectedResponse,
  map: FormMap,
): ResponseSet['responses'][number] {
  return {
    learner,
    submitted_at: response.submittedAt,
    answers: map.items.map(({ item, question, options }) => {
      const option = options.indexOf(response.answers[question]?.[0] ?? '');
      return { item, option: option === -1 ? null : option };
    }),
  };
}

/** Who they are is not told: their addresses are nobody's business here. */
function withWarnings<T extends object>(
  output: T,
  unmatched: number,
): T & { warnings?: Warning[] } {
  if (unmatched === 0) return output;
  const answers = unmatched === 1 ? 'answer' : 'answers';
  const message = `${unmatched} ${answers} came from people who are not learners of this workflow.`;
  return { ...output, warnings: [{ code: 'RESPONDENT_UNKNOWN', message }] };
}
