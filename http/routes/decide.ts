/**
 * `/decide/:token`: a decision from a mail. Mail programs and scanners open links, so opening one shows
 * and changes nothing; only what its form posts decides, and only once.
 */
import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { ActorRecord, JournalEntry } from '../../runtime/ports.ts';
import { openLink, polite } from '../learner/link-page.ts';
import type { LinkTarget } from '../learner/links.ts';
import { page } from '../page.ts';
import type { App } from '../people/identity.ts';
import type { Memberships } from '../people/membership.ts';
import { Problem } from '../problem.ts';
import { takenBefore } from '../repeats.ts';
import { checkpointOf, idOf } from '../review/checkpoint-view.ts';
import { decide, loadCheckpoint } from '../review/decide.ts';
import { decisionMarkup, decisionTitle } from '../review/decision-page.ts';
import type { QuestionChange } from '../review/question-changes.ts';
import { type Reviewer, rightsOf } from '../review/review-rights.ts';
import { contentOf, subjectOf } from '../review/review-subject.ts';
import { decisionRequest, parse } from '../schemas.ts';
import type { ServerPorts } from '../server-ports.ts';

interface Visit {
  id: string;
  record: ActorRecord;
  who: Reviewer;
  /** Under which the one decision of this link is journalled. */
  eventId: string;
}

export function decideRoutes(ports: ServerPorts, memberships: Memberships): Hono<App> {
  const app = new Hono<App>();

  app.use('/*', async (c, next) => {
    await next();
    c.header('cache-control', 'private, no-store');
    c.header('x-robots-tag', 'noindex');
  });

  app.get('/:token', async (c) => {
    const visit = await visitOf(c, ports, memberships);
    return visit instanceof Response ? visit : show(c, ports, visit, null, []);
  });

  app.post('/:token', async (c) => {
    const visit = await visitOf(c, ports, memberships);
    if (visit instanceof Response) return visit;
    const { verdict, comment, content_hash } = await c.req.parseBody();
    const { id, who, eventId } = visit;
    try {
      const request = parse(decisionRequest, { verdict, content_hash, comment: comment ?? '' });
      await decide(ports, { id, who, request, eventId, by_way_of: 'mail' });
      return polite(
        c,
        200,
        'Thank you',
        `You ${DID[request.verdict]}. It is recorded under ${who.person}; this link has done its work.`,
      );
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const again = { ...visit, record: await loadCheckpoint(ports, id) };
      c.status(error.status as 409);
      const { changes } = error.more as { changes?: QuestionChange[] | null };
      return show(c, ports, again, `Not decided: ${error.message}.`, changes ?? []);
    }
  });

  return app;
}

const DID: Record<string, string> = {
  approve: 'approved',
  request_changes: 'asked for changes',
  reject: 'rejected',
};

/** Who comes by this link to what, or the page that says why it leads nowhere any more. */
async function visitOf(
  c: Context<App>,
  ports: ServerPorts,
  memberships: Memberships,
): Promise<Visit | Response> {
  const target = await openLink(c, ports, 'decide');
  if (target instanceof Response) return target;
  const id = idOf(target.workflow);
  const record = await loadCheckpoint(ports, id).catch(() => null);
  if (record === null)
    return polite(c, 404, 'This is no longer here', 'What it was about has been removed.');
  const eventId = eventIdOf(target);
  const used = await takenBefore(ports.engine, record.address, eventId);
  if (used !== null) return polite(c, 410, 'This link has been used', usedWords(used));
  const person = target.learner;
  const { active, groups, roles } = await memberships.of(person);
  if (!active || !['educator', 'admin'].some((role) => roles.includes(role as never)))
    return polite(
      c,
      403,
      'This link is not yours any more',
      `${person} can no longer decide here. An administrator can change that in the settings.`,
    );
  if (record.status !== 'active') {
    const { verdict } = checkpointOf(record);
    const how = verdict === null ? 'without a decision' : `because somebody ${DID[verdict]}`;
    return polite(c, 410, 'Already decided', `This ended ${how}. Nothing is left for you to do.`);
  }
  return { id, record, who: { person, groups, roles }, eventId };
}

async function show(
  c: Context<App>,
  ports: ServerPorts,
  { id, record, who }: Visit,
  notice: string | null,
  changes: QuestionChange[],
): Promise<Response> {
  const context = checkpointOf(record);
  const { approve, decide: say } = rightsOf(context, record.status === 'active', who);
  const settings = await ports.requests.settings(record.root);
  return c.html(
    page(
      decisionTitle(context.kind),
      decisionMarkup({
        ...{ id, context, notice, changes, person: who.person },
        course: settings?.certification_name ?? record.root,
        content: await contentOf(ports, await subjectOf(ports, context)),
        approve: approve?.why ?? null,
        decide: say?.why ?? null,
      }),
    ),
  );
}

/** The same for the same link, whatever it is decided to say. */
function eventIdOf({ workflow, learner, subject, expires_at }: LinkTarget): string {
  const text = JSON.stringify([workflow, learner, subject, expires_at]);
  return `link:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

function usedWords({ event, at }: JournalEntry): string {
  const did = DID[String(event.verdict)] ?? 'decided';
  const when = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  return `You ${did} with it on ${when} UTC. Anything further is in your inbox.`;
}
