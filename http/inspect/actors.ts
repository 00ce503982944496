/** The actors one inspector watches: turns their journals, entry by entry, into the protocol's events. */
import type { ActorRecord, JournalEntry, Json } from '../../runtime/ports.ts';
import type { MachineCharts } from '../charts/machine-charts.ts';
import type { ServerPorts } from '../server-ports.ts';
import {
  actorEvent,
  type InspectionEvent,
  type Moment,
  parentOf,
  sentEvent,
  snapshotEvent,
  sourceOf,
} from './protocol.ts';
import { type InspectedState, inspectedEvent, inspectedState } from './sanitise.ts';

const PAGE = 200;
/** Actors whose course is kept in memory for one inspector; the one longest unheard of goes first. */
const COURSES_MAX = 200;

export interface InspectedActors {
  /** An actor as it stands, for whoever comes in the middle. */
  present(record: ActorRecord): Promise<InspectionEvent>;
  /** What one more entry brought. Entries of one actor come oldest first. */
  told(root: string, entry: JournalEntry): Promise<InspectionEvent[]>;
  /** Last position told of this actor; 0 for an unknown one. */
  seq(address: string): number;
}

interface Known {
  machine: string;
  version: string | null;
  seq: number;
  /** Where it stood last, for positions that cannot be repeated. */
  value: Json;
  status: string;
}

type Ports = Pick<ServerPorts, 'engine' | 'openCourse'>;
type Course = Awaited<ReturnType<ServerPorts['openCourse']>>;

export function createInspectedActors(ports: Ports, charts: MachineCharts): InspectedActors {
  const known = new Map<string, Known>();
  const courses = createCourses(ports);
  const definitionOf = createDefinitions(charts);

  const stateAfter = async (entry: JournalEntry, before: Known): Promise<InspectedState> => {
    const record = await courses.after(entry);
    if (record !== null) {
      Object.assign(before, { value: record.value, version: record.version });
      before.status = record.status;
      return inspectedState(record);
    }
    if (entry.value !== null) before.value = entry.value;
    const { machine, status, value } = before;
    return inspectedState({
      address: entry.address,
      machine,
      status: status as ActorRecord['status'],
      value,
      snapshot: null,
      childInc: {},
    });
  };

  const introduction = async (
    moment: Moment,
    { machine, version }: Known,
    snapshot: InspectedState,
  ): Promise<InspectionEvent> => {
    const definition = await definitionOf(machine, version);
    return actorEvent(moment, { machine, version, definition, snapshot });
  };

  return {
    seq: (address) => known.get(address)?.seq ?? 0,
    present: async (record) => {
      const { address, root, machine, version, seq, value, status, updatedAt: at } = record;
      const actor: Known = { machine, version, seq, value, status };
      known.set(address, actor);
      return introduction({ root, address, seq, at }, actor, inspectedState(record));
    },
    told: async (root, entry) => {
      const { address, seq, at, event } = entry;
      const isNew = !known.has(address);
      const actor = known.get(address) ?? bornOf(entry);
      known.set(address, actor);
      if (seq <= actor.seq) return [];
      const snapshot = await stateAfter(entry, actor);
      actor.seq = seq;
      const moment: Moment = { root, address, seq, at };
      const seen = inspectedEvent(event);
      const source = event.type === 'xstate.init' ? parentOf(address) : sourceOf(entry);
      const events = [sentEvent(moment, seen, source), snapshotEvent(moment, seen, snapshot)];
      if (isNew) events.unshift(await introduction(moment, actor, snapshot));
      if (snapshot.status !== 'active') courses.forget(address);
      return events;
    },
  };
}

function bornOf({ event }: JournalEntry): Known {
  const version = typeof event.version === 'string' ? event.version : null;
  const machine = typeof event.machine === 'string' ? event.machine : 'unknown';
  return { machine, version, seq: 0, value: null, status: 'active' };
}

/** Courses of the actors that move, each repeated from its first entry once. */
function createCourses({ engine, openCourse }: Ports) {
  const courses = new Map<string, { course: Course; seq: number } | null>();

  const open = async (entry: JournalEntry): Promise<{ course: Course; seq: number }> => {
    const opened = { course: await openCourse(entry.address), seq: 0 };
    while (opened.seq < entry.seq - 1) {
      const limit = Math.min(PAGE, entry.seq - 1 - opened.seq);
      const page = await engine.journal(entry.address, opened.seq, limit);
      if (page.length === 0) break;
      for (const each of page) opened.course.take(each);
      opened.seq = page.at(-1)?.seq ?? opened.seq;
    }
    return opened;
  };

  return {
    /** The actor after this entry; null where that cannot be told, then or from then on. */
    after: async (entry: JournalEntry): Promise<ActorRecord | null> => {
      const { address } = entry;
      try {
        const found = courses.get(address);
        if (found === null) return null;
        const at = found ?? (await open(entry));
        // Set again to be the youngest.
        courses.delete(address);
        courses.set(address, at);
        const [oldest] = courses.size > COURSES_MAX ? courses.keys() : [];
        if (oldest !== undefined) courses.delete(oldest);
        at.seq = entry.seq;
        return at.course.take(entry);
      } catch {
        courses.set(address, null);
        return null;
      }
    },
    forget: (address: string): void => void courses.delete(address),
  };
}

/** Configurations as text, each looked up once. */
function createDefinitions(charts: MachineCharts) {
  const texts = new Map<string, Promise<string | undefined>>();
  return (machine: string, version: string | null): Promise<string | undefined> => {
    const key = `${machine} ${version}`;
    const found = texts.get(key) ?? read(charts, machine, version);
    texts.set(key, found);
    return found;
  };
}

async function read(
  charts: MachineCharts,
  machine: string,
  version: string | null,
): Promise<string | undefined> {
  if (version === null) return undefined;
  try {
    const { definition } = await charts.find(machine, version);
    // Receivers expect a function to be an object with a type, as the inspector itself writes it.
    return JSON.stringify(definition, (key, part: unknown) =>
      part === 'fn' ? { type: key } : part,
    );
  } catch {
    return undefined;
  }
}
