/**
 * What the API answers, field by field, as it is described to clients; a test holds real answers
 * against it. Objects are open: a field may come, none may go.
 */
import { z } from 'zod';
import { ROLES } from './people/roles.ts';

const open = z.looseObject;
const text = z.string();
const count = z.int().min(0);
const time = z.iso.datetime().describe('ISO 8601');
const stamp = z.number().describe('ms since 1970');
const json = z.unknown().describe('any JSON');
const flag = z.boolean();
const status = text.describe(
  'running, waiting, needs_attention, compensating, completed, cancelled or failed',
);
const cursor = text.nullable().describe('cursor of the next page; null on the last');
const seq = count.describe('position in the journal');
const pageOf = <S extends z.ZodType>(item: S) => open({ items: z.array(item), next: cursor });
const listOf = <S extends z.ZodType>(item: S) => open({ items: z.array(item) });

export const problem = open({
  type: text,
  title: text,
  status: count,
  detail: text,
  instance: text,
  code: text.optional().describe('one of docs/errors.md'),
  errors: z
    .array(open({ path: text.describe('as in the request'), message: text }))
    .optional()
    .describe('each field that is wrong'),
});

export const me = open({
  person: text,
  name: text,
  roles: z.array(z.enum(ROLES)),
  groups: z.array(text).describe('* stands for all'),
  is_admin: flag,
  mode: z.enum(['local', 'login']),
});
export const person = open({
  person: text,
  name: text,
  roles: z.array(z.enum(ROLES)),
  groups: z.array(text),
  active: flag,
  has_code: flag.describe('whether a login code was made'),
  created_at: time,
  updated_at: time,
});
export const people = listOf(person);
export const loginCode = open({ person: text, code: text.describe('shown this once') });
export const sessions = listOf(
  open({
    id: text,
    person: text,
    client: text.describe('browser and system'),
    created_at: time,
    seen_at: time,
    expires_at: time,
    current: flag,
  }),
);
export const ended = open({ ended: count });

const artifactRef = open({
  id: text,
  type: text,
  name: text,
  version: count,
  sha256: text,
  bytes: count,
  mime: text,
});
const artifact = artifactRef.extend({
  workflow: text,
  step: text,
  learner: text.nullable(),
  meta: json,
  created_at: stamp,
  url: text,
});

export const started = open({ workflow_id: text, created: flag.describe('false for a repeat') });
const workflowRow = open({
  workflow_id: text,
  certification_name: text,
  organization_id: text,
  status,
  step_name: text.nullable(),
  progress_percentage: z.number(),
  open_dead_letters: count,
  seq,
  created_at: stamp,
  updated_at: stamp,
});
export const workflows = pageOf(workflowRow).extend({ total: count });
export const histogram = open({
  time: text,
  bucket_ms: count,
  total: count,
  buckets: z.array(open({ start: stamp, count, by_status: z.record(text, count) })),
});
export const workflow = open({
  workflow_id: text,
  machine: text,
  version: text,
  current_version: text.describe('of the machine, for new workflows'),
  value: json.describe('state value of the statechart'),
  status,
  step_name: text.nullable(),
  progress_percentage: z.number(),
  children: z.array(
    open({
      id: text,
      address: text,
      machine: text,
      value: json,
      status: text,
      activity: text.nullable(),
    }),
  ),
  accepts: z.array(text).describe('interventions possible now'),
  certification_name: text,
  organization_id: text,
  context: json,
  last_failure: json.nullable(),
  dead_letters: z.array(json),
  warnings: z.array(json),
  degraded: z.array(json),
  approvals: z.array(json),
  interventions: z.array(json),
  error_count: count,
  estimated_completion: time.nullable(),
  estimated_completion_note: text.nullable(),
  created_at: time,
  updated_at: time,
  seq,
});
export const timeline = open({
  workflow_id: text,
  timeline: z.array(
    open({
      seq,
      event: text,
      step_name: text.nullable(),
      status: text,
      progress_percentage: z.number(),
      state: text.optional(),
      metadata: json,
      timestamp: time,
    }),
  ),
  seq,
});
export const gantt = open({
  workflow_id: text,
  rows: z.array(
    open({
      id: text,
      parent: text.nullable(),
      kind: text,
      what: text,
      bars: z.array(open({ from: stamp, to: stamp.nullable(), outcome: text.nullable() })),
    }),
  ),
  until: stamp,
  seq,
});
export const journal = open({
  items: z.array(
    open({
      address: text,
      seq,
      at: stamp,
      kind: text,
      event: json.nullable(),
      value: json.nullable(),
    }),
  ),
  next: seq.nullable(),
});
export const artifacts = listOf(artifact);
export const deadlines = listOf(
  open({ address: text, machine: text, state: text, delay: text, due_at: stamp }),
);
export const intervened = open({ workflow_id: text, seq, status });
export const uploaded = open({
  upload_id: text,
  title: text,
  sha256: text,
  bytes: count,
  uploads: z.array(open({ upload_id: text, title: text, sha256: text, bytes: count })),
  refused: z
    .array(open({ path: text, message: text }))
    .describe('files that were not taken, and why'),
});

