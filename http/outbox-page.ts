/** The outbox for educators: which letters went to whom, what became of them, and who asked for a link. */

import { momentMarkup } from './learner/reader-locale.ts';
import { html } from './page.ts';
import type { KeptLetter, OutboxPages } from './server-ports.ts';
import { stackedTable } from './stacked-table.ts';

type Markup = ReturnType<typeof html>;

/** Somebody whose link had ended, by name where there is one. */
export interface Wish {
  workflow: string;
  learner: string;
  name: string;
  course: string;
  last_at: number;
  times: number;
}

export interface OutboxView {
  letters: KeptLetter[];
  total: number;
  canSend: boolean;
  wishes: Wish[];
  notice: string | null;
  locale: string;
}

export function outboxMarkup(view: OutboxView): Markup {
  const { letters, total, canSend, wishes, notice } = view;
  const failed = letters.filter(({ state }) => state === 'failed').length;
  return html`${notice === null ? '' : html`<p class="notice" role="status">${notice}</p>`}
${canSend ? '' : html`<p class="notice">No mail server is configured, so letters are kept here and reach nobody by themselves. Open one and send its link on, or set SMTP_URL and restart.</p>`}
${failed === 0 ? '' : html`<div class="problems" role="alert"><p>${failed === 1 ? 'One letter could not be sent' : `${failed} letters could not be sent`}. The reason stands beside each; once it is put right, send it again there, or retry the step of its workflow.</p></div>`}
${wishes.length === 0 ? '' : wishesMarkup(view)}
${total === 0 ? html`<p>No letters yet. They appear here when a workflow invites its learners.</p>` : lettersMarkup(view)}`;
}

function lettersMarkup({ letters, total, locale }: OutboxView): Markup {
  const caption =
    total > letters.length
      ? `The newest ${letters.length} of ${total} letters`
      : total === 1
        ? '1 letter'
        : `${total} letters`;
  const rows = letters.map((letter) => [
    html`<a href="/outbox/${letter.id}"><bdi>${letter.subject || 'Without a subject'}</bdi></a>`,
    html`<bdi>${letter.to}</bdi>`,
    letter.date === null ? '–' : momentMarkup(letter.date, locale),
    stateMarkup(letter),
  ]);
  return stackedTable({
    caption,
    rows,
    headings: ['Letter', 'To', 'Written', 'State'],
    look: 'letters',
  });
}

function wishesMarkup({ wishes, locale }: OutboxView): Markup {
  return html`<section class="card"><h2>Asked for a new link</h2><ul class="wishes">${wishes.map(
    ({ workflow, learner, name, course, last_at, times }) =>
      html`<li><p><strong><bdi>${name}</bdi></strong>, <bdi>${course}</bdi><br><span class="note">${times === 1 ? 'Asked' : `Asked ${times} times, last`} on ${momentMarkup(last_at, locale)}</span></p>
<form method="post" action="/outbox/links"><input type="hidden" name="workflow" value="${workflow}"><input type="hidden" name="learner" value="${learner}">
<label class="option"><input type="checkbox" name="revoke" value="yes"><span>Take the old links back, since somebody else may have them</span></label>
<p><button type="submit" aria-label="Send a new link to ${name}">Send a new link</button></p></form></li>`,
  )}</ul></section>`;
}

const STATES: Record<KeptLetter['state'], [sign: string, words: string]> = {
  kept: ['·', 'Kept here'],
  sent: ['✓', 'Sent'],
  failed: ['!', 'Not sent'],
};

const REASONS: Record<string, string> = {
  MAIL_REFUSED: 'The mail server refused this address: correct it, or hand the link on yourself',
  MAIL_LOGIN_REFUSED: 'The mail server refused our login: correct SMTP_URL',
  MAIL_UNREACHABLE: 'The mail server did not answer: check that it runs and what SMTP_URL says',
};

function stateMarkup({ state, code, attempts, resent }: KeptLetter): Markup {
  const [sign, words] = STATES[state];
  const again = resent > 0 ? ` (${resent === 1 ? 'once' : `${resent} times`} again)` : '';
  return html`<span class="state ${state}"><span class="sign" aria-hidden="true">${sign}</span> ${words}${again}</span>${
    state === 'failed'
      ? html`<br><span class="note">${REASONS[code ?? ''] ?? code}. Tried ${attempts === 1 ? 'once' : `${attempts} times`}.</span>`
      : ''
  }`;
}

type Letter = NonNullable<Awaited<ReturnType<OutboxPages['letter']>>>;

export function letterMarkup(
  letter: Letter,
  canSend: boolean,
  view: Pick<OutboxView, 'notice' | 'locale'>,
): Markup {
  const { id, to, from, date, messageId } = letter;
  return html`${view.notice === null ? '' : html`<p class="notice" role="status">${view.notice}</p>`}
<p><a href="/outbox">All letters</a></p>
<dl><dt>To</dt><dd><bdi>${to}</bdi></dd><dt>From</dt><dd><bdi>${from}</bdi></dd>
<dt>Written</dt><dd>${date === null ? '–' : momentMarkup(date, view.locale)}</dd>
<dt>State</dt><dd>${stateMarkup(letter)}</dd><dt>Message-ID</dt><dd class="note">${messageId}</dd></dl>
<p><a class="button quiet" href="/outbox/${id}/file">Download as a mail</a></p>
${canSend ? html`<form method="post" action="/outbox/${id}/sendings"><p><button type="submit">Send it again</button></p></form>` : ''}
<h2>As it looks</h2><iframe class="letter" sandbox title="The letter as it looks" src="/outbox/${id}/looks"></iframe>
<h2>As plain text</h2><pre class="letter" tabindex="0">${letter.text}</pre>`;
}
