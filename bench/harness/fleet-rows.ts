/**
 * A hundred thousand workflows in a store: a few are run by the real engine to where they rest, and
 * their journals are written again and again under new ids and at other times. What a list reads of
 * them is what the store makes of any turn; each can be opened and acted on.
 */
import { breakers, machines } from '../../machines/registry.ts';
import type { WorkflowSettings } from '../../machines/vocabulary.ts';
import { createSystemClock } from '../../ops/clock.ts';
import type { Database } from '../../persistence/database.ts';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import { createSqlStore } from '../../persistence/store.ts';
import { createInProcessDispatcher } from '../../runtime/dispatch-in-process.ts';
import { openEngine } from '../../runtime/engine.ts';
import { terminal, transient } from '../../runtime/errors.ts';
import type {
  ActorRecord,
  CommitOutcome,
  InboxRow,
  JournalEntry,
  Json,
  Turn,
} from '../../runtime/ports.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { OUTPUTS, REF, settingsWith } from '../../test/machines/samples.ts';

/** One actor at rest: what it is, how it came there, what it waits for. */
interface Rested {
  after: ActorRecord;
  journal: JournalEntry[];
  inbox: InboxRow[];
}

/** How a pattern is brought about, and its share of the whole in percent. */
interface Pattern {
  share: number;
  fails?: Record<string, 'terminal' | 'transient'>;
  order?: { type: string; by: string };
  rests: string;
}

const BY = 'operator-olga';
const REFUSED = { 'drive.provision': 'terminal' } as const;
const PATTERNS: Pattern[] = [
  { share: 6, fails: REFUSED, rests: 'needs_attention' },
  { share: 34, fails: REFUSED, order: { type: 'cancel', by: BY }, rests: 'cancelled' },
  { share: 24, fails: REFUSED, order: { type: 'give_up', by: BY }, rests: 'compensated' },
  { share: 26, fails: { 'drive.provision': 'transient' }, rests: 'running' },
  { share: 10, rests: 'waiting' },
];

const PATTERN_ID = 'wf-pattern';
const NAMES = [
  'Cloud Practitioner',
  'Network Associate',
  'Food Safety',
  'Data Steward',
  'First Aid',
];
const DAY_MS = 86_400_000;

export interface FilledFleet {
  /** Ids by number; every one exists. */
  idOf(n: number): string;
  perStatus: Record<string, number>;
}

/** Fills an empty, open database; the clock of the workflows spans the ninety days before `now`. */
export async function fillFleet(db: Database, count: number, now: number): Promise<FilledFleet> {
  const patterns = await Promise.all(PATTERNS.map(rest));
  const store = createSqlStore(db);
  const perStatus: Record<string, number> = {};
  const idOf = (n: number) => `wf-${String((n * 7919) % 1_000_003).padStart(7, '0')}`;
  // The next batch is made up while the database takes in the last one.
  let taking: Promise<void> = Promise.resolve();
  for (let first = 0; first < count; first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, count - first) }, (_, n) => first + n);
    const turns = numbers.flatMap((n) => {
      const pattern = patterns[patternOf(n)] ?? [];
      const status = pattern[0]?.after.view.status ?? '';
      perStatus[status] = (perStatus[status] ?? 0) + 1;
      return pattern.map((actor) => again(actor, idOf(n), placeInTime(n, count, now), now));
    });
    await taking;
    taking = nameThem(db, numbers, idOf)
      .then(() => store.commit(turns))
      .then(refuseLost);
  }
  await taking;
  await db.sql('analyze');
  return { idOf, perStatus };
}

function refuseLost(outcomes: CommitOutcome[]): void {
  const lost = outcomes.find((outcome) => outcome !== 'accepted');
  if (lost) throw new Error(`a workflow was not written: ${JSON.stringify(lost)}`);
}

const BATCH = 1000;

