/** What went wrong, to whoever asked: a calm page for people in a browser, a problem for programs. */
import type { Context } from 'hono';
import { html, page } from './page.ts';
import { answer, type Problem } from './problem.ts';

/** API and feeds always answer in JSON, whatever the client says it accepts. */
const FOR_PROGRAMS = /^\/(api|ws|health|ready|metrics|openapi\.json)(\/|$)/;

export function tell(c: Context, problem: Problem): Response | Promise<Response> {
  const accepts = c.req.header('accept') ?? '';
  if (FOR_PROGRAMS.test(c.req.path) || !accepts.includes('text/html')) return answer(c, problem);
  c.status(problem.status as 400);
  return c.html(
    page(
      problem.title,
      html`<p>${problem.message}</p>
<p><a href="/">To the start</a></p>`,
    ),
  );
}
