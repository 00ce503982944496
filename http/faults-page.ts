/** Faults of the local workspace as one plain page: what is armed, what has struck, and one more. */
import { html } from './page.ts';
import type { ArmedFault, FaultDesk } from './server-ports.ts';
import { stackedTable } from './stacked-table.ts';

type Markup = ReturnType<typeof html>;

export const FAULTS_TITLE = 'Faults of the local workspace';

/** @param wrong what was wrong with the rule just sent; empty when nothing was */
export function faultsMarkup(
  desk: FaultDesk,
  wrong: string[],
  sent: Record<string, string>,
): Markup {
  return html`<p>Armed rules make calls of this process fail as a real drive does. They are gone when the process ends.</p>
${desk.isRevoked() ? revoked() : ''}
<h2>Armed</h2>
${armedMarkup(desk.armed())}
<h2>What has struck</h2>
${strikesMarkup(desk)}
<h2 id="arm">Arm a fault</h2>
${wrong.length === 0 ? '' : html`<div class="problems" role="alert"><h3>Not armed</h3><ul>${wrong.map((each) => html`<li>${each}</li>`)}</ul></div>`}
${armForm(desk, sent)}
<h2>What each does</h2>
<dl class="kinds">${desk.kinds.map(({ name, does }) => html`<dt>${name}</dt><dd>The call ${does}.</dd>`)}</dl>`;
}

function revoked(): Markup {
  return html`<div class="notice" role="status"><p>Access is withdrawn: every call is refused until somebody connects again.</p>
<form method="post" action="/developer/faults/reconnect"><p><button type="submit">Connect again</button></p></form></div>`;
}

function armedMarkup(armed: ArmedFault[]): Markup {
  if (armed.length === 0) return html`<p>None: every call goes well.</p>`;
  const rows = armed.map((one) => [
    `${one.fault}${measureOf(one)}`,
    one.call === '*' ? 'every call' : html`<code>${one.call}</code>`,
    whenOf(one),
    `struck ${one.struck} of ${one.met}`,
    html`<form method="post" action="/developer/faults/${one.id}/disarm"><button class="small quiet" type="submit" aria-label="Disarm ${one.fault} at ${one.call}">Disarm</button></form>`,
  ]);
  return stackedTable({ rows, headings: ['Fault', 'Call', 'When', 'So far', 'Change'] });
}

function measureOf({ ms, seconds, byte }: ArmedFault): string {
  if (ms !== undefined) return ` of ${ms} ms`;
  if (seconds !== undefined) return ` of ${seconds} s`;
  return byte === undefined ? '' : ` at byte ${byte}`;
}

function whenOf({ nth, times, rate, seed }: ArmedFault): string {
  if (rate !== undefined) return `chance ${rate}, seed ${seed ?? 1}`;
  return times === undefined || times === 1 ? `call ${nth}` : `${times} calls from call ${nth}`;
}

/** More would not be read. */
const SHOWN = 50;

function strikesMarkup(desk: FaultDesk): Markup {
  const strikes = desk.strikes().slice(0, SHOWN);
  if (strikes.length === 0) return html`<p>Nothing yet.</p>`;
  const rows = strikes.map(({ fault, call, at }) => [
    fault,
    html`<code>${call}</code>`,
    new Date(at).toISOString().slice(11, 19),
  ]);
  const caption = strikes.length < SHOWN ? undefined : `The newest ${SHOWN}`;
  const headings = ['Fault', 'Call', 'At (UTC)'];
  return stackedTable({ rows, headings, ...(caption === undefined ? {} : { caption }) });
}

const NUMBERS: [name: string, label: string, hint: string][] = [
  ['nth', 'Strike from call number', 'Counted from 1; else give a chance.'],
  ['times', 'Calls in a row', 'One, unless given.'],
  ['rate', 'Chance of each call', 'Between 0 and 1, in place of a number.'],
  ['seed', 'Seed of the chances', 'The same seed strikes the same calls.'],
  ['ms', 'Milliseconds to wait', 'For slow, slowAfterEffect and pushLate.'],
  ['seconds', 'Seconds behind', 'For staleSearch.'],
  ['byte', 'Byte to cut at', 'For uploadCut.'],
];

function armForm({ kinds, calls }: FaultDesk, sent: Record<string, string>): Markup {
  const option = (field: string, value: string, label = value): Markup =>
    html`<option value="${value}" ${sent[field] === value ? 'selected' : ''}>${label}</option>`;
  return html`<form method="post" action="/developer/faults#arm">
<div class="fields"><p><label for="fault">Fault</label><select id="fault" name="fault">${kinds.map(({ name }) => option('fault', name))}</select></p>
<p><label for="call">Call</label><select id="call" name="call">${option('call', '*', 'every call it can strike')}${calls.map((call) => option('call', call))}</select></p>
${NUMBERS.map(([name, label, hint]) => html`<p><label for="${name}">${label}</label><span class="hint" id="${name}-hint">${hint}</span><input id="${name}" name="${name}" inputmode="decimal" value="${sent[name] ?? ''}" aria-describedby="${name}-hint"></p>`)}</div>
<p><button type="submit">Arm</button></p></form>`;
}
