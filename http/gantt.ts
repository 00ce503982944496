/** The bars of a workflow's timeline, from the journals of all its actors. */
import { type GanttActor, type GanttRow, ganttOf } from '../machines/gantt.ts';
import type { Engine } from '../runtime/ports.ts';
import { wholeJournal } from './fleet/views.ts';

/** Journals read at once; each is a query of its own. */
const READ_AT_ONCE = 8;

/** @param until ms since 1970: nothing that happened later is told. */
export async function ganttRows(
  engine: Engine,
  workflow: string,
  until = Number.POSITIVE_INFINITY,
): Promise<GanttRow[]> {
  const family = await engine.family(workflow);
  const actors: GanttActor[] = [];
  for (let index = 0; index < family.length; index += READ_AT_ONCE) {
    const read = family.slice(index, index + READ_AT_ONCE).map(async ({ address, parent }) => {
      const entries = await wholeJournal(engine, address);
      return { address, parent, entries: entries.filter(({ at }) => at <= until) };
    });
    actors.push(...(await Promise.all(read)));
  }
  return ganttOf(actors);
}
