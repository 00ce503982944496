/** The installation at a glance, put together for `/api/ops`. */
import type { BreakerContext } from '../../machines/circuit-breaker.ts';
import { breakerAddress } from '../../machines/circuit-breaker.ts';
import { INTEGRATIONS } from '../../machines/vocabulary.ts';
import type { StoredDeadLetter } from '../../runtime/ports.ts';
import { letterView } from '../letter-view.ts';
import type { ServerPorts } from '../server-ports.ts';
import { stepTimes } from '../step-times.ts';
import type { BulkAction } from './ports.ts';
import { contextOf } from './views.ts';

const DAY_MS = 86_400_000;
/** Windows the outcomes are told for, the shortest first. */
const WINDOWS = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS };
const COURSES = 200;
const TURNS = 60;
const LETTERS = 50;
const INCIDENTS = 60;
/** Many may have the page open; nothing of it is worth counting more often. */
const FRESH_MS = 2000;

type OverviewPorts = Pick<
  ServerPorts,
  'engine' | 'readModels' | 'operations' | 'bulk' | 'health' | 'now'
>;

export function createOverview(ports: OverviewPorts): () => Promise<object> {
  const { now } = ports;
  let known: { at: number; overview: Promise<object> } | null = null;
  return () => {
    if (known === null || now() - known.at > FRESH_MS) {
      const overview = look(ports);
      known = { at: now(), overview };
      overview.catch(() => {
        known = null;
      });
    }
    return known.overview;
  };
}

async function look(ports: OverviewPorts): Promise<object> {
  const { engine, readModels, operations, bulk, health, now } = ports;
  const [components, breakers, effects, waiting, overdue, counts, courses] = await Promise.all([
    health(),
    breakersOf(ports),
    operations.effects(),
    operations.waiting(),
    operations.overdue(now()),
    readModels.counts(),
    readModels.finishedCourses(COURSES),
  ]);
  const [turns, letters, nodes, bulks, versions, ...outcomes] = await Promise.all([
    operations.breakerTurns(TURNS),
    engine.deadLetters({}, LETTERS),
    operations.nodes(),
    bulk.recent(10),
    operations.versions(),
    ...Object.entries(WINDOWS).map(async ([window, ms]) => ({
      window,
      ...(await operations.outcomes(now() - ms)),
    })),
  ]);
  return {
    at: new Date(now()).toISOString(),
    components,
    counts,
    breakers,
    effects,
    waiting,
    overdue,
    outcomes,
    step_times: { workflows: courses.length, steps: stepTimes(courses) },
    dead_letters: {
      open: await readModels.openDeadLetters(),
      items: letters.filter(({ resolution }) => resolution === null).map(letterView),
    },
    nodes,
    versions,
    incidents: incidentsOf(turns, letters, bulks).slice(0, INCIDENTS),
  };
}

async function breakersOf({ engine }: OverviewPorts): Promise<object[]> {
  return Promise.all(
    Object.entries(INTEGRATIONS).map(async ([integration, { threshold, openSeconds }]) => {
      const breaker = await engine.read(breakerAddress(integration)).catch(() => null);
      const context = breaker === null ? null : contextOf<Partial<BreakerContext>>(breaker);
      return {
        integration,
        state: breaker === null ? 'unknown' : stateOf(breaker.value),
        failures: context?.failures ?? 0,
        threshold: context?.threshold ?? threshold,
        open_seconds: openSeconds,
        opened_at: context?.opened_at ?? null,
        retry_at: context?.retry_at ?? null,
        times_opened: context?.times_opened ?? 0,
        last_code: context?.last_code ?? null,
      };
    }),
  );
}

function stateOf(value: unknown): string {
  return typeof value === 'string' ? value : (Object.keys(value ?? {})[0] ?? 'unknown');
}

interface Incident {
  at: number;
  kind: 'breaker' | 'dead_letter' | 'settled' | 'bulk';
  what: string;
  detail: string;
  workflow: string | null;
}

/** What happened to the installation, the newest first, as far as it was written down. */
function incidentsOf(
  turns: { address: string; at: number; value: unknown }[],
  letters: StoredDeadLetter[],
  bulks: BulkAction[],
): Incident[] {
  // A breaker is born closed; that is no incident.
  const happened = turns.filter(
    ({ address, value }, index) =>
      stateOf(value) !== 'closed' ||
      turns.slice(index + 1).some((each) => each.address === address),
  );
  const opened = happened.map(({ address, at, value }): Incident => {
    const what = address.replace(/^breaker\./, '');
    return { at, kind: 'breaker', what, detail: stateOf(value), workflow: null };
  });
  const stopped = letters.flatMap(({ at, root, error, machine, resolution, resolvedAt }) => {
    const letter: Incident = {
      at,
      kind: 'dead_letter',
      what: machine,
      detail: error.code,
      workflow: root,
    };
    if (resolvedAt === null) return [letter];
    return [
      letter,
      { ...letter, at: resolvedAt, kind: 'settled' as const, detail: String(resolution) },
    ];
  });
  const many = bulks.map(({ created_at, action, total, person }): Incident => {
    return {
      at: created_at,
      kind: 'bulk',
      what: action,
      detail: `${total} ${person}`,
      workflow: null,
    };
  });
  return [...opened, ...stopped, ...many].sort((a, b) => b.at - a.at);
}