/** The same numbers always fall to the same pattern, mixed well. */
function patternOf(n: number): number {
  let at = (n * 61) % 100;
  return PATTERNS.findIndex(({ share }) => {
    at -= share;
    return at < 0;
  });
}

/** Later numbers are later, more densely towards the end. */
function placeInTime(n: number, count: number, now: number): number {
  return Math.round(now - 90 * DAY_MS * (1 - (n + 1) / count) ** 1.6 - 1000);
}

async function nameThem(db: Database, numbers: number[], idOf: (n: number) => string) {
  const rows = numbers.map((n) => {
    const certification_name = `${NAMES[n % NAMES.length]} ${2020 + (n % 7)}`;
    const settings = settingsWith({ certification_name, organization_id: `org-${n % 40}` });
    return { workflow: idOf(n), certification_name, organization_id: `org-${n % 40}`, settings };
  });
  await db.sql(
    `insert into request (workflow, certification_name, organization_id, settings)
    select * from json_to_recordset(?::json) as r(workflow text, certification_name text,
      organization_id text, settings json)`,
    [JSON.stringify(rows)],
  );
}

/** The actor once more: another workflow's id in everything, its times moved to end at `at`. */
function again(actor: Rested, id: string, at: number, now: number): Turn {
  const moved = JSON.parse(JSON.stringify(actor).replaceAll(PATTERN_ID, id)) as Rested;
  const shift = at - moved.after.updatedAt;
  const { after, journal, inbox } = moved;
  after.createdAt += shift;
  after.updatedAt += shift;
  for (const entry of journal) entry.at += shift;
  // What it waits for lies ahead, or a server on these rows would be busy with the past.
  for (const row of inbox) row.dueMs = now + DAY_MS * (1 + (at % 13)) + (at % DAY_MS);
  return {
    address: after.address,
    expect: -1,
    after,
    writeSnapshot: false,
    journal,
    inboxDone: [],
    inbox,
    activities: [],
    activitiesDone: [],
    deadLetters: [],
    letters: [],
  };
}

/** Runs one workflow to where it rests; the workflow first, then what lives under it. */
async function rest(pattern: Pattern): Promise<Rested[]> {
  const store = createMemoryStore();
  const clock = createSystemClock();
  const engine = await openEngine({
    store,
    clock,
    machines: machineLookup(machines),
    perform: async (run) => {
      const { activity } = run.input as { activity: string };
      const fails = pattern.fails?.[activity];
      if (fails === 'terminal') throw terminal('FORBIDDEN', 'the drive refused');
      if (fails === 'transient') throw transient('UNAVAILABLE', 'the drive does not answer');
      return { ...OUTPUTS[activity.replaceAll('.', '_')]?.[0], coverage: REF } as unknown as Json;
    },
    dispatcher: (run, reports) => createInProcessDispatcher(run, reports, 8),
    observer: { committed: () => {}, failing: () => {}, trouble: () => {} },
    slots: 1,
  });
  for (const breaker of breakers())
    await engine.start({ ...breaker, input: breaker.input as unknown as Json });
  const settings: WorkflowSettings = settingsWith();
  const input = { workflow: PATTERN_ID, settings, started_at: clock.now() };
  await engine.start({
    machine: 'certification',
    address: PATTERN_ID,
    input: input as unknown as Json,
  });
  await engine.quiet();
  if (pattern.order) await engine.send(PATTERN_ID, pattern.order);
  await engine.quiet();
  const actors: Rested[] = [];
  for (const { address, status, parent } of await store.family(PATTERN_ID)) {
    if (status !== 'active' && parent !== null) continue;
    const after = await engine.read(address);
    const journal = await store.journal(address, 0, 10_000);
    const inbox = await store.dueOf(address, clock.now() + 3650 * DAY_MS, 1000);
    if (after) actors.push({ after, journal, inbox });
  }
  await engine.close();
  const status = actors[0]?.after.view.status;
  if (status !== pattern.rests)
    throw new Error(`${pattern.rests} was wanted, ${status} came of it`);
  return actors;
}