const may = z.record(text, json).describe('null where one may, else why not');
const checkpointFields = {
  id: text,
  workflow_id: text,
  certification_name: text,
  kind: z.enum(['questions', 'gaps', 'scripts', 'release']),
  state: json,
  status: text,
  subject: open({ artifact_id: text, version: count, content_hash: text, authors: z.array(text) }),
  policy: open({ quorum: count, groups: z.array(text), due_minutes: count, on_timeout: text }),
  priority: count,
  decisions: z.array(json),
  approvals: z.array(text),
  verdict: text.nullable(),
  assignee: text.nullable(),
  reserved_until: time.nullable(),
  due_at: time.nullable(),
  escalated_at: time.nullable(),
  opened_at: time,
};
export const checkpoints = open({
  items: z.array(open({ ...checkpointFields, may })),
  total: count,
});
/** As an action on it answers. */
export const checkpoint = open(checkpointFields).partial({ certification_name: true });
export const checkpointWhole = open({
  ...checkpointFields,
  artifact: artifact.nullable(),
  content: json.describe('what is to be decided on'),
  may,
});
export const passage = open({ document_title: text, heading: z.array(text) });

export const deadLetter = open({
  id: count,
  workflow_id: text,
  address: text,
  machine: text,
  event: text.nullable().describe('type of what could not be taken'),
  error: open({ kind: text, code: text, message: text }),
  at: time,
  attempts: count,
  state: z.enum(['open', 'resolved']),
  resolution: text.nullable(),
  resolved_by: text.nullable(),
  resolved_at: time.nullable(),
});
export const deadLetters = pageOf(deadLetter);
export const settled = deadLetter.extend({ seq: seq.nullable() });

export const views = listOf(
  open({ name: text, query: text.describe('as in the address'), created_at: stamp }),
);
const bulkFields = {
  id: text,
  person: text,
  action: text,
  open: count,
  accepted: count,
  refused: count,
  failed: count,
  created_at: time,
  ended_at: time.nullable(),
};
export const bulk = open(bulkFields);
export const bulks = listOf(bulk);
export const overview = open({
  at: time,
  components: z.record(text, json),
  counts: z.record(text, count),
  breakers: z.array(open({ integration: text, state: text, failures: count, threshold: count })),
  effects: z.array(open({ call: text, running: count, begun_again: count })),
  waiting: z.array(open({ waits_for: text, count, oldest: stamp })),
  overdue: open({ count }),
  outcomes: z.array(open({ window: text, completed: count, compensated: count, cancelled: count })),
  step_times: open({ workflows: count, steps: z.array(json) }),
  dead_letters: open({ open: count, items: z.array(json) }),
  nodes: z.array(open({ id: text, starts: count })),
  versions: z.array(open({ machine: text, version: text, count })),
  incidents: z.array(open({ at: stamp, kind: text, what: text, detail: text })),
});
export const home = open({
  counts: z.record(text, count),
  mine: z.array(workflowRow),
  finished: z.array(workflowRow),
  attention: z.array(workflowRow).describe('for an operator, the longest waiting first'),
  waiting: z.array(workflowRow).describe('for an educator, likewise'),
});
export const bulkPreviewed = open({
  action: text,
  count,
  ended: count.describe('of them, already over'),
  accepting: count.describe('of them, that would take the action'),
  sample: z.array(workflowRow),
  token: text.describe('what to send to begin it'),
  expires_at: time,
});

const bankItem = open({ id: text, state: text, version: count });
export const bankItems = pageOf(json).extend({ total: count });
export const bankItemWhole = bankItem;
export const certifications = listOf(open({ name: text, items: count }));
export const matrix = open({ certification: text.nullable(), lines: z.array(json) });
export const formats = listOf(
  open({ id: text, name: text, for: text, extension: text, reads: flag }),
);
export const imported = open({
  dry_run: flag,
  taken: z.array(json),
  known: z.array(json),
  refused: z.array(json),
});
export const exportPreview = open({ cannot_carry: z.array(text) });
export const cohort = open({
  workflow_id: text,
  certification_name: text,
  pass_mark: z.number(),
  domains: z.array(open({ name: text, weight: z.number() })),
  names_shown: flag,
  cohort: json.nullable(),
  learners: z.array(open({ id: text, name: text.nullable() })),
  released: flag,
  questions: z.array(json),
});
const verdict = open({
  key: text,
  workflow: text,
  certification_name: text,
  moment: text.describe('release or report'),
  at: stamp,
  score: z.number().describe('0 to 100'),
  compliance_status: text,
  categories: z.array(json),
  rules: z.array(json),
});
export const qualityVerdicts = listOf(verdict);
export const workflowQuality = open({
  workflow_id: text,
  now: json.describe('null before there is work to judge'),
  items: z.array(verdict),
});
export const learner = open({
  id: text,
  name: text.nullable(),
  workflow_id: text,
  certification_name: text,
  erased: flag,
  released: flag,
});

