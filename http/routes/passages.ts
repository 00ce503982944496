/** `/api/passages`: where in its document a quote stands, with the text around it. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { CertificationContext } from '../../machines/certification-context.ts';
import { contextOf } from '../fleet/views.ts';
import type { App } from '../people/identity.ts';
import { notFound } from '../problem.ts';
import { parse } from '../schemas.ts';
import type { ServerPorts } from '../server-ports.ts';

const offset = z.coerce.number().int().min(0).max(100_000_000);
export const passageQuery = z.object({
  workflow: z.string().min(1).max(200),
  document: z.string().min(1).max(200),
  start: offset,
  end: offset,
});

/** Characters shown before and after the quote, to whole paragraphs where they end nearby. */
const AROUND = 3000;

export function passageRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const { workflow, document, start, end } = parse(passageQuery, c.req.query());
    const record = await ports.engine.read(workflow);
    const knowledge = record && contextOf<CertificationContext>(record).outputs?.knowledge;
    const found = knowledge ? await ports.document(knowledge, document) : null;
    if (found === null) throw notFound(`document ${document} that workflow ${workflow} has read`);
    const { title, text, blocks } = found;
    const [from, to] = [start, Math.max(start, end)].map((at) => Math.min(at, text.length)) as [
      number,
      number,
    ];
    const here = blocks.find((block) => block.start <= from && from <= block.end);
    const begin = wholeFrom(text, from);
    const stop = wholeUntil(text, to);
    return c.json({
      document_title: title,
      heading: here?.heading ?? [],
      page: here?.page ?? null,
      before: text.slice(begin, from),
      quote: text.slice(from, to),
      after: text.slice(to, stop),
      /** Whether the document goes on before and after what is shown. */
      cut: { before: begin > 0, after: stop < text.length },
    });
  });
  return app;
}

function wholeFrom(text: string, at: number): number {
  const from = Math.max(0, at - AROUND);
  if (from === 0) return 0;
  const paragraph = text.indexOf('\n', from);
  return paragraph < 0 || paragraph >= at ? from : paragraph + 1;
}

function wholeUntil(text: string, at: number): number {
  const until = Math.min(text.length, at + AROUND);
  if (until === text.length) return until;
  const paragraph = text.lastIndexOf('\n', until);
  return paragraph <= at ? until : paragraph;
}
