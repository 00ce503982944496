/** `/api/settings`: how this installation is set up, what it keeps, and for how long. Never a secret. */
import { Hono } from 'hono';
import { LIFETIME_DAYS } from '../learner/links.ts';
import type { App } from '../people/identity.ts';
import { SESSION_MS } from '../people/sessions.ts';
import type { ServerPorts } from '../server-ports.ts';

const HOUR_MS = 3_600_000;

export function settingsRoutes({ config, configuration }: ServerPorts): Hono<App> {
  const app = new Hono<App>();
  app.get('/', (c) =>
    c.json({
      version: config.version,
      mode: config.adminToken === null ? 'local' : 'login',
      flags: [
        {
          name: 'Presenter videos',
          on: config.avatarEnabled,
          from: 'AVATAR_ENABLED',
          meaning: 'When off, no request gets videos, whatever it asks for.',
        },
      ],
      configuration,
      retention: RETENTION,
    }),
  );
  return app;
}

/** What is kept, how long, and how it goes. Nothing here is deleted by itself unless it says so. */
export const RETENTION = [
  {
    what: 'Names and addresses of learners',
    kept: 'until you erase them',
    how: 'presgen erase LEARNER, which shows what would go and asks first; sealed until then',
  },
  {
    what: 'Answers, decks and results of a learner',
    kept: 'until you erase them',
    how: 'presgen erase LEARNER; the figures of the group stay, under the id only',
  },
  {
    what: 'Workflows with their whole history',
    kept: 'always',
    how: 'nothing deletes them; they hold ids, not names',
  },
  {
    what: 'Uploaded documents and everything made from them',
    kept: 'always',
    how: 'nothing deletes them; they lie in the data directory',
  },
  {
    what: 'Mails',
    kept: 'until you erase the learner',
    how: 'as .eml files in the outbox of the data directory',
  },
  {
    what: 'Links for learners',
    kept: `open between ${LIFETIME_DAYS / 2} and ${LIFETIME_DAYS} days`,
    how: 'they expire by themselves; a new secret (PRESGEN_SECRET) ends all at once',
  },
  {
    what: 'Sessions',
    kept: `open for ${SESSION_MS / HOUR_MS} hours, forgotten 30 days later`,
    how: 'they end by themselves, or above by hand',
  },
  {
    what: 'Audit trail',
    kept: 'always',
    how: 'nothing deletes it: a gap would break its chain; it holds ids, not learners’ names',
  },
  {
    what: 'Log',
    kept: 'as long as you keep the output of the process',
    how: 'it holds no names and no addresses of learners',
  },
];
