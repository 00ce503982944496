/** `/api/dead-letters`: what stopped a workflow, and what a person decides about it. */
import { Hono } from 'hono';
import { terminal } from '../../runtime/errors.ts';
import type { Engine, StoredDeadLetter } from '../../runtime/ports.ts';
import { letterView } from '../letter-view.ts';
import type { App } from '../people/identity.ts';
import { invalid, notFound } from '../problem.ts';
import { eventIdOf, takenBefore } from '../repeats.ts';
import { parse, resolutionRequest } from '../schemas.ts';
import type { ServerPorts } from '../server-ports.ts';

const STATES: Record<string, boolean> = { open: true, resolved: false };

export function deadLetterRoutes(ports: ServerPorts): Hono<App> {
  const { engine } = ports;
  const app = new Hono<App>();

  app.get('/', async (c) => {
    const { state, cursor } = c.req.query();
    const limit = Math.min(200, Math.max(1, Number(c.req.query('limit') ?? 50) || 50));
    if (state && !(state in STATES))
      throw invalid([{ path: 'state', message: 'is not open or resolved' }]);
    const open = state ? STATES[state] : undefined;
    const filter = { ...(open !== undefined && { open }), ...before(cursor) };
    const found = await engine.deadLetters(filter, limit + 1);
    const items = found.slice(0, limit);
    const next = found.length > limit ? String(items.at(-1)?.id) : null;
    return c.json({ items: items.map(letterView), next });
  });

  app.post('/:id/resolutions', async (c) => {
    const letter = await letterOf(engine, c.req.param('id'));
    const { action, comment } = parse(resolutionRequest, await c.req.json().catch(() => null));
    const by = c.get('person');
    const eventId = eventIdOf(by, c.req.header('idempotency-key'));
    const taken = await takenBefore(engine, letter.address, eventId);
    if (taken !== null) return c.json({ ...letterView(letter), seq: taken.seq });
    const options = eventId === null ? {} : { eventId };
    const settled = await engine.resolveDeadLetter(letter.id, action, by, options);
    const outcome = settled.letter.resolution ?? 'failed';
    await ports.audit({
      actor: by,
      action: `dead_letter.${action}`,
      subject: letter.root,
      detail: { dead_letter: letter.id, address: letter.address, outcome, comment },
    });
    return c.json({ ...letterView(settled.letter), seq: settled.seq });
  });

  return app;
}

async function letterOf(engine: Engine, id: string): Promise<StoredDeadLetter> {
  const number = /^\d{1,15}$/.test(id) ? Number(id) : -1;
  const [letter] = await engine.deadLetters({ before: number + 1 }, 1);
  if (letter?.id !== number) throw notFound(`dead letter ${id}`);
  return letter;
}

function before(cursor: string | undefined): { before?: number } {
  if (!cursor) return {};
  if (/^\d{1,15}$/.test(cursor)) return { before: Number(cursor) };
  throw terminal('CURSOR_INVALID', 'This cursor was not given out by this list');
}
