/** Step 6: reading answers while the form is open, and once more when it closes. */

import type { Warning } from '../../machines/vocabulary.ts';
import { terminal } from '../../runtime/errors.ts';
import type { ActivityRun } from '../../runtime/ports.ts';
import type { ResponseSet } from '../content.ts';
import { writeOf } from '../drive/writes.ts';
import type { Activity, ActorPorts } from '../ports.ts';
import type { FormResponse, Workspace } from '../workspace/port.ts';
import type { FormMap } from './assessment.ts';

/** Reads everything handed in so far. */
export function readResponses(ports: ActorPorts, workspace: Workspace): Activity<'responses.read'> {
  return async ({ settings, form }, run) => {
    const { set, warnings } = await collect(ports, workspace, run, {
      form: form.id,
      learners: settings.learners,
      closedAt: null,
    });
    const answered = set.responses.map((response) => response.learner);
    return warnings.length > 0 ? { answered, warnings } : { answered };
  };
}

/** Closes first, then reads: an answer is either in the last list or was refused. */
export function closeResponses(
  ports: ActorPorts,
  workspace: Workspace,
): Activity<'responses.close'> {
  return async ({ settings, step, form }, run) => {
    const closedAt = await workspace.closeForm(writeOf(run, step, `close.${form.id}`), form.id);
    const { set, warnings } = await collect(ports, workspace, run, {
      form: form.id,
      learners: settings.learners,
      closedAt,
    });
    const output = {
      answered: set.responses.map((response) => response.learner),
      missing: set.missing,
    };
    return warnings.length > 0 ? { ...output, warnings } : output;
  };
}

interface Collection {
  form: string;
  learners: string[];
  closedAt: number | null;
}

async function collect(
  ports: ActorPorts,
  workspace: Workspace,
  run: ActivityRun,
  what: Collection,
): Promise<{ set: ResponseSet; warnings: Warning[] }> {
  const map = await readMap(ports, run.root, what.form);
  const all = await listAll(ports, workspace, run, what);
  const latest = latestOfEach(all);
  const set: ResponseSet = {
    form_id: what.form,
    closed_at: what.closedAt,
    responses: what.learners.flatMap((learner) => {
      const response = latest.get(learner);
      return response ? [toResponse(learner, response, map)] : [];
    }),
    missing: what.learners.filter((learner) => !latest.has(learner)),
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
  const unmatched = all.filter((response) => response.learner === null).length;
  return { set, warnings: unmatched > 0 ? [unknownRespondents(unmatched)] : [] };
}

async function readMap(ports: ActorPorts, workflow: string, form: string): Promise<FormMap> {
  const artifact = await ports.artifacts.latest(workflow, 'form_map');
  if (!artifact) throw terminal('FORM_MAP_MISSING', 'The assessment was never published.');
  const map = JSON.parse((await ports.artifacts.read(artifact)).toString('utf8')) as FormMap;
  if (map.form_id !== form)
    throw terminal('FORM_MAP_MISSING', 'The form is not the published one.');
  return map;
}

async function listAll(
  ports: ActorPorts,
  workspace: Workspace,
  run: ActivityRun,
  what: Collection,
): Promise<FormResponse[]> {
  const identities = [...(await ports.vault.open(run.root, what.learners)).values()];
  const all: FormResponse[] = [];
  let page: string | null = null;
  do {
    const at = page === null ? {} : { page };
    const answer = await workspace.listResponses(what.form, identities, {
      ...at,
      signal: run.signal,
    });
    all.push(...answer.responses);
    page = answer.next;
  } while (page !== null);
  return all;
}

/** What a learner sent last counts, whether as an edit or, where a form allows it, once more. */
function latestOfEach(all: FormResponse[]): Map<string, FormResponse> {
  const latest = new Map<string, FormResponse>();
  const ordered = [...all].sort((a, b) => a.submittedAt - b.submittedAt || (a.id < b.id ? -1 : 1));
  for (const response of ordered) {
    if (response.learner !== null) latest.set(response.learner, response);
  }
  return latest;
}

function toResponse(
  learner: string,
  response: FormResponse,
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

function unknownRespondents(count: number): Warning {
  const message = `${count} ${count === 1 ? 'answer' : 'answers'} came from people who are not learners of this workflow.`;
  return { code: 'RESPONDENT_UNKNOWN', message };
}
