/** `/api/exports`: questions as files for learning platforms, and what each kind of file loses. */
import { type Context, Hono } from 'hono';
import type { OutgoingSet } from '../bank-ports.ts';
import type { App } from '../people/identity.ts';
import { notFound, Problem } from '../problem.ts';
import type { ServerPorts } from '../server-ports.ts';
import { filterOf } from './bank.ts';

export function exportRoutes(ports: ServerPorts): Hono<App> {
  const { bank } = ports;
  const app = new Hono<App>();

  /** The same address says, as `HEAD`, what the file will not hold. */
  const send = async (c: Context<App>, set: OutgoingSet, subject: string): Promise<Response> => {
    const format = c.req.query('format') ?? '';
    if (set.items.length === 0)
      throw new Problem(422, 'Nothing to export', 'no question fits this selection');
    const lost = bank.preview(format, set).cannot_carry;
    const file = await bank.write(format, set);
    const headers = {
      'content-type': file.mime,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'x-cannot-carry': encodeURIComponent(JSON.stringify(lost)),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    };
    if (c.req.method === 'HEAD') return c.body(null, 200, headers);
    await ports.audit({
      actor: c.get('person'),
      action: 'questions.exported',
      subject,
      detail: { format, questions: set.items.length },
    });
    return c.body(file.bytes as Uint8Array<ArrayBuffer>, 200, headers);
  };

  const preview = (c: Context<App>, set: OutgoingSet): Response =>
    c.json(bank.preview(c.req.query('format') ?? '', set));

  const selected = (c: Context<App>): Promise<OutgoingSet> => {
    const { format: _, ...query } = c.req.query();
    return bank.selection(filterOf(query), query.certification || 'Questions');
  };

  const asked = async (c: Context<App>): Promise<OutgoingSet> => {
    const workflow = c.req.param('workflow') ?? '';
    const settings = await ports.requests.settings(workflow);
    const artifact = settings && (await ports.artifacts.latest(workflow, 'questions'));
    if (!settings || !artifact) throw notFound(`question set of workflow ${workflow}`);
    const questions: unknown = JSON.parse((await ports.artifacts.read(artifact)).toString('utf8'));
    return bank.ofWorkflow(questions, settings.assessment.pass_mark);
  };

  app.get('/bank', async (c) => send(c, await selected(c), 'bank'));
  app.get('/bank/preview', async (c) => preview(c, await selected(c)));
  app.get('/workflows/:workflow', async (c) => send(c, await asked(c), c.req.param('workflow')));
  app.get('/workflows/:workflow/preview', async (c) => preview(c, await asked(c)));

  return app;
}
