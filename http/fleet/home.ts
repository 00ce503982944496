/** What a person's start page shows of the fleet. */
import type { ServerPorts } from '../server-ports.ts';

const ROWS = 6;

export async function homeOf(
  { readModels, operations }: Pick<ServerPorts, 'readModels' | 'operations'>,
  person: string,
): Promise<object> {
  const some = (filter: object) =>
    readModels.workflows({ limit: ROWS, ...filter }).then(({ items }) => items);
  const [counts, filed, finished, attention, waiting] = await Promise.all([
    readModels.counts(),
    operations.filedBy(person, ROWS),
    some({ state: 'completed' }),
    some({ waits: 'operator', sort: 'updated' }),
    some({ waits: 'educator', sort: 'updated' }),
  ]);
  const mine = await readModels.workflowsOf(filed);
  const at = new Map(filed.map((id, index) => [id, index]));
  mine.sort((a, b) => (at.get(a.workflow_id) ?? 0) - (at.get(b.workflow_id) ?? 0));
  return { counts, mine, finished, attention, waiting };
}