export const machineList = listOf(
  open({
    name: text,
    version: text,
    views: z.array(text),
    versions: z.array(open({ version: text, in_code: flag })),
  }),
);
export const machine = open({
  name: text,
  version: text,
  in_code: flag,
  current: flag,
  view: text,
  views: z.array(text),
  states: z.array(
    open({
      id: text,
      path: z.array(text),
      parent: text.nullable(),
      type: text,
      initial: text.nullable(),
    }),
  ),
  transitions: z.array(
    open({
      source: text,
      target: text.nullable(),
      event: text,
      kind: text,
      delay: text.nullable(),
      guard: text.nullable(),
      actions: z.array(text),
    }),
  ),
  layout: json.nullable().describe('null while it is laid out (202)'),
});
export const definition = open({ name: text, version: text, in_code: flag, definition: json });
export const coverage = open({
  name: text,
  version: text,
  actors: count,
  states: z.array(open({ id: text, actors: count })),
});
export const difference = open({
  name: text,
  version: text,
  against: text,
  states: json,
  transitions: json,
});

export const auditPage = pageOf(
  open({
    seq,
    at: time,
    actor: text,
    action: text,
    subject: text,
    before: json.nullable(),
    after: json.nullable(),
    detail: json,
    hash: text,
  }),
).extend({ total: count, actions: z.array(text) });
export const auditVerdict = open({
  intact: flag,
  entries: count,
  broken_at: count.nullable(),
  head: open({ seq: count, hash: text }).nullable(),
  kept_at: count.nullable().optional().describe('where the hash you kept stands'),
});
export const settings = open({
  version: text,
  mode: z.enum(['local', 'login']),
  flags: z.array(open({ name: text, on: flag, from: text, meaning: text })),
  configuration: z.array(
    open({
      name: text,
      meaning: text,
      from: z.enum(['environment', 'default']),
      value: text.nullable().describe('null for secrets and for what is not set'),
      is_secret: flag,
    }),
  ),
  retention: z.array(open({ what: text, kept: text, how: text })),
});
export const google = open({
  identity: z.enum(['local', 'service_account', 'delegated', 'person']),
  subject: text.nullable().describe('the account a service account acts for'),
  shared_drive: text.nullable(),
  scopes: z.array(text),
  connection: open({
    connected_by: text,
    connected_at: time,
    broken_at: time.nullable().describe('since when Google refuses it'),
    is_unreadable: flag.describe('the secret it was sealed with is gone'),
  }).nullable(),
  redirect_uri: text.nullable().describe('to be registered at Google, where a person connects'),
  waiting: count.describe('workflows that wait for the connection'),
});
export const googleAccount = open({
  user: text,
  address: text,
  quota_bytes: count.nullable().describe('null where there is no limit'),
  used_bytes: count,
  root: text,
});
export const consentPage = open({ url: text.describe('Google’s consent page') });
export const resumed = open({ resumed: count });
export const disconnected = open({
  withdrawn: flag.describe('false: Google could not be told; withdraw it there'),
});
export const firstEstimate = open({
  machine_ms: z.number().nullable(),
  runs: count,
  runs_needed: count,
  videos: flag,
});
export const requestFile = open({
  request: json,
  errors: z.array(open({ path: text, message: text })),
});
export const curriculum = open({
  domains: z.array(
    open({
      name: text,
      weight: z.number().nullable().describe('percent; null where it gives none, or a range'),
      objectives: z.array(text),
      page: count.nullable().describe('from 1; null in formats without pages'),
      quote: text.describe('the line it was read from'),
    }),
  ),
  sum: z.number().describe('all weights together, in percent'),
  notes: z.array(text).describe('what a person has to look at'),
});
export const exampleRequest = open({ request: json });
export const health = open({ status: text, version: text });
export const ready = open({
  status: text,
  draining: flag,
  components: z.record(text, open({ status: text, detail: text.optional() })),
});
/** Whatever it is: a document of its own kind. */
export const anything = json;
