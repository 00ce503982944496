/** `/api/audit`: who did what, searched, verified and taken along. */
import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { csvLine } from '../csv.ts';
import type { AuditEntry, AuditFilter } from '../desk-ports.ts';
import type { App } from '../people/identity.ts';
import { invalid } from '../problem.ts';
import { auditVerification, parse } from '../schemas.ts';
import type { ServerPorts } from '../server-ports.ts';

const PAGE = 50;
const PAGE_MAX = 200;
const EXPORT_PAGE = 1000;

export function auditRoutes({ trail, audit, now }: ServerPorts): Hono<App> {
  const app = new Hono<App>();

  app.get('/', async (c) => {
    const filter = filterOf(c.req.query());
    const limit = Math.min(PAGE_MAX, Math.max(1, Number(c.req.query('limit') ?? PAGE) || PAGE));
    const before = cursorOf(c.req.query('cursor'));
    const [found, total, actions] = await Promise.all([
      trail.search({ ...filter, before, limit: limit + 1 }),
      trail.count(filter),
      trail.actions(),
    ]);
    const items = found.slice(0, limit);
    const next = found.length > limit ? String(items.at(-1)?.seq) : null;
    return c.json({ items: items.map(entryView), next, total, actions });
  });

  app.get('/export.csv', (c) => {
    const filter = filterOf(c.req.query());
    const day = new Date(now()).toISOString().slice(0, 10);
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="audit-${day}.csv"`);
    return stream(c, async (out) => {
      // The mark at the front is how spreadsheets tell UTF-8.
      await out.write(`\uFEFF${csvLine(COLUMNS)}`);
      let before: number | undefined;
      for (;;) {
        const page = await trail.search({ ...filter, before, limit: EXPORT_PAGE });
        await out.write(page.map((entry) => csvLine(cellsOf(entry))).join(''));
        before = page.at(-1)?.seq;
        if (page.length < EXPORT_PAGE || out.aborted) return;
      }
    });
  });

  app.post('/verification', async (c) => {
    const { kept_hash } = parse(auditVerification, await c.req.json().catch(() => ({})));
    const { entries, broken_at } = await trail.verify();
    const kept_at = kept_hash === undefined ? null : await trail.place(kept_hash);
    const verdict = { intact: broken_at === null, entries, broken_at, head: await trail.head() };
    await audit({
      actor: c.get('person'),
      action: 'audit.verified',
      subject: 'audit',
      detail: { intact: verdict.intact, entries },
    });
    return c.json({ ...verdict, ...(kept_hash === undefined ? {} : { kept_at }) });
  });

  return app;
}

const COLUMNS = ['seq', 'at', 'actor', 'action', 'subject', 'before', 'after', 'detail', 'hash'];

function entryView(entry: AuditEntry) {
  const { seq, at_us, actor, action, subject, hash } = entry;
  return { seq, at: atOf(at_us), actor, action, subject, ...partsOf(entry), hash };
}

/** What was before and after where an entry tells both, and the rest of what it tells. */
function partsOf({ detail }: AuditEntry): { before: unknown; after: unknown; detail: unknown } {
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail))
    return { before: null, after: null, detail };
  const { before = null, after = null, ...rest } = detail as Record<string, unknown>;
  return { before, after, detail: rest };
}

function cellsOf(entry: AuditEntry): string[] {
  const { seq, at_us, actor, action, subject, hash } = entry;
  const { before, after, detail } = partsOf(entry);
  const json = (value: unknown): string => (value === null ? '' : JSON.stringify(value));
  const told = [json(before), json(after), json(detail)];
  return [String(seq), atOf(at_us), actor, action, subject, ...told, hash];
}

function atOf(us: number): string {
  return new Date(us / 1000).toISOString();
}

function cursorOf(cursor: string | undefined): number | undefined {
  if (!cursor) return undefined;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw invalid([{ path: 'cursor', message: 'was not given out by this list' }]);
}

function filterOf(query: Record<string, string>): AuditFilter {
  const text = (name: string): string | undefined => query[name]?.trim().slice(0, 300) || undefined;
  return {
    actor: text('actor'),
    action: text('action'),
    subject: text('subject'),
    from: momentOf('from', query.from),
    to: momentOf('to', query.to),
  };
}

function momentOf(path: string, given: string | undefined): number | undefined {
  if (!given) return undefined;
  const ms = Date.parse(given);
  if (Number.isNaN(ms))
    throw invalid([{ path, message: 'is no date; write 2026-11-23 or 2026-11-23T10:00:00Z' }]);
  return ms;
}
